import type { BodyPart } from '../mail/message.ts'
import { withoutComments } from '../util/trim.ts'
import {
  fieldText,
  type HeaderField,
  HeaderReader,
  type StructuredValue,
  structuredValue,
} from './header-fields.ts'
import { LIMITS, limitError } from './limits.ts'

/** A message taken apart; the structure is the one that a server would give as BODYSTRUCTURE, a message/rfc822 being a leaf. */
export interface SplitMessage {
  readonly fields: readonly HeaderField[]
  readonly structure: BodyPart
  /** IMAP part number of a leaf → its octets, still encoded. */
  readonly contents: ReadonlyMap<string, Buffer>
}

interface Node {
  readonly header: HeaderReader
  readonly depth: number
  /** Inside a multipart/digest the default type is message/rfc822 (RFC 2046 §5.1.5). */
  readonly isInDigest: boolean
  readonly children: Node[]
  content: StructuredValue
  bodyStart: number
  bodyEnd: number
}

interface OpenMultipart {
  readonly node: Node
  readonly boundary: string
  isOver: boolean
}

/** The last delimiter has two hyphens more; blanks at the end are padding (RFC 2046 §5.1.1). */
const AFTER_BOUNDARY = /^(?:--)?[ \t]*\r?\n?$/

/**
 * Takes a message apart in one pass over its lines. A delimiter of any multipart that is open ends what is inside (§5.1.2); what is
 * cut off ends with the message.
 * @throws GmailSqlError MESSAGE_LIMIT when it is deeper, or has more parts or headers than the limits
 */
export function splitMessage(raw: Buffer): SplitMessage {
  const root = new Splitter(raw).split()
  const contents = new Map<string, Buffer>()
  const structure = bodyPart(root, '', (part, node) => {
    const content = raw.subarray(node.bodyStart, Math.max(node.bodyStart, node.bodyEnd))
    contents.set(part, content)
    return content.length
  })
  return { fields: root.header.fields, structure, contents }
}

class Splitter {
  readonly #raw: Buffer
  readonly #open: OpenMultipart[] = []
  #node: Node
  #isInHeader = true
  #parts = 1

  constructor(raw: Buffer) {
    this.#raw = raw
    this.#node = newNode(raw, 0, false, 0)
  }

  split(): Node {
    const root = this.#node
    const raw = this.#raw
    for (let start = 0; start < raw.length; ) {
      const newline = raw.indexOf(0x0a, start)
      const next = newline < 0 ? raw.length : newline + 1
      const isDelimiter = raw[start] === 0x2d && raw[start + 1] === 0x2d && this.#readDelimiter(start, next)
      if (!isDelimiter && this.#isInHeader) this.#readHeaderLine(start, next)
      start = next
    }
    if (this.#isInHeader) this.#endHeader(raw.length)
    this.#endContent(raw.length)
    return root
  }

  /** The content of a multipart without parts ends at its last delimiter. */
  #endContent(at: number): void {
    const isOver = this.#open.some(multipart => multipart.isOver && multipart.node === this.#node)
    if (!isOver) this.#node.bodyEnd = at
  }

  #readHeaderLine(start: number, next: number): void {
    const first = this.#raw[start]
    const { header, depth } = this.#node
    if (first === 0x0a || (first === 0x0d && this.#raw[start + 1] === 0x0a)) this.#endHeader(next)
    // Senders leave out the empty line before a part that has no header.
    else if (depth > 0 && header.isEmpty && !header.isField(start, next)) this.#endHeader(start)
    else header.addLine(start, next)
  }

  #endHeader(bodyStart: number): void {
    const node = this.#node
    this.#isInHeader = false
    node.header.finish()
    node.bodyStart = bodyStart
    node.bodyEnd = bodyStart
    node.content = contentType(node)
    const boundary = node.content.params['boundary']
    if (!node.content.value.startsWith('multipart/') || boundary === undefined) return
    if (node.depth >= LIMITS.depth) throw limitError(`nested deeper than ${LIMITS.depth} levels`)
    // The delimiters are compared as octets.
    this.#open.push({ node, boundary: Buffer.from(boundary).toString('latin1'), isOver: false })
  }

  /** @returns whether the line is a delimiter of a multipart that is open */
  #readDelimiter(start: number, next: number): boolean {
    const line = this.#raw.toString('latin1', start + 2, next)
    const at = this.#open.findLastIndex(
      ({ boundary, isOver }) =>
        !isOver && line.startsWith(boundary) && AFTER_BOUNDARY.test(line.slice(boundary.length)),
    )
    const multipart = this.#open[at]
    if (multipart === undefined) return false
    const isLast = line.startsWith('--', multipart.boundary.length)
    if (this.#isInHeader) this.#endHeader(start)
    this.#endContent(beforeLineBreak(this.#raw, start))
    this.#open.splice(at + 1)
    multipart.isOver = isLast
    if (isLast) this.#node = multipart.node
    else this.#beginPart(multipart.node, next)
    return true
  }

  #beginPart(parent: Node, start: number): void {
    if (++this.#parts > LIMITS.parts) throw limitError(`more than ${LIMITS.parts} parts`)
    this.#node = newNode(this.#raw, parent.depth + 1, parent.content.value === 'multipart/digest', start)
    parent.children.push(this.#node)
    this.#isInHeader = true
  }
}

function newNode(raw: Buffer, depth: number, isInDigest: boolean, start: number): Node {
  const content = { value: 'text/plain', params: {} }
  return {
    header: new HeaderReader(raw),
    depth,
    isInDigest,
    children: [],
    content,
    bodyStart: start,
    bodyEnd: start,
  }
}

/** The line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1). */
function beforeLineBreak(raw: Buffer, at: number): number {
  if (raw[at - 1] !== 0x0a) return at
  return raw[at - 2] === 0x0d ? at - 2 : at - 1
}

/** A type that cannot be read counts as none given (RFC 2045 §5.2). */
function contentType(node: Node): StructuredValue {
  const text = fieldText(node.header.fields, 'content-type')
  const given = text === null ? null : structuredValue(text)
  if (given !== null && /^[^\s/]+\/[^\s/]+$/.test(given.value)) return given
  if (given === null && node.isInDigest) return { value: 'message/rfc822', params: {} }
  return { value: 'text/plain', params: given?.params ?? {} }
}

type OnLeaf = (part: string, node: Node) => number

/** A multipart without parts is a text: the grammar of BODYSTRUCTURE has no other way to say it. */
function bodyPart(node: Node, path: string, onLeaf: OnLeaf): BodyPart {
  const { fields } = node.header
  const isMultipart = node.content.value.startsWith('multipart/')
  const isLeaf = node.children.length === 0
  const part = path === '' && isLeaf ? '1' : path
  const disposition = structuredValue(fieldText(fields, 'content-disposition') ?? '')
  return {
    part,
    type: isMultipart && isLeaf ? 'text/plain' : node.content.value,
    params: node.content.params,
    disposition: disposition.value || null,
    dispositionParams: disposition.params,
    contentId: isLeaf ? fieldText(fields, 'content-id') : null,
    encoding: isLeaf ? transferEncoding(fields) : null,
    size: isLeaf ? onLeaf(part, node) : null,
    children: node.children.map((child, i) =>
      bodyPart(child, path === '' ? `${i + 1}` : `${path}.${i + 1}`, onLeaf),
    ),
  }
}

function transferEncoding(fields: readonly HeaderField[]): string {
  const text = fieldText(fields, 'content-transfer-encoding') ?? ''
  return withoutComments(text).trim().split(/[\s;]/, 1)[0]!.toLowerCase() || '7bit'
}
