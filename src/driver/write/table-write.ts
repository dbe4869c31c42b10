import { NO_CACHED } from '../../catalog/cached.ts'
import { type ResolvedTable, resolveTable } from '../../catalog/resolve.ts'
import type { TempTableDefinition } from '../../catalog/table.ts'
import { describeSelect, type PreparedSelect } from '../../exec/prepare.ts'
import { writtenKeys } from '../../exec/written-keys.ts'
import type { Respelled } from '../../sql/respell.ts'
import type { Statement } from '../../sql/statement.ts'
import { deletedRows, insertedRows, updatedRows } from '../../sql/write/as-select.ts'
import { type ConflictAction, readWrite, type Write, writeTarget } from '../../sql/write/read-write.ts'
import type { Rows } from '../../sqlite/protocol.ts'
import { GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import type { Parameters, ResultColumn } from '../../util/value.ts'
import { prepareContext } from '../prepare-context.ts'
import { staticNames } from '../resources.ts'
import type { RunContext, StatementRun } from '../run-context.ts'
import { run } from '../select-run.ts'
import { refuseOtherCount } from '../value-count.ts'
import { prepareFinding } from './find-messages.ts'
import { labelTable } from './label-write.ts'
import { messageLabelTable } from './message-label-write.ts'
import { refuseUnfiltered } from './refuse-unfiltered.ts'
import { prepareReturningFrom, refuseParameters } from './returning.ts'
import { writtenColumns } from './target.ts'
import type { DryRow, PlannedTableWrite, WritableTable, WrittenRow } from './writable-table.ts'

const TABLES: Readonly<Record<string, WritableTable>> = {
  Labels: labelTable,
  MessageLabels: messageLabelTable,
}

export interface TableWrite {
  readonly statement: Statement
  readonly write: Write
  readonly table: WritableTable
  readonly definition: ResolvedTable['table']
}

/** A write of one of these tables; null for every other statement. No mailbox is asked for. @throws SYNTAX, NOT_SUPPORTED */
export function readTableWrite(statement: Statement, { resources }: RunContext): TableWrite | null {
  const path = writeTarget(statement)
  const definition = path && definitionNamed(path, resources.temps.list)
  const table = definition && TABLES[definition.name]
  return table ? { statement, write: readWrite(statement), table, definition } : null
}

/** Of the contract: the names of mailboxes come behind those. */
function definitionNamed(path: readonly string[], temps: readonly TempTableDefinition[]) {
  try {
    return resolveTable(path, { ...staticNames(temps), cached: NO_CACHED, mailboxes: [] }).table
  } catch (error) {
    if (isGmailSqlError(error)) return null
    throw error
  }
}

interface PreparedTableWrite extends TableWrite {
  readonly columns: readonly string[]
  readonly prepared: PreparedSelect
}

/** Nothing is sent before its rows are asked for. */
export async function startTableWrite(
  given: TableWrite,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const { statement, write, table } = given
  refuseParameters(statement, write)
  refuseUnfiltered(statement, write, context)
  const prepared = await prepareTableWrite(given, params, context)
  const columns =
    write.kind === 'delete'
      ? prepared.prepared.plan.columns.slice(table.keys.length)
      : await returningColumns(given, context)
  let changed = 0
  async function* rows(): AsyncGenerator<Rows> {
    const planned = await carryOutTableWrite(prepared, context)
    changed = planned.rows.length
    yield* answered(given, planned, context)
    yield []
  }
  return { command: statement.command, columns, rows: rows(), changed: () => changed }
}

/** What it would do; nothing is sent. */
export async function dryRunTableWrite(
  given: TableWrite,
  params: Parameters,
  context: RunContext,
): Promise<() => Promise<readonly DryRow[]>> {
  const prepared = await prepareTableWrite(given, params, context)
  return async () => (await planTableWrite(prepared, Number.POSITIVE_INFINITY, context)).dryRows
}

/** @throws NO_COLUMN, NOT_WRITABLE, NOT_SUPPORTED, SYNTAX and what preparing a SELECT throws */
async function prepareTableWrite(
  given: TableWrite,
  params: Parameters,
  context: RunContext,
): Promise<PreparedTableWrite> {
  const columns = columnsOf(given)
  const prepared = await prepareFinding(rowsOf(given), params, context)
  if (given.write.kind === 'insert') refuseOtherCount(columns.length, prepared.plan.columns.length)
  return { ...given, columns, prepared }
}

/** The columns of RETURNING; nothing is bound. @throws what preparing throws for the text */
export async function describeTableWrite(
  given: TableWrite,
  context: RunContext,
): Promise<readonly ResultColumn[]> {
  const columns = columnsOf(given)
  const found = await rowsOf(given).locate(select => describeSelect(select, prepareContext(context)))
  const { write, table } = given
  if (write.kind === 'insert') refuseOtherCount(columns.length, found.length)
  return write.kind === 'delete' ? found.slice(table.keys.length) : await returningColumns(given, context)
}

async function returningColumns(
  { write, table }: TableWrite,
  context: RunContext,
): Promise<readonly ResultColumn[]> {
  if (write.returning === null) return []
  return (await prepareReturningFrom(write, table.source(write, '0'), context)).plan.columns
}

/** @param limit more rows are TOO_MANY_AFFECTED */
async function planTableWrite(
  { write, table, columns, prepared }: PreparedTableWrite,
  limit: number,
  context: RunContext,
): Promise<PlannedTableWrite> {
  const keys = write.kind === 'insert' ? 0 : table.keys.length
  const rows: WrittenRow[] = []
  for await (const batch of run(prepared, context, { isForWrite: true })) {
    for (const row of batch) rows.push({ keys: row.slice(0, keys), values: row.slice(keys) })
    if (rows.length > limit) throw tooMany(limit, table)
  }
  const found = { kind: write.kind, columns, conflict: write.conflict, rows: eachOnce(rows, keys) }
  return await table.plan(found, context)
}

/** Joined with several rows, a row is changed once: by the first. */
function eachOnce(rows: readonly WrittenRow[], keys: number): readonly WrittenRow[] {
  if (keys === 0) return rows
  const first = new Map<string, WrittenRow>()
  for (const row of rows) {
    const key = JSON.stringify(row.keys)
    if (!first.has(key)) first.set(key, row)
  }
  return [...first.values()]
}

async function carryOutTableWrite(
  prepared: PreparedTableWrite,
  context: RunContext,
): Promise<PlannedTableWrite> {
  const { statement, write, table } = prepared
  const { command, text, typed = text } = statement
  const { MaxAffected, BatchSize, ThrowsKeyNotFound } = context.resources.parsed.values
  const planned = await planTableWrite(prepared, MaxAffected, context)
  const { length } = planned.rows
  if (length === 0 && write.kind !== 'insert' && ThrowsKeyNotFound)
    throw new GmailSqlError('BAD_VALUE', `${command} finds no ${table.rowsAre} (ThrowsKeyNotFound=true)`, {
      hint: 'SELECT with the same WHERE shows what there is.',
    })
  const journal = await planned.send({ operation: command, statement: typed })
  if (journal !== null)
    context.resources.transaction.note(
      `${command} of ${table.rowsAre}: ${length}, journal ${journal}`,
      journal,
    )
  context.resources.written.remember(command, writtenKeys(planned.ids, BatchSize))
  return planned
}

async function* answered(
  { write, table }: TableWrite,
  { rows, condition }: PlannedTableWrite,
  context: RunContext,
): AsyncGenerator<Rows> {
  if (write.returning === null || rows.length === 0) return
  if (write.kind === 'delete') yield rows.map(({ values }) => [...values])
  else {
    const from = table.source(write, condition)
    yield* run(await prepareReturningFrom(write, from, context), context)
  }
}

function columnsOf({ write, table, definition }: TableWrite): readonly string[] {
  if (write.kind === 'delete') return []
  const { name } = definition
  const columns = definition.columns.map(column => column.name)
  if (write.kind === 'update') {
    if (write.conflict !== null) throw noConflict(write.conflict)
    const names = write.assignments.map(({ column }) => column)
    return writtenColumns(names, { name, columns, allowed: table.settable, verb: 'UPDATE sets', why: '' })
  }
  if (write.conflict !== null && !['ABORT', 'IGNORE'].includes(write.conflict))
    throw noConflict(write.conflict)
  const form = `INSERT INTO ${name} (${table.insertable[0]!.join(', ')})`
  if (write.columns === null)
    throw new GmailSqlError('SYNTAX', `INSERT INTO ${name} names no columns`, {
      hint: `Write ${form} VALUES (…).`,
    })
  const allowed = [...new Set(table.insertable.flat())]
  const found = writtenColumns(write.columns, { name, columns, allowed, verb: 'INSERT takes', why: '' })
  if (
    table.insertable.some(
      names => names.length === found.length && names.every(needed => found.includes(needed)),
    )
  )
    return found
  throw new GmailSqlError('SYNTAX', `INSERT INTO ${name} cannot do with (${found.join(', ')})`, {
    hint: `Write ${form} VALUES (…).`,
  })
}

function noConflict(conflict: ConflictAction): GmailSqlError {
  return new GmailSqlError('NOT_SUPPORTED', `OR ${conflict} is not done: nothing takes the place of a row`, {
    hint: 'Leave it out; INSERT OR IGNORE passes over what is there already.',
  })
}

function rowsOf({ statement, write, table }: TableWrite): Respelled {
  if (write.kind === 'insert') return insertedRows(statement, write)
  return write.kind === 'update'
    ? updatedRows(statement, write, table.keys)
    : deletedRows(statement, write, table.keys)
}

function tooMany(limit: number, { rowsAre }: WritableTable): GmailSqlError {
  return new GmailSqlError(
    'TOO_MANY_AFFECTED',
    `the statement would change more than ${limit} ${rowsAre} (MaxAffected)`,
    {
      hint: 'Nothing was changed. DRY RUN in front of it lists them; raise MaxAffected on purpose.',
    },
  )
}
