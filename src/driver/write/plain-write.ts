import { isTempName } from '../../catalog/resolve.ts'
import { describeSelect } from '../../exec/prepare.ts'
import type { Edit } from '../../sql/edit.ts'
import { quoteName } from '../../sql/lexer.ts'
import { type Respelled, respell } from '../../sql/respell.ts'
import { quoteText } from '../../sql/rewrite/text-literals.ts'
import { readShape } from '../../sql/scopes.ts'
import type { Statement } from '../../sql/statement.ts'
import { qualifierOf } from '../../sql/write/as-select.ts'
import {
  alwaysExists,
  type BulkUpdate,
  type ConnectorForm,
  type ExistsSelect,
  readConnectorForm,
  type SetSelect,
  type Span,
} from '../../sql/write/connector-forms.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { prepareContext } from '../prepare-context.ts'
import type { RunContext } from '../run-context.ts'
import { prepare, run } from '../select-run.ts'

/** The rows of the query, once it stands in FROM; no table is called so. */
const ROWS = 'gmailsql_rows'
/** The columns that name a row. */
const KEYS = ['id', 'msgid']
/** More keys are not written into the statement. */
const MOST_KEYS = 10_000

/**
 * What a form of other connectors says, in SQLite's words; null for every other statement.
 * @throws SYNTAX, NEEDS_WHERE, and what preparing its query throws
 */
export async function plainWrite(statement: Statement, context: RunContext): Promise<Respelled | null> {
  refuseAlwaysExists(statement, context)
  const form = readConnectorForm(statement)
  return form && respell(statement, await editsOf(form, statement, context))
}

async function editsOf(form: ConnectorForm, statement: Statement, context: RunContext): Promise<Edit[]> {
  const query = respelledQuery(form.query, statement)
  if (form.kind === 'exists') return existsEdits(form, await keysOf(query, 0, form, context))
  const given = await query.locate(select => describeSelect(select, prepareContext(context)))
  const names = given.map(({ name }) => name)
  if (form.kind === 'bulk') refuseOtherCount(form, names.length)
  const columns = form.kind === 'bulk' ? form.columns : names
  const key = columns.findIndex(isKey)
  const keys = key < 0 ? null : await keysOf(query, key, { ...form, column: columns[key]! }, context)
  return form.kind === 'bulk' ? bulkEdits(form, keys) : setEdits(form, columns, keys)
}

function respelledQuery({ start, end }: Span, statement: Statement): Respelled {
  return respell(statement, [
    { start: 0, end: start, text: '' },
    { start: end, end: statement.text.length, text: '' },
  ])
}

function isKey(column: string): boolean {
  return KEYS.includes(column.toLowerCase())
}

/** `UPDATE t (Id, a) SELECT …` is `UPDATE t SET a = rows.2 FROM (SELECT …) AS rows WHERE t.Id = rows.1`. */
function bulkEdits({ target, columns, head, query }: BulkUpdate, keys: string | null): Edit[] {
  const condition = keyCondition(target, columns)
  if (condition === null)
    throw new GmailSqlError('SYNTAX', `UPDATE ${target.typed} (${columns.join(', ')}) names no key`, {
      hint: 'Name Id or MsgId among the columns: it says which row is updated.',
    })
  return [
    { ...head, text: `SET ${assignments(columns)} FROM (` },
    {
      start: query.end,
      end: query.end,
      text: `) AS ${rowsAlias(columns)} WHERE ${narrowed(condition, keys)}`,
    },
  ]
}

/** `UPDATE t SET (SELECT a, b …) WHERE x`: each row gets the values of the first row that the query gives for it. */
function setEdits(
  { target, query, where, end }: SetSelect,
  columns: readonly string[],
  keys: string | null,
): Edit[] {
  const condition = keyCondition(target, columns)
  const matched = condition === null ? null : narrowed(condition, keys)
  const whole: Edit[] = [
    { start: query.start, end: query.start, text: `${assignments(columns)} FROM ` },
    {
      start: query.end,
      end: query.end,
      text: ` AS ${rowsAlias(columns)}${matched && !where ? ` WHERE ${matched}` : ''}`,
    },
  ]
  if (!matched || !where) return whole
  return [
    ...whole,
    { start: where.end, end: where.end, text: ` ${matched} AND (` },
    { start: end, end, text: ')' },
  ]
}

/** `EXISTS SELECT Id FROM u` is `t.Id IN (SELECT Id FROM u)`. */
function existsEdits({ target, column, exists, query, isWhole }: ExistsSelect, keys: string | null): Edit[] {
  const condition = `${qualifierOf({ target })}.${quoteName(column)} IN`
  const close = isWhole && keys !== null ? `) AND ${keys}` : ')'
  return [
    { ...exists, text: `${condition} (` },
    { start: query.end, end: query.end, text: close },
  ]
}

function place(index: number): string {
  return quoteName(`gmailsql_${index + 1}`)
}

/** Under names of their own the columns of the rows make none of the table ambiguous. */
function rowsAlias(columns: readonly string[]): string {
  return `${ROWS}(${columns.map((_, index) => place(index)).join(', ')})`
}

function assignments(columns: readonly string[]): string {
  const set = columns.flatMap((column, index) =>
    isKey(column) ? [] : [`${quoteName(column)} = ${ROWS}.${place(index)}`],
  )
  if (set.length > 0) return set.join(', ')
  throw new GmailSqlError('SYNTAX', 'the UPDATE sets no column but the key', {
    hint: 'Name the columns to set beside it.',
  })
}

function keyCondition(target: BulkUpdate['target'], columns: readonly string[]): string | null {
  const conditions = columns.flatMap((column, index) =>
    isKey(column) ? [`${qualifierOf({ target })}.${quoteName(column)} = ${ROWS}.${place(index)}`] : [],
  )
  return conditions.length === 0 ? null : conditions.join(' AND ')
}

function narrowed(condition: string, keys: string | null): string {
  return keys === null ? condition : `${condition} AND ${keys}`
}

/**
 * The keys of temporary rows as a list, so that the server is asked for these messages and no others. Null where the query reads
 * anything else or has parameters: then the join alone decides.
 */
async function keysOf(
  query: Respelled,
  at: number,
  { target, column }: { readonly target: BulkUpdate['target']; readonly column: string },
  context: RunContext,
): Promise<string | null> {
  const { tokens } = query.statement
  const { refs } = readShape(tokens)
  const isTemp = refs.length > 0 && refs.every(({ path }) => path.length === 1 && isTempName(path[0]!))
  if (!isTemp || tokens.some(({ kind }) => kind === 'parameter')) return null
  const keys = new Set<string>()
  await query.locate(async select => {
    for await (const rows of run(await prepare(select, [], context, { maxRows: 0 }), context))
      for (const row of rows) if (row[at] !== null) keys.add(String(row[at]))
  })
  if (keys.size > MOST_KEYS) return null
  const list = [...keys].map(key => (/^[1-9]\d{0,9}$/.test(key) ? key : quoteText(key)))
  return `${qualifierOf({ target })}.${quoteName(column)} IN (${list.join(', ') || 'NULL'})`
}

function refuseOtherCount({ columns }: BulkUpdate, given: number): void {
  if (given === columns.length) return
  throw new GmailSqlError('SYNTAX', `${given} values for ${columns.length} columns`, {
    hint: 'The query gives a value for each column that is named, in their order.',
  })
}

function refuseAlwaysExists(statement: Statement, { resources }: RunContext): void {
  const table = alwaysExists(statement)
  if (table === null || resources.parsed.values.AllowUnfiltered) return
  throw new GmailSqlError('NEEDS_WHERE', `EXISTS (… FROM ${table}) is true of every row, or of none`, {
    hint: `Write WHERE Id IN (SELECT Id FROM ${table}), or EXISTS without parentheses, as the connectors have it.`,
  })
}
