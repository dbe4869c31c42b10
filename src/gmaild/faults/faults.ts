import type { Interception } from '../interception.ts'

/** What mail servers do wrong, and what Gmail does to who asks too much, ready to be scripted. */
export const faults = {
  /** The server ends the session in place of an answer. */
  bye: (text = 'Session expired, please login again.'): Interception => ({
    lines: [`* BYE ${text}`],
    drop: true,
  }),
  no: (text = 'System Error (Failure)'): Interception => ({ refused: `NO ${text}` }),
  bad: (text = 'Could not parse command'): Interception => ({ refused: `BAD ${text}` }),
  /** Gmail's hard limit, which holds for hours. */
  overQuota: (): Interception => ({
    refused: 'NO [OVERQUOTA] Account exceeded command or bandwidth limits.',
  }),
  /** Gmail's soft limit: the answer comes, with a warning. */
  throttled: (): Interception => ({ tagged: 'OK Success [THROTTLED]' }),
  /** An answer to a command that nobody sent, and none to the one that was. */
  wrongTag: (tag = 'ZZ999'): Interception => ({ tag }),
  expunge: (...numbers: number[]): Interception => ({
    unsolicited: numbers.map(number => `* ${number} EXPUNGE`),
  }),
  exists: (count: number): Interception => ({ unsolicited: [`* ${count} EXISTS`] }),
  /** FETCH of flags that nobody asked for. */
  flags: (number: number, ...flags: string[]): Interception => ({
    unsolicited: [`* ${number} FETCH (FLAGS (${flags.join(' ')}))`],
  }),
  /** A literal that is announced and does not come. */
  hugeLiteral: (octets: number | string = 4_294_967_295): Interception => ({
    octets: `* 1 FETCH (UID 1 BODY[] {${octets}}\r\nReceived: `,
  }),
  endlessLine: (): Interception => ({ octets: '* 1 FETCH (UID 1 FLAGS (', endless: 'x'.repeat(65_536) }),
  /** In place of each ENVELOPE; the default has NIL for its ten fields and two more. */
  badEnvelope: (text = `(${Array(12).fill('NIL').join(' ')})`): Interception => ({
    edit: response => replaceItem(response, 'ENVELOPE', text),
  }),
  /** In place of each BODYSTRUCTURE; the default is nested so deep that a parser which calls itself has no stack left. */
  badStructure: (text = '('.repeat(2000) + ')'.repeat(2000)): Interception => ({
    edit: response => replaceItem(response, 'BODYSTRUCTURE', text),
  }),
} as const

/** The value of an item of a FETCH row, which is in parentheses, becomes another text. */
function replaceItem(response: string, item: string, text: string): string {
  const at = response.indexOf(` ${item} (`)
  if (at < 0) return response
  const start = at + item.length + 2
  return response.slice(0, start) + text + response.slice(endOfList(response, start))
}

/** Strings and literals may have parentheses in them. */
function endOfList(text: string, start: number): number {
  const token = /"(?:[^"\\]|\\.)*"|\{(\d+)\}\r\n|[()]/gs
  token.lastIndex = start
  let depth = 0
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '(') depth++
    else if (found[0] === ')' && --depth === 0) return token.lastIndex
    else if (found[1] !== undefined) token.lastIndex += Number(found[1])
  }
  return text.length
}
