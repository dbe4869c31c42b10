import { isName, isSymbol, isWord, type Token } from '../lexer.ts'
import type { Statement } from '../statement.ts'
import { TokenReader } from '../token-reader.ts'

/** INSERT, UPDATE or DELETE in its parts. Offsets are those of the text. */
export type Write = InsertWrite | UpdateWrite | DeleteWrite

export interface WriteTarget {
  readonly path: readonly string[]
  readonly alias: string | null
  /** The path with its alias, as typed. */
  readonly typed: string
}

/** `OR REPLACE` and its like. */
export type ConflictAction = 'ABORT' | 'FAIL' | 'IGNORE' | 'REPLACE' | 'ROLLBACK'

interface Common {
  readonly target: WriteTarget
  readonly conflict: ConflictAction | null
  /** Offset of the word INSERT, UPDATE, DELETE: before it stands WITH, if there is one. */
  readonly start: number
  readonly returning: Returning | null
}

/** `RETURNING a, b`, which ends the statement. */
export interface Returning {
  /** Offset of the word. */
  readonly start: number
  /** What follows it, as typed. */
  readonly typed: string
}

export interface InsertWrite extends Common {
  readonly kind: 'insert'
  /** Null when the statement names none. */
  readonly columns: readonly string[] | null
  /** Offset of VALUES, SELECT or WITH. */
  readonly body: number
  readonly isValues: boolean
}

export interface UpdateWrite extends Common {
  readonly kind: 'update'
  readonly assignments: readonly Assignment[]
  /** Offset behind the word FROM; null without one. */
  readonly from: number | null
  /** Offset behind the last assignment. */
  readonly assigned: number
  readonly hasWhere: boolean
}

/** `column = expression` */
export interface Assignment {
  readonly column: string
  /** The expression is a value as it is: a literal or a parameter. */
  readonly isPlain: boolean
  readonly start: number
  /** Offset of the expression. */
  readonly expression: number
}

export interface DeleteWrite extends Common {
  readonly kind: 'delete'
  /** Offset of the word FROM. */
  readonly from: number
  readonly hasWhere: boolean
}

const VERBS = ['INSERT', 'REPLACE', 'UPDATE', 'DELETE']
const CONFLICTS: readonly string[] = [
  'ABORT',
  'FAIL',
  'IGNORE',
  'REPLACE',
  'ROLLBACK',
] satisfies ConflictAction[]
const AFTER_UPDATE = ['FROM', 'WHERE', 'ORDER', 'LIMIT', 'RETURNING']

/** The name that a statement writes to; null when it is no INSERT, UPDATE or DELETE that could be read so far. */
export function writeTarget(statement: Statement): readonly string[] | null {
  const reader = new TokenReader(statement)
  reader.skipTo(isVerb)
  const verb = reader.peek()
  if (!verb || isWord(verb, 'UPSERT', 'MERGE')) return null
  reader.at++
  conflictOf(reader)
  reader.takeWords(isWord(verb, 'DELETE') ? 'FROM' : 'INTO')
  const token = reader.peek()
  return isName(token) ? reader.path('a table') : null
}

/** @throws SYNTAX; NOT_SUPPORTED for ON CONFLICT, DEFAULT VALUES and lists of columns on the left of `=`. */
export function readWrite(statement: Statement): Write {
  const reader = new TokenReader(statement)
  reader.skipTo(isVerb)
  const { at } = reader
  const verb = reader.expectWord(...VERBS)
  const conflict = isWord(verb, 'REPLACE') ? 'REPLACE' : conflictOf(reader)
  const common = { conflict, start: verb.start, returning: returningOf(statement, at) }
  if (isWord(verb, 'UPDATE')) return readUpdate(reader, common)
  if (isWord(verb, 'DELETE')) return readDelete(reader, common)
  return readInsert(reader, common)
}

/** The end of the statement, where clauses are looked for that both kinds of tables know or refuse. */
function returningOf(statement: Statement, at: number): Returning | null {
  const { tokens, text } = statement
  const found = new TokenReader(statement, at)
  found.skipTo(
    (token, index) =>
      isWord(token, 'RETURNING') || (isWord(token, 'ON') && isWord(tokens[index + 1], 'CONFLICT')),
  )
  if (found.isWord('ON'))
    throw found.refused(
      'ON CONFLICT is not done',
      'Of a temporary table, write INSERT OR REPLACE, or OR IGNORE.',
    )
  const word = found.peek()
  if (!word || !isWord(word, 'RETURNING')) return null
  if (!found.peek(1)) {
    found.at++
    throw found.unexpected('a column')
  }
  return { start: word.start, typed: text.slice(word.end, tokens.at(-1)!.end) }
}

function hasWhere({ statement, at }: TokenReader): boolean {
  const found = new TokenReader(statement, at)
  found.skipTo(token => isWord(token, 'WHERE', 'RETURNING'))
  return found.isWord('WHERE')
}

function isVerb(token: Token): boolean {
  return isWord(token, ...VERBS, 'UPSERT', 'MERGE')
}

function conflictOf(reader: TokenReader): ConflictAction | null {
  if (!reader.takeWords('OR')) return null
  return reader.expectWord(...CONFLICTS).value as ConflictAction
}

function readInsert(reader: TokenReader, common: Omit<Common, 'target'>): InsertWrite {
  reader.expectWord('INTO')
  const target = readTarget(reader)
  const isList = reader.isSymbol('(') && !isWord(reader.peek(1), 'SELECT', 'VALUES', 'WITH')
  const columns = isList ? reader.names('a column') : null
  if (reader.isWord('DEFAULT'))
    throw reader.refused('INSERT … DEFAULT VALUES is not done', 'Write VALUES (…) with each value.')
  const body = reader.peek()
  const isBody = isWord(body, 'VALUES', 'SELECT', 'WITH') || isSymbol(body, '(')
  if (!body || !isBody) throw reader.unexpected('VALUES or SELECT')
  return {
    kind: 'insert',
    target,
    ...common,
    columns,
    body: body.start,
    isValues: isWord(body, 'VALUES'),
  }
}

function readUpdate(reader: TokenReader, common: Omit<Common, 'target'>): UpdateWrite {
  const target = readTarget(reader, 'SET')
  reader.expectWord('SET')
  const assignments = [readAssignment(reader)]
  while (reader.takeSymbol(',')) assignments.push(readAssignment(reader))
  const assigned = reader.statement.tokens[reader.at - 1]!.end
  const from = reader.isWord('FROM') ? reader.expectWord('FROM').end : null
  return { kind: 'update', target, ...common, assignments, assigned, from, hasWhere: hasWhere(reader) }
}

function readAssignment(reader: TokenReader): Assignment {
  if (reader.isSymbol('('))
    throw reader.refused('SET (a, b) = … is not done', 'Write SET a = …, b = …, one column each.')
  const start = reader.peek()?.start ?? 0
  const column = reader.name('a column')
  reader.expectSymbol('=')
  const expression = reader.peek()
  if (!expression) throw reader.unexpected('a value')
  const first = reader.at
  reader.skipTo(
    (token, index) => isSymbol(token, ',') || endsAssignment(reader.statement.tokens, token, index),
  )
  const isPlain = reader.at === first + 1 && isPlainValue(expression)
  return { column, isPlain, start, expression: expression.start }
}

function isPlainValue(token: Token): boolean {
  return ['string', 'number', 'parameter'].includes(token.kind) || isWord(token, 'TRUE', 'FALSE', 'NULL')
}

/** The FROM of `a IS DISTINCT FROM b` does not. */
function endsAssignment(tokens: readonly Token[], token: Token, index: number): boolean {
  if (!isWord(token, ...AFTER_UPDATE)) return false
  return !(isWord(tokens[index - 1], 'DISTINCT') && isWord(tokens[index - 2], 'IS', 'NOT'))
}

function readDelete(reader: TokenReader, common: Omit<Common, 'target'>): DeleteWrite {
  const from = reader.expectWord('FROM').start
  return {
    kind: 'delete',
    target: readTarget(reader),
    ...common,
    conflict: null,
    from,
    hasWhere: hasWhere(reader),
  }
}

/** @param behind the word that stands behind the target, which is no alias */
export function readTarget(reader: TokenReader, behind = 'WHERE'): WriteTarget {
  const first = reader.at
  const path = reader.path('a table')
  const hasAs = reader.takeWords('AS')
  const token = reader.peek()
  const isAlias = hasAs || (token?.kind === 'word' && !isClause(token, behind)) || token?.kind === 'name'
  const alias = isAlias ? reader.name('an alias') : null
  const { tokens, text } = reader.statement
  const typed = text.slice(tokens[first]!.start, tokens[reader.at - 1]!.end)
  return { path, alias, typed }
}

function isClause(token: Token, behind: string): boolean {
  return isWord(token, behind, 'VALUES', 'SELECT', 'WITH', 'DEFAULT', 'ORDER', 'LIMIT', 'RETURNING')
}
