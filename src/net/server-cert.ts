import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { GmailSqlError } from '../util/errors.ts'

/** What the SSLServerCert property accepts besides the system's authorities. */
export type ServerTrust =
  | { readonly kind: 'system' }
  | { readonly kind: 'any' }
  /** SHA-256 of the certificate, upper case hex with colons as node prints it. */
  | { readonly kind: 'fingerprint'; readonly fingerprint: string }
  /** Certificates taken as they are (whatever their name or dates), and as authorities. */
  | { readonly kind: 'pem'; readonly pem: string; readonly fingerprints: readonly string[] }

/**
 * SSLServerCert: `*`, a SHA-256 fingerprint, PEM text, or the path of a PEM file.
 * @throws CERT_UNREADABLE when it is none of these.
 */
export function parseServerCert(value: string | undefined): ServerTrust {
  const text = value?.trim() ?? ''
  if (text === '') return { kind: 'system' }
  if (text === '*') return { kind: 'any' }
  const hex = text.replaceAll(':', '').toUpperCase()
  if (/^[0-9A-F]{64}$/.test(hex)) return { kind: 'fingerprint', fingerprint: hex.match(/../g)!.join(':') }
  return text.includes('-----BEGIN') ? pemTrust(text, 'SSLServerCert') : pemTrust(readPem(text), text)
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error'
    throw new GmailSqlError(
      'CERT_UNREADABLE',
      `SSLServerCert: ${shown(path)} is no PEM text, no SHA-256 fingerprint, no readable file (${code}).`,
    )
  }
}

function pemTrust(pem: string, name: string): ServerTrust {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  try {
    const fingerprints = blocks.map(block => new X509Certificate(block).fingerprint256)
    if (fingerprints.length > 0) return { kind: 'pem', pem: blocks.join('\n'), fingerprints }
  } catch {
    // Falls to the error below: OpenSSL's text names nothing a user knows.
  }
  throw new GmailSqlError(
    'CERT_UNREADABLE',
    `SSLServerCert: ${shown(name)} holds no readable certificate in PEM form.`,
  )
}

/** A value as it is quoted in messages. */
function shown(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
}
