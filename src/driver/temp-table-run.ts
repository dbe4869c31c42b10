import { isTempName } from '../catalog/resolve.ts'
import type { NewColumn } from '../exec/temp-tables.ts'
import type { Statement } from '../sql/statement.ts'
import {
  type CreatedRows,
  type CreateTable,
  readCreateTable,
  readDropTable,
} from '../sql/write/create-table.ts'
import { GmailSqlError } from '../util/errors.ts'
import { uniqueNames } from '../util/unique-names.ts'
import type { Parameters } from '../util/value.ts'
import { tableNamed } from './catalog-names.ts'
import { effectRun } from './effect-run.ts'
import { callOptions } from './prepare-context.ts'
import type { RunContext, StatementRun } from './run-context.ts'
import { prepare, run } from './select-run.ts'

/** CREATE TEMP TABLE t (…) or AS SELECT …; the rows may come from mail. */
export async function startCreateTable(
  statement: Statement,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const created = readCreateTable(statement)
  const name = nameOf(created)
  const { temps, transaction } = context.resources
  if (created.ifNotExists && temps.find([name])) return effectRun('CREATE', async () => 0)
  await refuseTaken(name, context)
  const { content } = created
  const filled = content.kind === 'rows' ? await rowsOf(content, params, context) : null
  const shape = content.kind === 'columns' ? content : { columns: filled!.columns }
  return effectRun('CREATE', async () => {
    const count = await temps.create(name, shape, filled?.start() ?? null, callOptions(context))
    transaction.note(`CREATE TABLE ${name}`)
    return count
  })
}

function nameOf({ path, saysTemp }: CreateTable): string {
  const name = path.at(-1)!
  if (!saysTemp && !isTempName(name)) {
    throw new GmailSqlError(
      'NOT_SUPPORTED',
      `CREATE TABLE ${name} is not done: only temporary tables can be made`,
      {
        hint: `Write CREATE TEMP TABLE ${name}; it goes with the connection.`,
      },
    )
  }
  if (path.length > 1) {
    throw new GmailSqlError('NOT_SUPPORTED', `a temporary table is in no schema: ${path.join('.')}`, {
      hint: `Write CREATE TEMP TABLE ${name}.`,
    })
  }
  return name
}

/** A temporary table would hide the mailbox from every statement that names it. */
async function refuseTaken(name: string, context: RunContext): Promise<void> {
  const { temps } = context.resources
  const taken = temps.find([name])
    ? `there is a temporary table "${name}" already`
    : (await isTableName(name, context))
      ? `"${name}" is a table or mailbox already`
      : null
  if (taken) {
    throw new GmailSqlError('TABLE_EXISTS', taken, {
      hint: temps.find([name]) ? `DROP TABLE ${name} removes it.` : 'Give the temporary table another name.',
    })
  }
}

async function isTableName(name: string, context: RunContext): Promise<boolean> {
  return !isTempName(name) && (await tableNamed(name, context)) !== null
}

/** Columns keep the names and types of the SELECT's; MaxRows bounds what a program is given, not what it keeps. */
async function rowsOf({ select }: CreatedRows, params: Parameters, context: RunContext) {
  const prepared = await select.locate(statement => prepare(statement, params, context, { maxRows: 0 }))
  const { columns } = prepared.plan
  const names = uniqueNames(columns.map(({ name }) => name))
  return {
    columns: columns.map(({ type }, index): NewColumn => ({ name: names[index]!, type })),
    start: () => run(prepared, context, { exact: true }),
  }
}

/** DROP TABLE of a temporary table; any other is refused. */
export async function startDropTable(statement: Statement, context: RunContext): Promise<StatementRun> {
  const { path, ifExists } = readDropTable(statement)
  const { temps, transaction } = context.resources
  const table = temps.find(path)
  const name = path.at(-1)!
  if (table) {
    return effectRun('DROP', async () => {
      await temps.drop(table, callOptions(context))
      transaction.note(`DROP TABLE ${name}`)
      return 0
    })
  }
  if (await isTableName(name, context)) {
    throw new GmailSqlError('NOT_SUPPORTED', `DROP TABLE ${name} is not done: it is no temporary table`, {
      hint: 'Only tables made by CREATE TEMP TABLE or INSERT INTO t#TEMP can be dropped; RESET CACHE drops cached ones.',
    })
  }
  if (ifExists) return effectRun('DROP', async () => 0)
  throw new GmailSqlError('NO_TABLE', `there is no temporary table "${name}"`, {
    hint: "SELECT TableName FROM sys_tables WHERE TableType = 'TEMP TABLE' lists them.",
  })
}
