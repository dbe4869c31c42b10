import { isSymbol, isWord, type Token } from './lexer.ts'
import { type Respelled, respell } from './respell.ts'
import type { Statement } from './statement.ts'
import { TokenReader } from './token-reader.ts'

export type CacheOption = 'TRUNCATE' | 'AUTOCOMMIT' | 'SCHEMA ONLY' | 'DROP EXISTING' | 'ALTER SCHEMA'

/** `CACHE [name] [WITH option …] SELECT …` */
export interface CacheStatement {
  /** Null: the table's own name. */
  readonly path: readonly string[] | null
  readonly options: ReadonlySet<CacheOption>
  readonly select: Respelled
}

const OPTIONS: readonly CacheOption[] = [
  'TRUNCATE',
  'AUTOCOMMIT',
  'SCHEMA ONLY',
  'DROP EXISTING',
  'ALTER SCHEMA',
]

/** Options that do not go together, and what the two would mean. */
const CONFLICTS: readonly (readonly [CacheOption, CacheOption, string])[] = [
  ['TRUNCATE', 'SCHEMA ONLY', 'DROP EXISTING SCHEMA ONLY makes the table anew, without rows.'],
  ['TRUNCATE', 'DROP EXISTING', 'DROP EXISTING removes the rows with the table: leave TRUNCATE out.'],
  ['DROP EXISTING', 'ALTER SCHEMA', 'DROP EXISTING makes the columns anew: leave ALTER SCHEMA out.'],
  ['AUTOCOMMIT', 'SCHEMA ONLY', 'SCHEMA ONLY keeps no rows: leave AUTOCOMMIT out.'],
]

/** @throws SYNTAX; NOT_SUPPORTED for options that do not go together */
export function readCache(statement: Statement): CacheStatement {
  const reader = new TokenReader(statement)
  reader.expectWord('CACHE')
  const isNamed = !startsSelect(reader.peek()) && optionAt(reader) === null
  const path = isNamed ? reader.path('SELECT or the name of the cached table') : null
  const options = readOptions(reader)
  const body = reader.peek()
  if (!body || !startsSelect(body)) throw reader.unexpected('SELECT')
  return { path, options, select: respell(statement, [{ start: 0, end: body.start, text: '' }]) }
}

/** `RESET CACHE [table]`; null: everything. */
export function readResetCache(statement: Statement): readonly string[] | null {
  const reader = new TokenReader(statement)
  reader.expectWord('RESET')
  reader.expectWord('CACHE')
  const path = reader.peek() ? reader.path('a table') : null
  reader.expectEnd()
  return path
}

function startsSelect(token: Token | undefined): boolean {
  return isWord(token, 'SELECT', 'VALUES', 'WITH') || isSymbol(token, '(')
}

function readOptions(reader: TokenReader): Set<CacheOption> {
  const options = new Set<CacheOption>()
  for (;;) {
    const from = reader.at
    if (options.size > 0) reader.takeSymbol(',')
    reader.takeWords('WITH')
    const option = optionAt(reader)
    if (option === null) {
      // The WITH may be that of the SELECT.
      reader.at = from
      return options
    }
    if (options.has(option)) throw reader.unexpected(`SELECT, since ${option} was said before,`)
    refuseConflict(option, options, reader)
    reader.at += option.split(' ').length
    options.add(option)
  }
}

/** `WITH truncate AS (…)` and `WITH truncate(a) AS (…)` begin a SELECT. */
function optionAt(reader: TokenReader): CacheOption | null {
  const found = OPTIONS.find(option => option.split(' ').every((word, at) => isWord(reader.peek(at), word)))
  if (!found) return null
  const behind = reader.peek(found.split(' ').length)
  const isTable = isWord(behind, 'AS') || (isSymbol(behind, '(') && isWord(reader.peek(-1), 'WITH'))
  return isTable ? null : found
}

function refuseConflict(option: CacheOption, options: ReadonlySet<CacheOption>, reader: TokenReader): void {
  for (const [one, other, hint] of CONFLICTS) {
    const isBoth = (one === option && options.has(other)) || (other === option && options.has(one))
    if (isBoth) throw reader.refused(`${one} and ${other} of CACHE do not go together`, hint)
  }
}
