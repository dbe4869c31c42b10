import { withoutComments } from '../util/trim.ts'
import { bytesToText } from './charset.ts'
import { LIMITS, limitError } from './limits.ts'
import { joinParameters, type RawParameter } from './parameters.ts'

/** A header field, its value folded and undecoded. */
export interface HeaderField {
  /** As the sender spelled it. */
  readonly name: string
  readonly value: Buffer
}

/** A header's structured value: `attachment; filename=x`. */
export interface StructuredValue {
  /** Lower case, without comments. */
  readonly value: string
  readonly params: Readonly<Record<string, string>>
}

/** Collects the lines of one header. A line that is no field is passed over, as mbox's `From ` line is. */
export class HeaderReader {
  readonly fields: HeaderField[] = []
  #start = -1
  #end = 0
  #bytes = 0
  readonly #raw: Buffer

  constructor(raw: Buffer) {
    this.#raw = raw
  }

  get isEmpty(): boolean {
    return this.#bytes === 0
  }

  isField(start: number, end: number): boolean {
    return fieldName(this.#raw.subarray(start, end)) !== null
  }

  /** @throws GmailSqlError MESSAGE_LIMIT when the header is too long */
  addLine(start: number, end: number): void {
    this.#bytes += end - start
    if (this.#bytes > LIMITS.headerBytes)
      throw limitError(`a header of more than ${LIMITS.headerBytes / 1024 / 1024} MB`)
    const first = this.#raw[start]
    // A field goes on while lines begin with a blank (RFC 5322 §2.2.3).
    if ((first === 0x20 || first === 0x09) && this.#start >= 0) this.#end = end
    else {
      this.finish()
      this.#start = start
      this.#end = end
    }
  }

  /** Ends the field that is being read. */
  finish(): void {
    if (this.#start < 0) return
    const line = this.#raw.subarray(this.#start, this.#end)
    this.#start = -1
    const name = fieldName(line)
    if (name === null) return
    if (this.fields.length >= LIMITS.headerFields)
      throw limitError(`more than ${LIMITS.headerFields} header fields`)
    this.fields.push({ name, value: line.subarray(line.indexOf(COLON) + 1) })
  }
}

const COLON = 0x3a

/** The name before the colon, after which the obsolete syntax allows blanks (RFC 5322 §4.5); null when the line is no field. */
function fieldName(line: Buffer): string | null {
  const colon = line.indexOf(COLON)
  const name = colon < 0 ? '' : line.toString('latin1', 0, colon).trimEnd()
  return /^[!-~]+$/.test(name) ? name : null
}

/** The first field of that name, unfolded; its encoded words are left as they are. */
export function fieldText(fields: readonly HeaderField[], name: string): string | null {
  const field = fields.find(candidate => candidate.name.toLowerCase() === name)
  return field === undefined ? null : bytesToText(field.value).replace(/\r?\n/g, '').trim()
}

const TOKEN = /[^\s;="()]+/y
/** Unquoted values with blanks in them are against RFC 2045 §5.1, and common in names of files. */
const VALUE = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|[^\s;"][^;\r\n]*/y
const SKIP = /(?:[\s;]+|\([^()\\]*(?:\\[\s\S][^()\\]*)*\))*/y

/** @throws GmailSqlError MESSAGE_LIMIT when a parameter comes in too many pieces */
export function structuredValue(text: string): StructuredValue {
  const semicolon = text.indexOf(';')
  const head = semicolon < 0 ? text : text.slice(0, semicolon)
  const value = withoutComments(head).trim().toLowerCase()
  return {
    value,
    params: semicolon < 0 ? joinParameters([]) : joinParameters(rawParameters(text, semicolon)),
  }
}

function* rawParameters(text: string, start: number): Iterable<RawParameter> {
  let at = start
  while (at < text.length) {
    at += take(SKIP, text, at).length
    const name = take(TOKEN, text, at)
    if (name === '') {
      at++
      continue
    }
    at += name.length
    at += take(SKIP_BLANK, text, at).length
    if (text[at] !== '=') continue
    at++
    at += take(SKIP_BLANK, text, at).length
    const found = take(VALUE, text, at)
    at += found.length
    yield [name, unquoted(found)]
  }
}

const SKIP_BLANK = /\s*/y

function take(sticky: RegExp, text: string, at: number): string {
  sticky.lastIndex = at
  return sticky.exec(text)?.[0] ?? ''
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text.replace(/\s\([^()]*\)\s*$/, '').trimEnd()
  return text
    .slice(1)
    .replace(/"$/, '')
    .replace(/\\([\s\S])/g, '$1')
}
