import { trimEndOf } from '../../util/trim.ts'

export interface HeaderField {
  /** As it stands, without the colon. */
  readonly name: string
  /** After the colon, folded as it stands, without the last line end. */
  readonly value: string
  /** The field with its line ends. */
  readonly raw: string
}

/** Offset of the first octet after the empty line that ends a header; the end when there is none. */
export function endOfHeader(octets: string, start: number, end: number): number {
  if (octets.startsWith('\r\n', start)) return start + 2
  const at = octets.indexOf('\r\n\r\n', start)
  return at < 0 || at + 4 > end ? end : at + 4
}

export function parseHeaderFields(octets: string, start: number, end: number): HeaderField[] {
  const fields: HeaderField[] = []
  let at = start
  while (at < end) {
    const stop = endOfField(octets, at, end)
    const raw = octets.slice(at, stop)
    const colon = raw.indexOf(':')
    const name = colon < 0 ? '' : raw.slice(0, colon).trimEnd()
    if (name !== '' && !/[\s]/.test(name)) {
      fields.push({ name, value: raw.slice(colon + 1).replace(/\r\n$/, ''), raw })
    }
    at = stop
  }
  return fields
}

/** A field goes on while the next line begins with a blank (RFC 5322 §2.2.3). */
function endOfField(octets: string, start: number, end: number): number {
  let at = start
  for (;;) {
    const lineEnd = octets.indexOf('\r\n', at)
    if (lineEnd < 0 || lineEnd + 2 >= end) return end
    at = lineEnd + 2
    const next = octets.charCodeAt(at)
    if (next !== 32 && next !== 9) return at
  }
}

export function unfold(value: string): string {
  // Octets: 0xA0 is a part of letters here, and no blank.
  return trimEndOf(value.replace(/\r\n(?=[ \t])/g, '').replace(/^[ \t\r\n]+/, ''), /[ \t\r\n]/)
}

/** The first field of that name, unfolded. */
export function headerValue(fields: readonly HeaderField[], name: string): string | undefined {
  const lower = name.toLowerCase()
  const field = fields.find(candidate => candidate.name.toLowerCase() === lower)
  return field === undefined ? undefined : unfold(field.value)
}
