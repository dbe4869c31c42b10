import { splitStatements } from './door.ts'
import { isCommandLine } from './find-command.ts'
import { isBlankSql } from './script.ts'
import { readTerminator } from './terminator.ts'

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
