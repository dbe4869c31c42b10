import { NO_CACHED } from '../catalog/cached.ts'
import { resolveTable } from '../catalog/resolve.ts'
import type { TempTableDefinition } from '../catalog/table.ts'
import type { PreparedSelect } from '../exec/prepare.ts'
import { columnsNamed, keyOf, type NewColumn } from '../exec/temp-tables.ts'
import { positionAt } from '../sql/position.ts'
import type { Respelled } from '../sql/respell.ts'
import type { Statement } from '../sql/statement.ts'
import { deletedRows, insertedRows, updatedRows } from '../sql/write/as-select.ts'
import {
  type DeleteWrite,
  type InsertWrite,
  readWrite,
  type UpdateWrite,
  type Write,
} from '../sql/write/read-write.ts'
import type { Rows } from '../sqlite/protocol.ts'
import { GmailSqlError } from '../util/errors.ts'
import { uniqueNames } from '../util/unique-names.ts'
import type { Parameters } from '../util/value.ts'
import { effectRun } from './effect-run.ts'
import { callOptions } from './prepare-context.ts'
import { staticNames } from './resources.ts'
import type { RunContext, StatementRun } from './run-context.ts'
import { prepare, run } from './select-run.ts'
import { refuseOtherCount } from './value-count.ts'

/**
 * INSERT, UPDATE or DELETE of a temporary table. Each is run as the SELECT of the rows that it means, which may read mail
 * like any other, and one statement over those.
 */
export async function startTempWrite(
  statement: Statement,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const write = readWrite(statement)
  refuseReturning(statement, write)
  if (write.kind === 'insert') return await startInsert(statement, write, params, context)
  const table = existing(write.target.path, context)
  return write.kind === 'update'
    ? await startUpdate({ statement, write, table }, params, context)
    : await startDelete({ statement, write, table }, params, context)
}

function refuseReturning({ text }: Statement, { returning }: Write): void {
  if (returning === null) return
  throw new GmailSqlError('NOT_SUPPORTED', 'RETURNING of a temporary table is not given', {
    position: positionAt(text, returning.start),
    hint: 'Read the table with SELECT afterwards.',
  })
}

async function startInsert(
  statement: Statement,
  write: InsertWrite,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const { temps } = context.resources
  const name = write.target.path.at(-1)!
  const prepared = await prepareRows(insertedRows(statement, write), params, context)
  const found = temps.find(write.target.path)
  const columns = found
    ? columnsNamed(found, write.columns ?? found.columns.map(column => column.name))
    : null
  const made = columns ? null : newColumns(write, prepared)
  refuseOtherCount((columns ?? made)!.length, prepared.plan.columns.length)
  return effectRun('INSERT', async () => {
    const call = callOptions(context)
    const rows = exactRows(prepared, context)
    const { conflict } = write
    const count = found
      ? await temps.insert(found, { columns: columns!, rows, conflict }, call)
      : await temps.create(name, { columns: made! }, rows, call)
    return noted('INSERT into', name, count, context)
  })
}

/** The columns that a first INSERT gives to its table. They are text, as all values of a `t#TEMP` are. */
function newColumns({ columns, isValues, target }: InsertWrite, { plan }: PreparedSelect): NewColumn[] {
  if (!columns && isValues) {
    throw new GmailSqlError('SYNTAX', `the first INSERT INTO ${target.path.at(-1)} names no columns`, {
      hint: `Write INSERT INTO ${target.path.at(-1)} (a, b) VALUES (…): the columns are those of the table.`,
    })
  }
  return (columns ?? uniqueNames(plan.columns.map(({ name }) => name))).map(name => ({ name, type: 'TEXT' }))
}

interface OfTable<W> {
  readonly statement: Statement
  readonly write: W
  readonly table: TempTableDefinition
}

async function startUpdate(
  { statement, write, table }: OfTable<UpdateWrite>,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const columns = columnsNamed(
    table,
    write.assignments.map(({ column }) => column),
  )
  const prepared = await prepareRows(updatedRows(statement, write, [keyOf(table)]), params, context)
  return effectRun('UPDATE', async () => {
    const from = { columns, rows: exactRows(prepared, context), conflict: write.conflict }
    const count = await context.resources.temps.update(table, from, callOptions(context))
    return noted('UPDATE of', table.name, count, context)
  })
}

async function startDelete(
  { statement, write, table }: OfTable<DeleteWrite>,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const prepared = await prepareRows(deletedRows(statement, write, [keyOf(table)]), params, context)
  return effectRun('DELETE', async () => {
    const rows = exactRows(prepared, context)
    const count = await context.resources.temps.delete(table, rows, callOptions(context))
    return noted('DELETE from', table.name, count, context)
  })
}

/** MaxRows bounds what a program is given, not what it keeps. */
async function prepareRows(
  rows: Respelled,
  params: Parameters,
  context: RunContext,
): Promise<PreparedSelect> {
  return await rows.locate(select => prepare(select, params, context, { maxRows: 0 }))
}

function exactRows(prepared: PreparedSelect, context: RunContext): AsyncGenerator<Rows> {
  return run(prepared, context, { exact: true })
}

function noted(what: string, name: string, count: number, { resources }: RunContext): number {
  resources.transaction.note(`${what} ${name}, ${count} row${count === 1 ? '' : 's'}`)
  return count
}

function existing(path: readonly string[], { resources }: RunContext): TempTableDefinition {
  const { temps } = resources
  const found = resolveTable(path, { ...staticNames(temps.list), cached: NO_CACHED, mailboxes: [] })
  if (found.kind === 'temp') return found.table
  throw new GmailSqlError('INTERNAL', `${path.join('.')} is no temporary table`)
}
