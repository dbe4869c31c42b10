import type { ColumnType } from '../../util/value.ts'
import { isSymbol, isWord, quoteName, type Token } from '../lexer.ts'
import { type Respelled, respell } from '../respell.ts'
import type { Statement } from '../statement.ts'
import { TokenReader } from '../token-reader.ts'

export interface CreateTable {
  readonly path: readonly string[]
  readonly ifNotExists: boolean
  /** Without TEMP the name must say it: `t#TEMP`. */
  readonly saysTemp: boolean
  readonly content: CreatedColumns | CreatedRows
}

export interface CreatedColumns {
  readonly kind: 'columns'
  readonly columns: readonly CreatedColumn[]
  /** `PRIMARY KEY (a, b)`, `UNIQUE (a)`, in SQLite's spelling. */
  readonly constraints: readonly string[]
}

export interface CreatedColumn {
  readonly name: string
  readonly type: ColumnType | null
  /** `NOT NULL`, `DEFAULT 1` …, in SQLite's spelling. */
  readonly constraints: string
}

/** AS SELECT … */
export interface CreatedRows {
  readonly kind: 'rows'
  readonly select: Respelled
}

const COLUMN_CONSTRAINTS = ['PRIMARY', 'NOT', 'NULL', 'UNIQUE', 'DEFAULT', 'COLLATE']
const REFUSED = ['CHECK', 'REFERENCES', 'FOREIGN', 'GENERATED', 'CONSTRAINT', 'AS', 'ON']

/** @throws SYNTAX; NOT_SUPPORTED for views, indexes and constraints beyond keys, NOT NULL and DEFAULT. */
export function readCreateTable(statement: Statement): CreateTable {
  const reader = new TokenReader(statement)
  reader.expectWord('CREATE')
  const saysTemp = reader.takeWords('TEMP') || reader.takeWords('TEMPORARY')
  if (!reader.takeWords('TABLE')) {
    throw reader.refused(
      `CREATE ${reader.peek()?.value ?? ''} is not done`.replace('  ', ' '),
      'CREATE TEMP TABLE makes a table of this connection; no other thing can be made.',
    )
  }
  const ifNotExists = reader.takeWords('IF', 'NOT', 'EXISTS')
  const path = reader.path('a table')
  const content = reader.isWord('AS') ? readRows(reader) : readColumns(reader)
  return { path, ifNotExists, saysTemp, content }
}

/** `DROP TABLE [IF EXISTS] t` */
export function readDropTable(statement: Statement): { path: readonly string[]; ifExists: boolean } {
  const reader = new TokenReader(statement)
  reader.expectWord('DROP')
  if (!reader.takeWords('TABLE'))
    throw reader.refused(
      `DROP ${reader.peek()?.value ?? ''} is not done`,
      'DROP TABLE removes a temporary table.',
    )
  const ifExists = reader.takeWords('IF', 'EXISTS')
  const path = reader.path('a table')
  reader.expectEnd()
  return { path, ifExists }
}

function readRows(reader: TokenReader): CreatedRows {
  reader.expectWord('AS')
  const body = reader.peek()
  if (!body || !(isWord(body, 'SELECT', 'VALUES', 'WITH') || isSymbol(body, '(')))
    throw reader.unexpected('SELECT')
  return { kind: 'rows', select: respell(reader.statement, [{ start: 0, end: body.start, text: '' }]) }
}

function readColumns(reader: TokenReader): CreatedColumns {
  const columns: CreatedColumn[] = []
  const constraints: string[] = []
  reader.expectSymbol('(')
  do {
    const item = itemAt(reader)
    if (isWord(item[0], 'PRIMARY', 'UNIQUE')) constraints.push(spelled(item))
    else columns.push(column(item, reader))
  } while (reader.takeSymbol(','))
  reader.expectSymbol(')')
  reader.expectEnd()
  return { kind: 'columns', columns, constraints }
}

function itemAt(reader: TokenReader): readonly Token[] {
  const from = reader.at
  reader.skipTo(token => isSymbol(token, ','))
  const item = reader.statement.tokens.slice(from, reader.at)
  const refused = item.find(token => isWord(token, ...REFUSED))
  if (refused) {
    reader.at = reader.statement.tokens.indexOf(refused)
    throw reader.refused(
      `${refused.value} is not done for a temporary table`,
      'A column may have a type, PRIMARY KEY, UNIQUE, NOT NULL, DEFAULT and COLLATE.',
    )
  }
  return item
}

function column(item: readonly Token[], reader: TokenReader): CreatedColumn {
  const [first, ...rest] = item
  if (first?.kind !== 'word' && first?.kind !== 'name') throw reader.unexpected('a column')
  const end = rest.findIndex(token => isWord(token, ...COLUMN_CONSTRAINTS))
  const type = end < 0 ? rest : rest.slice(0, end)
  const name = first.kind === 'word' ? first.text : first.value
  return {
    name,
    type: typeNamed(type.map(token => token.value.toUpperCase()).join(' ')),
    constraints: end < 0 ? '' : spelled(rest.slice(end)),
  }
}

function spelled(tokens: readonly Token[]): string {
  return tokens.map(token => (token.kind === 'name' ? quoteName(token.value) : spelledValue(token))).join(' ')
}

/** `N'…'` is a text like any other. */
function spelledValue(token: Token): string {
  return token.kind === 'string' ? `'${token.value.replaceAll("'", "''")}'` : token.text
}

/** By the rules of SQLite's affinity (datatype3.html, 3.1), and before them the types that it has no affinity for. */
const TYPES: readonly (readonly [RegExp, ColumnType])[] = [
  [/BOOL/, 'BOOLEAN'],
  [/DATE|TIME/, 'DATETIME'],
  [/INT/, 'INTEGER'],
  [/CHAR|CLOB|TEXT|STRING/, 'TEXT'],
  [/BLOB|BINARY/, 'BLOB'],
  [/REAL|FLOA|DOUB|NUM|DEC/, 'REAL'],
]

function typeNamed(name: string): ColumnType | null {
  return TYPES.find(([pattern]) => pattern.test(name))?.[1] ?? null
}
