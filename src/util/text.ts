/**
 * What must not reach a terminal as it is: C0, DEL and C1 can carry escape sequences (CWE-150), bidi controls reorder
 * what the reader sees, U+2028 and U+2029 end a line in some terminals, a lone surrogate has no UTF-8 form.
 * U+206A to U+206F are the deprecated relatives of the bidi controls.
 */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]|\p{Surrogate}/gu

/** Every character at which a program may start a new line, and TAB, whose width depends on where it stands. */
const LINE_ENDS = /[\t-\r\u0085\u2028\u2029]/g

const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** Printable form: `\n`, `\t`, `\r`, `\x1b` below U+0100, else `\u202e`. A backslash of the text stays as it is. */
export function escapeForTerminal(text: string): string {
  return text.replace(UNSAFE, visible)
}

/** Makes text fit one line; everything but line ends and TAB stays as it is. */
export function escapeLineEnds(text: string): string {
  return text.replace(LINE_ENDS, visible)
}

/** The same JSON value, spelled without a character that is unsafe on a terminal. */
export function escapeJsonForTerminal(json: string): string {
  return json.replace(UNSAFE, character => `\\u${hex(character, 4)}`)
}

/** One field of RFC 4180, clause 2.6 and 2.7. Empty text is quoted, so that it differs from NULL. */
export function csvField(text: string, delimiter = ',', quote = '"'): string {
  const isPlain = text !== '' && !/[\r\n]/.test(text) && !text.includes(delimiter) && !text.includes(quote)
  return isPlain ? text : quote + text.replaceAll(quote, quote + quote) + quote
}

/** Text of HTML, in an element or an attribute. NUL, which no page can hold, becomes U+FFFD. */
export function htmlText(text: string): string {
  return text.replace(/[&<>"'\0]/g, character => HTML_ENTITIES[character]!)
}

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\0': '\ufffd',
}

/** A leading `'` before what a spreadsheet would take for a formula (CWE-1236), fullwidth forms included. */
export function defuseFormula(text: string): string {
  return /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text
}

/**
 * One cell of a Markdown table: no cell border, no HTML, and no link or image, which a viewer would fetch. Line ends
 * become `<br>`. An address that a viewer would make a link by itself (GFM, 6.9) is interrupted by an escape.
 */
export function markdownCell(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~@]|:(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
    .replace(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/g, '<br>')
}

function visible(character: string): string {
  const short = SHORT[character]
  if (short !== undefined) return short
  return character.charCodeAt(0) < 0x100 ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0')
}
