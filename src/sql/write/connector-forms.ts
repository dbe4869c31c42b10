import { isSymbol, isWord, nameOf, type Token } from '../lexer.ts'
import { closing } from '../operands.ts'
import type { Statement } from '../statement.ts'
import { TokenReader } from '../token-reader.ts'
import { readTarget, type WriteTarget } from './read-write.ts'

/** Offsets in the text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A form of other connectors that SQLite has not, in its parts. */
export type ConnectorForm = BulkUpdate | SetSelect | ExistsSelect

/** `UPDATE t (Id, a) SELECT …`, with the list of columns, and `UPDATE t SET (SELECT …)` without. */
export interface BulkUpdate {
  readonly kind: 'bulk'
  readonly target: WriteTarget
  readonly columns: readonly string[]
  /** What stands between the target and the query. */
  readonly head: Span
  readonly query: Span
}

export interface SetSelect {
  readonly kind: 'set'
  readonly target: WriteTarget
  readonly query: Span
  /** The word; null without one. */
  readonly where: Span | null
  /** Behind its condition. */
  readonly end: number
}

/** `DELETE FROM t WHERE EXISTS SELECT Id FROM …`, without parentheses: the rows of which the Id is among these. */
export interface ExistsSelect {
  readonly kind: 'exists'
  readonly target: WriteTarget
  readonly column: string
  readonly exists: Span
  readonly query: Span
  /** Nothing else stands behind WHERE. */
  readonly isWhole: boolean
}

/**
 * Null for every statement that SQLite reads as it is.
 * @throws SYNTAX
 */
export function readConnectorForm(statement: Statement): ConnectorForm | null {
  const reader = new TokenReader(statement)
  if (!reader.isWord('UPDATE', 'DELETE')) return null
  const isUpdate = reader.takeWords('UPDATE')
  if (!isUpdate && !(reader.takeWords('DELETE') && reader.takeWords('FROM'))) return null
  if (!reader.peek() || reader.isWord('OR')) return null
  const target = readTarget(reader, isUpdate ? 'SET' : 'WHERE')
  if (isUpdate && reader.isSymbol('(')) return readBulkUpdate(reader, target)
  const query = reader.peek(2)
  if (isUpdate && reader.isWord('SET') && isSymbol(reader.peek(1), '(') && isQuery(query))
    return readSetSelect(reader, target)
  return readExistsSelect(reader, target)
}

function isQuery(token: Token | undefined): boolean {
  return isWord(token, 'SELECT', 'VALUES', 'WITH')
}

function readBulkUpdate(reader: TokenReader, target: WriteTarget): BulkUpdate {
  const { start } = reader.peek()!
  const columns = reader.names('a column')
  const first = reader.peek()
  if (!first || !isQuery(first)) throw reader.unexpected('SELECT')
  return { kind: 'bulk', target, columns, head: { start, end: first.start }, query: restOf(reader) }
}

function readSetSelect(reader: TokenReader, target: WriteTarget): SetSelect | null {
  const { tokens } = reader.statement
  const open = reader.at + 1
  const close = closing(tokens, open)
  if (close < 0) return null
  reader.at = close + 1
  if (isSymbol(reader.peek(), ',') || isSymbol(reader.peek(), '=')) return null
  const word = reader.isWord('WHERE') ? reader.peek()! : null
  const query = { start: tokens[open]!.start, end: tokens[close]!.end }
  const { end } = restOf(reader, 'ORDER', 'LIMIT')
  return { kind: 'set', target, query, where: word, end }
}

function readExistsSelect(reader: TokenReader, target: WriteTarget): ExistsSelect | null {
  const { tokens } = reader.statement
  reader.skipTo((token, index) => isWord(token, 'EXISTS') && isWord(tokens[index + 1], 'SELECT'))
  const exists = reader.peek()
  if (!exists || !isWord(exists, 'EXISTS')) return null
  const isWhole = isWord(tokens[reader.at - 1], 'WHERE')
  reader.at++
  const query = restOf(new TokenReader(reader.statement, reader.at))
  reader.expectWord('SELECT')
  const column = reader.path('a column').at(-1)!
  if (!reader.isWord('FROM')) throw reader.unexpected('FROM')
  const { start, end } = exists
  return { kind: 'exists', target, column, exists: { start, end }, query, isWhole }
}

/** From here to the end of the statement, or to RETURNING or one of the words. */
function restOf(reader: TokenReader, ...words: readonly string[]): Span {
  const { tokens } = reader.statement
  const start = reader.peek()?.start ?? tokens.at(-1)!.end
  reader.skipTo(token => isWord(token, 'RETURNING', ...words))
  return { start, end: tokens[reader.at - 1]!.end }
}

/**
 * `WHERE EXISTS (SELECT Id FROM t#TEMP)`, which in SQL is true of every row or of none: its temporary table; else null. Who comes
 * from a connector means the form without parentheses.
 */
export function alwaysExists({ tokens }: Statement): string | null {
  const at = tokens.findIndex(token => isWord(token, 'WHERE'))
  if (at < 0 || !isWord(tokens[at + 1], 'EXISTS') || !isWord(tokens[at + 3], 'SELECT')) return null
  const close = closing(tokens, at + 2)
  const table = tokens[close - 1]
  const isBare = table !== undefined && isWord(tokens[close - 2], 'FROM') && /.#TEMP$/i.test(nameOf(table))
  const isLast = tokens[close + 1] === undefined || isWord(tokens[close + 1], 'RETURNING')
  return isBare && isLast ? nameOf(table) : null
}
