import { isAscii } from 'node:buffer'

export interface RowText {
  /** The row without the octets of its literals; their marks stand in it with their line ends. */
  readonly text: string
  readonly literals: readonly Buffer[]
}

const NONE: readonly Buffer[] = []
const LF = 0x0a
const CR = 0x0d

/** A response as text. What is 8-bit outside of literals is UTF-8 (UTF8=ACCEPT, RFC 6855 §3); there is no other charset. */
export function rowText(response: Buffer, places: readonly number[] | null): RowText {
  const end = lineEnd(response)
  if (places === null) return { text: response.toString(encodingOf(response), 0, end), literals: NONE }
  const literals: Buffer[] = []
  const lines: Buffer[] = []
  let at = 0
  for (let i = 0; i < places.length; i += 2) {
    lines.push(response.subarray(at, places[i]))
    literals.push(response.subarray(places[i], places[i + 1]))
    at = places[i + 1]!
  }
  lines.push(response.subarray(at, end))
  const joined = Buffer.concat(lines)
  return { text: joined.toString(encodingOf(joined)), literals }
}

function lineEnd(response: Buffer): number {
  let end = response.length
  if (response[end - 1] === LF) end--
  return response[end - 1] === CR ? end - 1 : end
}

/** Text of one byte a character is several times as fast to read and to cut. */
function encodingOf(octets: Buffer): 'latin1' | 'utf8' {
  return isAscii(octets) ? 'latin1' : 'utf8'
}
