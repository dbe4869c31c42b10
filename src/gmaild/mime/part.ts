import { endOfHeader, type HeaderField, headerValue, parseHeaderFields, unfold } from './headers.ts'
import { type HeaderParameter, parseParameters } from './parameters.ts'

/** A message or a body part: offsets into the whole message's octets. */
export interface Part {
  readonly octets: string
  readonly start: number
  readonly bodyStart: number
  readonly end: number
  readonly fields: readonly HeaderField[]
  /** Lower case. */
  readonly type: string
  readonly subtype: string
  readonly parameters: readonly HeaderParameter[]
  /** Of a multipart. */
  readonly children: readonly Part[]
  /** Of a message/rfc822. */
  readonly message?: Part
}

/** Deeper and wider than any client reads, so that it is the client's own limits that are met. */
const MAX_DEPTH = 200
const MAX_PARTS = 20_000

export function parseMessage(octets: string): Part {
  return parsePart({ octets, start: 0, end: octets.length, depth: 0, digest: false, count: { parts: 0 } })
}

interface Range {
  readonly octets: string
  readonly start: number
  readonly end: number
  readonly depth: number
  /** Inside multipart/digest the default type is message/rfc822 (RFC 2046 §5.1.5). */
  readonly digest: boolean
  /** Of the whole message. */
  readonly count: { parts: number }
}

function parsePart(range: Range): Part {
  const { octets, start, end, depth, count } = range
  const bodyStart = endOfHeader(octets, start, end)
  const fields = parseHeaderFields(octets, start, bodyStart)
  const content = contentType(fields, range.digest)
  const base = { octets, start, bodyStart, end, fields, ...content }
  if (depth >= MAX_DEPTH) return { ...base, children: [] }
  const digest = content.subtype === 'digest'
  const inner = { octets, start: bodyStart, end, depth: depth + 1, digest, count }
  if (content.type === 'multipart') {
    const boundary = content.parameters.find(p => p.name.toLowerCase() === 'boundary')?.value
    return { ...base, children: boundary === undefined ? [] : splitParts(inner, boundary).map(parsePart) }
  }
  if (content.type === 'message' && content.subtype === 'rfc822') {
    return { ...base, children: [], message: parsePart({ ...inner, digest: false }) }
  }
  return { ...base, children: [] }
}

function contentType(
  fields: readonly HeaderField[],
  digest: boolean,
): Pick<Part, 'type' | 'subtype' | 'parameters'> {
  const raw = fields.find(field => field.name.toLowerCase() === 'content-type')
  const { value, parameters } = parseParameters(raw === undefined ? '' : unfold(raw.value))
  const [type, subtype] = value.toLowerCase().split('/')
  if (type && subtype) return { type, subtype: subtype.trim(), parameters }
  if (digest) return { type: 'message', subtype: 'rfc822', parameters: [] }
  return { type: 'text', subtype: 'plain', parameters: raw === undefined ? [] : parameters }
}

/** The ranges between boundary lines; the line end before a boundary belongs to it (RFC 2046 §5.1.1). */
function splitParts(range: Range, boundary: string): Range[] {
  const parts: Range[] = []
  const mark = `--${boundary}`
  let partStart = -1
  let at = markFrom(range, mark, range.start)
  while (at >= 0 && at < range.end) {
    if (partStart >= 0) parts.push({ ...range, start: partStart, end: Math.max(partStart, at - 2) })
    if (++range.count.parts > MAX_PARTS) return parts
    const after = at + mark.length
    if (range.octets.startsWith('--', after)) return parts
    const lineEnd = range.octets.indexOf('\r\n', after)
    if (lineEnd < 0 || lineEnd + 2 > range.end) return parts
    partStart = lineEnd + 2
    at = markFrom(range, mark, partStart)
  }
  if (partStart >= 0) parts.push({ ...range, start: partStart })
  return parts
}

/** The first boundary line at the beginning of the line `from` or after it; -1 when there is none. */
function markFrom(range: Range, mark: string, from: number): number {
  const { octets } = range
  if (octets.startsWith(mark, from) && isBoundaryLine(octets, from + mark.length)) return from
  let at = octets.indexOf(`\r\n${mark}`, from)
  while (at >= 0 && !isBoundaryLine(octets, at + 2 + mark.length)) at = octets.indexOf(`\r\n${mark}`, at + 2)
  return at < 0 || at + 2 >= range.end ? -1 : at + 2
}

/** `--outer` must not be taken for a beginning of `--outer-2`. */
function isBoundaryLine(octets: string, after: number): boolean {
  return /^(?:--)?[ \t]*$/.test(octets.slice(after, after + 80).split('\r\n', 1)[0]!)
}

export function parameter(part: Part, name: string): string | undefined {
  return part.parameters.find(candidate => candidate.name.toLowerCase() === name)?.value
}

/** Part `[1, 2]` as in BODY[1.2]; part 1 of what is no multipart is its body (RFC 3501 §6.4.5). */
export function findPart(root: Part, path: readonly number[]): Part | undefined {
  let part: Part = root
  for (const [depth, n] of path.entries()) {
    const holder = depth > 0 && part.message !== undefined ? part.message : part
    if (holder.type === 'multipart' && holder.children.length > 0) {
      const child = holder.children[n - 1]
      if (child === undefined) return undefined
      part = child
    } else if (n !== 1 || (depth > 0 && holder === part)) return undefined
    else part = holder
  }
  return part
}

export function transferEncoding(part: Part): string {
  return (
    (headerValue(part.fields, 'content-transfer-encoding') ?? '7BIT').split(/\s/, 1)[0]!.toUpperCase() ||
    '7BIT'
  )
}
