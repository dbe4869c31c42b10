import stringWidth from 'string-width'
import { escapeForTerminal, isGmailSqlError } from './door.ts'

/** A statement and where it begins in what the user wrote; lines and columns from 1. */
export interface ScriptStatement {
  readonly text: string
  /** The file it is in; undefined for -c, standard input and the prompt. */
  readonly file?: string | undefined
  readonly line: number
  readonly column: number
}

/** Of a long line, what is shown on either side of the caret. */
const SHOWN_BEFORE = 60
const SHOWN_AFTER = 40

/** For stderr. */
export function noticeText(notice: { readonly message: string }): string {
  return `notice: ${escapeForTerminal(notice.message)}\n`
}

/**
 * An error as the lines for stderr. Everything is escaped even when stderr is no terminal: a message can quote what
 * a server or a mail said, and logs are read on terminals.
 */
export function errorText(error: unknown, statement?: ScriptStatement): string {
  if (!isGmailSqlError(error)) {
    return `gmailsql: ${escapeForTerminal(error instanceof Error ? error.message : String(error))}\n`
  }
  const head = `gmailsql: ${error.code} (${error.sqlState}): ${escapeForTerminal(error.message)}\n`
  const place = error.position && statement ? placeText(error.position, statement) : ''
  const hint = error.hint === undefined ? '' : `hint: ${escapeForTerminal(error.hint)}\n`
  return head + place + hint
}

function placeText(position: { line: number; column: number }, statement: ScriptStatement): string {
  const isFirstLine = position.line === 1
  const line = statement.line + position.line - 1
  const column = position.column + (isFirstLine ? statement.column - 1 : 0)
  const where = `${statement.file === undefined ? '' : `${statement.file}: `}line ${line}, column ${column}`
  const source = statement.text.split(/\r\n|\n/)[position.line - 1] ?? ''
  return `${escapeForTerminal(where)}\n${excerpt(source, position.column - 1)}`
}

/** The source line, cut around the caret, and the caret below it. */
function excerpt(source: string, at: number): string {
  const from = Math.max(0, at - SHOWN_BEFORE)
  const shown = (text: string) => escapeForTerminal(text.replaceAll('\t', ' '))
  const before = (from > 0 ? '…' : '') + shown(source.slice(from, at))
  const after = shown(source.slice(at, at + SHOWN_AFTER)) + (source.length > at + SHOWN_AFTER ? '…' : '')
  return `  ${before}${after}\n  ${' '.repeat(stringWidth(before))}^\n`
}
