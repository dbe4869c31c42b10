import { createPrivateKey, type KeyObject } from 'node:crypto'
import type { Secret } from '../../util/secret.ts'
import { passwordMissing, unreadable, wrongPassword } from './key-errors.ts'
import { hintForKind, kindOf, parseCertificates, parseKeys, type StoreContents } from './store-contents.ts'

/**
 * Keys and certificates of a PEM text (PKCS#1, PKCS#8, encrypted or not), or one key as DER.
 *
 * @throws CERT_UNREADABLE, MISSING_PROPERTY (a password is needed)
 */
export function readPem(bytes: Buffer, password: Secret | undefined): StoreContents {
  const kind = kindOf(bytes)
  if (kind === 'DER') return readDer(bytes, password)
  if (kind !== 'PEM') throw unreadable('is not a PEM key', hintForKind(bytes))
  // In a connection string or an environment variable line ends are often written as \n.
  const text = bytes.toString('latin1').replace(/\\r|\\n/g, '\n')
  const blocks = text.split('-----BEGIN ').slice(1).flatMap(blockOf)
  if (blocks.length === 0)
    throw unreadable('is a PEM text that is cut off', 'The last line is -----END … KEY-----.')
  const keys = blocks
    .filter(block => block.label.endsWith('PRIVATE KEY'))
    .map(block => openKey(block, password))
  const certificates = blocks.filter(block => block.label.endsWith('CERTIFICATE'))
  return {
    keys,
    certificates: parseCertificates(certificates.map(block => Buffer.from(block.body, 'base64'))),
  }
}

interface Block {
  readonly label: string
  readonly body: string
}

/** What follows `-----BEGIN `, up to the END of the same label. */
function blockOf(text: string): Block[] {
  const label = /^[A-Z0-9 ]{1,40}(?=-----)/.exec(text)?.[0]
  const end = label === undefined ? -1 : text.indexOf(`-----END ${label}-----`)
  return label === undefined || end < 0 ? [] : [{ label, body: text.slice(label.length + 5, end) }]
}

function openKey(block: Block, password: Secret | undefined): KeyObject {
  const isEncrypted = block.label.startsWith('ENCRYPTED') || /ENCRYPTED/.test(block.body)
  if (isEncrypted && password === undefined) throw passwordMissing('key')
  try {
    return createPrivateKey({
      key: rewrap(block),
      format: 'pem',
      ...(isEncrypted && password !== undefined ? { passphrase: password.reveal() } : {}),
    })
  } catch {
    if (isEncrypted) throw wrongPassword('key')
    throw unreadable(
      'is a PEM text whose key cannot be read',
      'Export it again; RSA keys are PKCS#8 or PKCS#1.',
    )
  }
}

/** Lines of 64 again, where the text had lost its line ends; headers (RFC 1421, `Proc-Type`) stay before an empty line. */
function rewrap({ label, body }: Block): string {
  const text = body.includes(':') ? body.trim() : body.replace(/\s+/g, '').replace(/.{64}/g, '$&\n').trim()
  return `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`
}

function readDer(bytes: Buffer, password: Secret | undefined): StoreContents {
  const plain = [...parseKeys([bytes]), ...parseKeys([bytes], 'pkcs1'), ...parseKeys([bytes], 'sec1')]
  const key = plain[0] ?? openEncryptedDer(bytes, password)
  if (key !== null) return { keys: [key], certificates: [] }
  throw unreadable(
    'is DER, but no key that can be read',
    'A .p12 is read with OAuthJWTCertType=PFXFILE; else look at OAuthJWTCertPassword.',
  )
}

function openEncryptedDer(key: Buffer, password: Secret | undefined): KeyObject | null {
  if (password === undefined) return null
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8', passphrase: password.reveal() })
  } catch {
    return null
  }
}
