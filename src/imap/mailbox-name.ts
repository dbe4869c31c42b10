import { decodeShifted } from '../mime/utf7.ts'

/** Characters that modified UTF-7 writes as themselves: printable ASCII (RFC 3501 §5.1.3). */
const DIRECT = /^[\x20-\x7e]$/

/** Unicode mailbox name → modified UTF-7, ASCII only. */
export function encodeMailboxName(name: string): string {
  let out = ''
  let pending = ''
  for (let i = 0; i < name.length; i++) {
    const unit = name[i]!
    if (!DIRECT.test(unit)) {
      pending += unit
      continue
    }
    out += shifted(pending) + (unit === '&' ? '&-' : unit)
    pending = ''
  }
  return out + shifted(pending)
}

function shifted(text: string): string {
  if (text === '') return ''
  const bytes = Buffer.from(text, 'utf16le').swap16()
  return `&${bytes.toString('base64').replaceAll('=', '').replaceAll('/', ',')}-`
}

/**
 * Modified UTF-7 → Unicode. A name that is not valid modified UTF-7 is left as it is, so that it can still be
 * named.
 */
export function decodeMailboxName(name: string): string {
  if (!name.includes('&')) return name
  let valid = true
  const decoded = name.replace(/&([^-]*)(-?)/g, (_, base64: string, end: string) => {
    if (end === '') valid = false
    const text = base64 === '' ? '&' : unshift(base64)
    if (text === null) valid = false
    return text ?? ''
  })
  return valid ? decoded : name
}

function unshift(base64: string): string | null {
  if (!/^[A-Za-z0-9+,]+$/.test(base64)) return null
  const text = decodeShifted(base64.replaceAll(',', '/'))
  return text === '' ? null : text
}
