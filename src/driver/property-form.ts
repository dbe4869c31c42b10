import { isIPv6 } from 'node:net'
import type { PropertyForm } from '../catalog/property.ts'
import { GmailSqlError } from '../util/errors.ts'
import { readHomePath } from '../util/home-path.ts'
import { LOG_MODULES } from '../util/log.ts'
import { isConfidential } from '../util/loopback.ts'
import { scanPairs } from './connection-pairs.ts'
import { badProperty, nearOr, quote } from './property-error.ts'

/** A form: what the value becomes. @throws BAD_PROPERTY, BAD_VALUE or FILE_UNSAFE, naming the property. */
type Read = (value: string, name: string) => string

export const FORMS: Readonly<Record<PropertyForm, Read>> = {
  account: readAccount,
  host: readHost,
  path: readPath,
  'settings-path': (value, name) => (/^memory:\/\/./.test(value) ? value : readPath(value, name)),
  certificate: readCertificate,
  'callback-url': readCallbackUrl,
  'endpoint-url': readEndpointUrl,
  'time-zone': readTimeZone,
  'log-modules': readLogModules,
  pairs: readPairs,
}

function readAccount(value: string, name: string): string {
  // A mark that came along with a paste would name another account, and nobody could see why the login fails.
  const invisible = /\p{Cf}/u.exec(value)
  if (invisible === null) return value
  const code = invisible[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  const message = `${name} holds the invisible character U+${code}: ${quote(value)}`
  throw new GmailSqlError('BAD_VALUE', message, { hint: 'Type the address instead of pasting it.' })
}

function readHost(value: string, name: string): string {
  const bare = value.replace(/^\[(.*)\]$/, '$1')
  if (isIPv6(bare)) return bare
  if (/^[^\s/@:?#[\]\p{Cf}]+$/u.test(value)) return value
  throw badProperty(
    `${name} takes a host name or address, not ${quote(value)}`,
    'The port goes into its own property, and no imaps:// stands before the name.',
  )
}

/**
 * @returns the path with `~` expanded
 * @throws FILE_UNSAFE for an address; MISSING_PROPERTY where no home directory is known
 */
export function readPath(value: string, name: string, shown = quote(value)): string {
  const read = readHomePath(value)
  if ('path' in read) return read.path
  switch (read.problem) {
    case 'address':
      throw new GmailSqlError('FILE_UNSAFE', `${name} is an address, not a path: ${shown}`, {
        hint: 'Write the path of a file on this machine.',
      })
    case 'no home':
      throw new GmailSqlError('MISSING_PROPERTY', `${name} starts with ~, but no home directory is known`, {
        hint: 'Set the variable HOME, or write the path from / on.',
      })
    case 'other user':
      throw badProperty(
        `${name} starts with the home directory of somebody else: ${shown}`,
        'Write ~/… for your own home directory, or ./~… for a file whose name starts with ~.',
      )
  }
}

/** @returns `*`, PEM text, a SHA-256 fingerprint as node:tls spells it (`AA:BB:…`), or a path. */
function readCertificate(value: string, name: string): string {
  if (value === '*' || value.includes('-----BEGIN ')) return value
  const digits = value.replace(/^sha-?256[:=\s]/i, '').replace(/[:\s]/g, '')
  if (!/^[0-9a-f]+$/i.test(digits)) return readPath(value, name)
  if (digits.length === 64) return digits.toUpperCase().match(/../g)!.join(':')
  if (digits.length !== 40 && digits.length !== 32) return readPath(value, name)
  throw badProperty(
    `${name} holds a SHA-1 or MD5 fingerprint, which can be forged`,
    'Give the SHA-256 fingerprint: openssl x509 -noout -fingerprint -sha256 -in server.pem',
  )
}

function readCallbackUrl(value: string, name: string): string {
  if (/^urn:ietf:wg:oauth:2\.0:oob/i.test(value)) {
    throw badProperty(
      `${name}=${quote(value)} is the copy-and-paste flow, which Google closed in 2022`,
      'Leave it out: the driver then listens on 127.0.0.1, and the address that the browser ends at may be pasted.',
    )
  }
  return readSafeUrl(value, name)
}

function readEndpointUrl(value: string, name: string): string {
  return readSafeUrl(value, name)
}

/** Codes, tokens and client secrets go there: encrypted, or not out of this machine. */
function readSafeUrl(value: string, name: string): string {
  const url = URL.parse(value)
  if (url && isConfidential(url) && url.username === '' && url.password === '') return value
  throw badProperty(
    `${name} takes an https URL, or an http URL of this machine, not ${quote(value)}`,
    'Write https://…, or http://127.0.0.1:port/ for this machine, without user name and password.',
  )
}

function readTimeZone(value: string, name: string): string {
  if (/^(?:utc|local)$/i.test(value)) return value.toLowerCase() === 'utc' ? 'UTC' : 'Local'
  const zone = ianaZone(value)
  if (zone === undefined) {
    const message = `${name} takes UTC, Local or an IANA zone such as Europe/Paris, not ${quote(value)}`
    const otherwise = 'The zones are those of the IANA time zone database: Continent/City.'
    throw badProperty(message, nearOr(value, Intl.supportedValuesOf('timeZone'), otherwise))
  }
  return zone
}

function ianaZone(name: string): string | undefined {
  // Intl takes +02:00 as well, which is no zone: it has no summer.
  if (!/^[a-z]/i.test(name)) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** @returns the modules in capitals, separated by `;`. */
function readLogModules(value: string, name: string): string {
  const modules = value.split(/[;,\s]+/).filter(word => word !== '')
  for (const module of modules) {
    if ((LOG_MODULES as readonly string[]).includes(module.toUpperCase())) continue
    const message = `${name} takes ${LOG_MODULES.join(', ')}, not ${quote(module)}`
    throw badProperty(message, nearOr(module, LOG_MODULES, `Leave ${name} out for all of them.`))
  }
  return modules.join(';').toUpperCase()
}

function readPairs(value: string, name: string): string {
  try {
    Array.from(scanPairs(value))
    return value
  } catch {
    const hint = 'A value that holds a ; goes in quotes.'
    throw badProperty(`${name} takes name=value;name=value, not ${quote(value)}`, hint)
  }
}
