import { piecesOf } from '../sql/pieces.ts'

/** A statement that ends with a command of psql in place of its semicolon. */
export interface Terminated {
  /** Empty where the command stands alone. */
  readonly sql: string
  /** With its arguments: `\watch 5`. */
  readonly command: string
}

const TERMINATORS = new Set(['\\g', '\\G', '\\gx', '\\gset', '\\watch', '\\crosstabview', '\\e', '\\edit'])

/** `SELECT … \gx`, `SELECT … \watch 5`; undefined where nothing of the kind ends the text. */
export function readTerminator(text: string): Terminated | undefined {
  if (!text.includes('\\') || text.trimStart().startsWith('.')) return undefined
  const pieces = piecesOf(text)
  const at = pieces.findIndex(({ kind, value }) => kind === 'unknown' && value === '\\')
  const [sign, word] = [pieces[at], pieces[at + 1]]
  if (!sign || word?.start !== sign.end || !TERMINATORS.has(text.slice(sign.start, word.end)))
    return undefined
  return { sql: text.slice(0, sign.start).trim(), command: text.slice(sign.start).trim() }
}
