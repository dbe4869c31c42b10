import { resolveTable, SCHEMAS } from '../catalog/resolve.ts'
import { shownColumns, shownTables } from '../exec/show-rows.ts'
import { functions } from '../sql/functions/index.ts'
import { readShow, type ShowRequest } from '../sql/show.ts'
import { readStatement, type Statement } from '../sql/statement.ts'
import { GmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'
import type { SqlValue } from '../util/value.ts'
import { listed, namesOf } from './list-rows.ts'
import type { RunContext } from './run-context.ts'

/** SHOW … and DESCRIBE … as a SELECT, of which LIKE and WHERE are SQLite's own. */
export async function selectToShow(statement: Statement, context: RunContext): Promise<Statement> {
  const request = readShow(statement)
  const { source, columns, pattern } = await sourceOf(request, context)
  const isPattern = /^LIKE\b/i.test(request.tail)
  const tail = isPattern ? `WHERE ${pattern} ${request.tail}` : request.tail
  return readStatement(`SELECT ${columns} FROM (${source}) AS shown ${tail}`)
}

interface Source {
  readonly source: string
  readonly columns: string
  /** The column that LIKE is about. */
  readonly pattern: string
}

async function sourceOf({ what, path }: ShowRequest, context: RunContext): Promise<Source> {
  switch (what) {
    case 'tables':
    case 'views':
      return await tablesSource(what, path, context)
    case 'columns': {
      const columns = shownColumns(
        resolveTable(path, await namesOf(context)),
        context.resources.parsed.values.IncludeMessage,
      )
      const names = ['ColumnName', 'DataTypeName', 'IsInStar', 'IsKey', 'IsWritable', 'Description']
      return values(names, columns)
    }
    case 'functions':
      return values(['FunctionName', 'Family', 'Description'], functionRows())
    case 'procedures':
      return listSource('SELECT ProcedureName, Description FROM sys_procedures', 'ProcedureName')
    case 'schemas':
      return listSource('SELECT SchemaName FROM sys_schemas', 'SchemaName')
    case 'catalogs':
      return listSource('SELECT CatalogName FROM sys_catalogs', 'CatalogName')
    case 'warnings':
      return listSource('SELECT * FROM sys_warnings', 'Code')
    case 'properties':
      return listSource('SELECT Name, Value FROM sys_connection_props', 'Name')
  }
}

function listSource(source: string, pattern: string): Source {
  return { source, columns: '*', pattern }
}

async function tablesSource(
  what: 'tables' | 'views',
  path: readonly string[],
  context: RunContext,
): Promise<Source> {
  const schema = schemaOf(path)
  const all = await listed(context)
  const wanted = all.filter(table => {
    if (schema !== null) return table.schema === schema
    return what === 'views' ? table.type === 'VIEW' : table.type !== 'SYSTEM TABLE'
  })
  const { source } = values(['Name', 'TableName', 'TableType', 'Description'], shownTables(wanted))
  return { source, columns: 'TableName, TableType, Description', pattern: 'Name' }
}

/** @throws NO_TABLE naming the schemas. */
function schemaOf(path: readonly string[]): string | null {
  const name = path.at(-1)
  if (name === undefined || (path.length === 1 && name.toLowerCase() === 'gmail')) return null
  const schema = SCHEMAS.find(each => each.toLowerCase() === name.toLowerCase())
  if (schema) return schema
  const near = nearest(name, SCHEMAS)
  throw new GmailSqlError('NO_TABLE', `there is no schema "${name}"`, {
    hint: near ? `Did you mean ${near}?` : `The schemas are ${SCHEMAS.join(', ')}.`,
  })
}

function functionRows(): SqlValue[][] {
  // A name that only a rewrite writes is not for people.
  const shown = functions.filter(({ family }) => family !== 'internal')
  return shown
    .map(({ name, family, doc }): SqlValue[] => [name, family, doc])
    .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
}

/** Rows as a table of a statement. */
function values(names: readonly string[], rows: readonly (readonly SqlValue[])[]): Source {
  const list = rows.map(row => `(${row.map(literal).join(', ')})`)
  const body =
    list.length > 0 ? `VALUES ${list.join(', ')}` : `SELECT ${names.map(() => 'NULL').join(', ')} WHERE 0`
  const source = `WITH shown(${names.join(', ')}) AS (${body}) SELECT * FROM shown`
  return { source, columns: '*', pattern: names[0]! }
}

function literal(value: SqlValue): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value ?? 'NULL')
}
