import { piecesOf } from '../../sql/pieces.ts'
import { isCommandLine } from '../find-command.ts'
import type { Span } from './layout.ts'
import type { StyleName } from './theme.ts'

export interface KnownWords {
  isKeyword(word: string): boolean
  isFunction(word: string): boolean
}

/** A text longer than this is typed without colours: it was pasted, and each key would wait for it. */
const LONGEST = 20_000

const STYLES: Readonly<Record<string, StyleName>> = {
  name: 'name',
  string: 'string',
  blob: 'string',
  number: 'number',
  parameter: 'parameter',
  comment: 'comment',
  unfinished: 'string',
}

/** The styles of a statement, or of a command of the prompt, while it is typed. */
export function highlight(text: string, known: KnownWords): Span[] {
  if (text.length > LONGEST) return []
  if (isCommandLine(text)) {
    const start = text.search(/\S/)
    return [{ start, end: start + /^\S+/.exec(text.slice(start))![0].length, style: 'command' }]
  }
  const pieces = piecesOf(text)
  return pieces.flatMap(({ kind, value, start, end }, index) => {
    const style = kind === 'word' ? wordStyle(value, pieces[index + 1]?.value, known) : STYLES[kind]
    const isError = kind === 'unknown' && !isTyped(text, start)
    return style || isError ? [{ start, end, style: style ?? 'error' }] : []
  })
}

function wordStyle(word: string, next: string | undefined, known: KnownWords): StyleName | undefined {
  if (next === '(' && known.isFunction(word)) return 'function'
  return known.isKeyword(word) ? 'keyword' : undefined
}

/** `:` and `\` begin what the shell reads itself: `:'name'`, `\G`. */
function isTyped(text: string, at: number): boolean {
  return text[at] === ':' || text[at] === '\\' || text[at] === '@'
}
