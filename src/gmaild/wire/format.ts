/** Octets travel as latin1 strings: one character is one octet. These turn values into IMAP's syntax. */

export function toOctets(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

export function fromOctets(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8')
}

export function isUtf8(octets: string): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(octets, 'latin1'))
    return true
  } catch {
    return false
  }
}

export function quote(octets: string): string {
  return `"${octets.replace(/[\\"]/g, '\\$&')}"`
}

export function literal(octets: string): string {
  return `{${octets.length}}\r\n${octets}`
}

/**
 * A quoted string where one can carry the octets, else a literal: without UTF8=ACCEPT 8-bit octets need one
 * (RFC 3501 QUOTED-CHAR), with it only what is not UTF-8 (RFC 6855 §3).
 */
export function string(octets: string, utf8: boolean): string {
  if (/[\r\n\0]/.test(octets)) return literal(octets.replaceAll('\0', ''))
  if (!/[\x80-\xff]/.test(octets)) return quote(octets)
  return utf8 && isUtf8(octets) ? quote(octets) : literal(octets)
}

export function nstring(octets: string | undefined, utf8: boolean): string {
  return octets === undefined ? 'NIL' : string(octets, utf8)
}

/** An atom where the octets are one, else a string. */
export function astring(octets: string, utf8: boolean): string {
  return /^[^\x00-\x20\x7f-\xff(){%*"\\\]]+$/.test(octets) && octets.toUpperCase() !== 'NIL'
    ? octets
    : string(octets, utf8)
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export function monthIndex(name: string): number {
  return MONTHS.findIndex(month => month.toLowerCase() === name.toLowerCase())
}

/** INTERNALDATE, which Gmail always gives in UTC. */
export function formatDateTime(ms: number): string {
  const date = new Date(ms)
  const time = date.toISOString().slice(11, 19)
  const day = String(date.getUTCDate()).padStart(2, ' ')
  return `"${day}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${time} +0000"`
}
