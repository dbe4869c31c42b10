import { GmailSqlError } from '../util/errors.ts'

/** `text` of a string is its content. */
export interface CriteriaToken {
  readonly kind: 'atom' | 'string' | 'open' | 'close'
  readonly text: string
}

const TOKEN =
  /[ \t]+|(?<open>\()|(?<close>\))|"(?<string>(?:[^"\\]|\\["\\])*)"|(?<atom>[^\s()"{%\x00-\x1f\x7f]+)/y

/** @throws BAD_VALUE for what is neither an atom, a quoted string nor a parenthesis. */
export function tokenizeCriteria(text: string): CriteriaToken[] {
  const tokens: CriteriaToken[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const groups = TOKEN.exec(text)?.groups
    if (!groups) throw unreadable(text, at)
    const { open, close, string, atom } = groups
    if (open) tokens.push({ kind: 'open', text: open })
    else if (close) tokens.push({ kind: 'close', text: close })
    else if (string !== undefined)
      tokens.push({ kind: 'string', text: checked(string.replace(/\\(["\\])/g, '$1'), text, at) })
    else if (atom) tokens.push({ kind: 'atom', text: atom })
  }
  return tokens
}

/** No command line holds these (RFC 9051 §9, QUOTED-CHAR). */
function checked(value: string, text: string, at: number): string {
  if (/[\r\n\0]/.test(value)) throw unreadable(text, at)
  return value
}

function unreadable(text: string, at: number): GmailSqlError {
  const rest = text.slice(at, at + 20)
  const hint = rest.startsWith('"')
    ? 'A text in quotes ends with a quote; inside, \\" and \\\\ stand for a quote and a backslash.'
    : 'Values with special characters are written in "quotes".'
  return new GmailSqlError('BAD_VALUE', `SearchCriteria: ${JSON.stringify(rest)} cannot be read`, { hint })
}
