import { GmailSqlError } from '../util/errors.ts'
import { isSymbol, isWord, nameOf } from './lexer.ts'
import { isIdentifier } from './operands.ts'
import { positionAt } from './position.ts'
import type { Statement } from './statement.ts'

export type Shown =
  | 'tables'
  | 'views'
  | 'columns'
  | 'procedures'
  | 'functions'
  | 'schemas'
  | 'catalogs'
  | 'warnings'
  | 'properties'

/** SHOW … and DESCRIBE …, read. */
export interface ShowRequest {
  readonly what: Shown
  /** Behind FROM or IN: the table of the columns, the schema of the tables. */
  readonly path: readonly string[]
  /** `LIKE 'pattern'`, of the first column, or `WHERE …`, as written; empty when there is neither. */
  readonly tail: string
}

const WORDS: Readonly<Record<string, Shown>> = {
  TABLES: 'tables',
  VIEWS: 'views',
  COLUMNS: 'columns',
  FIELDS: 'columns',
  PROCEDURES: 'procedures',
  FUNCTIONS: 'functions',
  SCHEMAS: 'schemas',
  DATABASES: 'schemas',
  CATALOGS: 'catalogs',
  WARNINGS: 'warnings',
  PROPERTIES: 'properties',
  VARIABLES: 'properties',
}

/** @throws SYNTAX with what can be shown. */
export function readShow(statement: Statement): ShowRequest {
  const { tokens, command } = statement
  if (command !== 'SHOW') return readDescribe(statement)
  const word = isWord(tokens[1], 'FULL', 'ALL', 'EXTENDED') ? 2 : 1
  const name = tokens[word]
  const what = name?.kind === 'word' ? WORDS[name.value] : undefined
  if (!what) throw unknown(statement, word)
  if (!isWord(tokens[word + 1], 'FROM', 'IN')) {
    if (what === 'columns') throw unknown(statement, word + 1)
    return { what, path: [], tail: tailFrom(statement, word + 1) }
  }
  const { path, end } = readPath(statement, word + 2)
  return { what, path, tail: tailFrom(statement, end) }
}

/** `DESCRIBE t`, `DESC TABLE t`, `DESCRIBE t Subject`, `DESCRIBE t 'Full%'`. */
function readDescribe(statement: Statement): ShowRequest {
  const { tokens } = statement
  const from = isWord(tokens[1], 'TABLE') && tokens[2] ? 2 : 1
  const { path, end } = readPath(statement, from)
  const column = tokens[end]
  if (!column) return { what: 'columns', path, tail: '' }
  const isPattern = column.kind === 'string' || isIdentifier(column)
  if (!isPattern || tokens[end + 1]) throw unknown(statement, end)
  const pattern = column.kind === 'word' ? column.text : column.value
  return { what: 'columns', path, tail: `LIKE '${pattern.replaceAll("'", "''")}'` }
}

function readPath(statement: Statement, from: number): { path: string[]; end: number } {
  const { tokens } = statement
  const path: string[] = []
  for (let at = from; ; at += 2) {
    const part = tokens[at]
    if (!isIdentifier(part)) throw unknown(statement, at)
    path.push(nameOf(part!))
    if (!isSymbol(tokens[at + 1], '.')) return { path, end: at + 1 }
  }
}

function tailFrom(statement: Statement, at: number): string {
  const { tokens, text } = statement
  const first = tokens[at]
  if (!first) return ''
  if (!isWord(first, 'LIKE', 'WHERE')) throw unknown(statement, at)
  return text.slice(first.start, tokens.at(-1)!.end)
}

function unknown({ tokens, text }: Statement, at: number): GmailSqlError {
  const token = tokens[at]
  const what = token ? `"${token.text}" cannot stand here` : 'something is missing here'
  return new GmailSqlError('SYNTAX', `${what} in ${tokens[0]!.value}`, {
    position: positionAt(text, token?.start ?? tokens.at(-1)!.end),
    hint: `SHOW ${Object.keys(WORDS).join(' | ')} [FROM name] [LIKE 'pattern' | WHERE …]; DESCRIBE table [column].`,
  })
}
