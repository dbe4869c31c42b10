import { piecesOf } from '../sql/pieces.ts'
import { splitStatements } from './door.ts'
import { isCommandLine } from './find-command.ts'
import { isBlankSql } from './script.ts'

/** What people type who come from other shells. */
const PLAIN_WORDS: ReadonlyMap<string, string> = new Map([
  ['exit', '.quit'],
  ['quit', '.quit'],
  ['help', '.help'],
])

/** The command that the text is; undefined for SQL. */
export function commandOf(text: string): string | undefined {
  const line = text.trim()
  if (isCommandLine(line)) return line
  return PLAIN_WORDS.get(line.replace(/;$/, '').toLowerCase())
}

/** Whether Return runs what is typed: a command, or a statement that has come to its end. */
export function isComplete(text: string): boolean {
  if (isBlankSql(text) || commandOf(text) !== undefined) return true
  try {
    return splitStatements(text).statements.length > 0 || readTerminator(text) !== undefined
  } catch {
    // What the lexer refuses is told by running it.
    return true
  }
}

/** A statement that ends with a command of psql in place of its semicolon. */
export interface Terminated {
  /** Empty where the command stands alone. */
  readonly sql: string
  /** With its arguments: `\watch 5`. */
  readonly command: string
}

const TERMINATORS = new Set(['\\g', '\\G', '\\gx', '\\watch', '\\e', '\\edit'])

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
