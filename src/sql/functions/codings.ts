import { createHash } from 'node:crypto'
import type { SqlValue } from '../../util/value.ts'
import { badArgument, octetsOf, text, value, whole } from './arguments.ts'
import { Family } from './define.ts'

const string = new Family('string')

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  SHA: 'sha1',
  SHA1: 'sha1',
  SHA2_256: 'sha256',
  SHA2_512: 'sha512',
}

function digest(algorithm: string, given: Exclude<SqlValue, null>): Buffer {
  return createHash(algorithm).update(octetsOf(given)).digest()
}

function hexDigest(name: string, algorithm: string, gives: string) {
  return string.scalar({
    name,
    parameters: 'value',
    doc: `The ${name} of the UTF-8 or BLOB, in hexadecimal.`,
    example: [`${name}('a')`, gives],
    args: [value],
    call: given => digest(algorithm, given).toString('hex'),
  })
}

export const codingFunctions = [
  ...hexDigest('MD5', 'md5', '0cc175b9c0f1b6a831c399e269772661'),
  ...hexDigest('SHA1', 'sha1', '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'),
  ...hexDigest('SHA', 'sha1', '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'),
  ...hexDigest('SHA256', 'sha256', 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'),
  ...hexDigest(
    'SHA512',
    'sha512',
    '1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f5302860c652bf08d560252aa5e74210546f369fbbbce8c12cfc7957b2652fe9a75',
  ),
  ...string.scalar({
    name: 'SHA2',
    parameters: 'value, bits',
    doc: 'The SHA-2 digest of 224, 256, 384 or 512 bits (0 is 256), in hexadecimal.',
    example: ["SHA2('a', 224)", 'abd37534c7d9a2efb9465de931cd7055ffdb8879563ae98078d6d6d5'],
    args: [value, whole],
    call: (given, bits) => {
      const size = bits === 0 ? 256 : bits
      if (![224, 256, 384, 512].includes(size)) {
        throw badArgument('SHA2', bits, 'a number of bits', 'Use 224, 256, 384 or 512.')
      }
      return digest(`sha${size}`, given).toString('hex')
    },
  }),
  ...string.scalar({
    name: 'HASHBYTES',
    parameters: 'algorithm, value',
    doc: 'The digest as BLOB: MD5, SHA1, SHA2_256 or SHA2_512.',
    example: ["hex(HASHBYTES('MD5', 'a'))", '0CC175B9C0F1B6A831C399E269772661'],
    args: [text, value],
    call: (name, given) => {
      const algorithm = HASHES[name.toUpperCase()]
      if (algorithm === undefined) {
        throw badArgument('HASHBYTES', name, 'an algorithm', `Use ${Object.keys(HASHES).join(', ')}.`)
      }
      return digest(algorithm, given)
    },
  }),
  ...string.scalar({
    name: 'TO_BASE64',
    aliases: ['BASE64_ENCODE'],
    parameters: 'value',
    doc: 'The UTF-8 or BLOB in base64.',
    example: ["TO_BASE64('Gmail')", 'R21haWw='],
    args: [value],
    call: given => Buffer.from(octetsOf(given)).toString('base64'),
  }),
  ...string.scalar({
    name: 'FROM_BASE64',
    aliases: ['BASE64_DECODE'],
    parameters: 'text',
    doc: 'What the base64 stands for, as BLOB.',
    example: ["CAST(FROM_BASE64('R21haWw=') AS TEXT)", 'Gmail'],
    args: [text],
    call: given => {
      const plain = given.replace(/\s+/g, '')
      if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(plain)) throw badArgument('FROM_BASE64', given, 'base64')
      return Buffer.from(plain, 'base64')
    },
  }),
  ...string.scalar({
    name: 'URL_ENCODE',
    parameters: 'text',
    doc: 'Safe as a part of a URL.',
    example: ["URL_ENCODE('a b&c')", 'a%20b%26c'],
    args: [text],
    call: encodeURIComponent,
  }),
  ...string.scalar({
    name: 'URL_DECODE',
    parameters: 'text',
    doc: 'The text that a part of a URL stands for.',
    example: ["URL_DECODE('a%20b%26c')", 'a b&c'],
    args: [text],
    call: given => {
      try {
        return decodeURIComponent(given)
      } catch {
        throw badArgument('URL_DECODE', given, 'an encoded URL')
      }
    },
  }),
]
