import { bareCachedName, cachedByName, identityOf } from '../catalog/cached.ts'
import { isKept, isTempName, type ResolvedTable, tableNameOf } from '../catalog/resolve.ts'
import type { CachedColumn, CachedTableDefinition } from '../catalog/table.ts'
import type { CacheLayout, CacheTarget } from '../exec/cached-changes.ts'
import { keyNames } from '../exec/cached-columns.ts'
import type { PreparedSelect } from '../exec/prepare.ts'
import { type CacheOption, readCache } from '../sql/cache.ts'
import { readExport } from '../sql/export.ts'
import type { Statement } from '../sql/statement.ts'
import { GmailSqlError } from '../util/errors.ts'
import { uniqueNames } from '../util/unique-names.ts'
import type { Parameters } from '../util/value.ts'
import { tableNamed } from './catalog-names.ts'
import { effectRun } from './effect-run.ts'
import { callOptions } from './prepare-context.ts'
import type { RunContext, StatementRun } from './run-context.ts'
import { prepare, run } from './select-run.ts'

/** CACHE [name] [WITH …] SELECT …: keeps the rows in the store as a table. MaxRows bounds what a program is given, not this. */
export async function startCache(
  statement: Statement,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const { path, options, select } = readCache(statement)
  if (readExport(select.statement)) {
    throw new GmailSqlError('NOT_SUPPORTED', 'CACHE keeps rows in the store, and INTO writes a file', {
      hint: 'Write two statements.',
    })
  }
  const prepared = await select.locate(one => prepare(one, params, context, { maxRows: 0 }))
  const target = await targetOf(path, prepared, context)
  const existing = cachedByName(target.name, await context.resources.cached.list(callOptions(context)))
  const before = options.has('DROP EXISTING') ? undefined : existing
  const layout: CacheLayout = { target, options, columns: withKeyOf(before, columnsOf(prepared)) }
  refuseWithoutKey(layout, prepared)
  refuseOwnRows(layout, prepared)
  return effectRun('CACHE', async () => {
    const { resources, notify } = context
    const call = callOptions(context)
    await resources.store.open(call)
    const { streams } = prepared.plan.bounds
    const given = options.has('SCHEMA ONLY')
      ? null
      : { rows: run(prepared, context, { exact: true }), streams }
    const { kept, skipped } = await resources.cached.keep(layout, given, call)
    if (skipped > 0) {
      const what = skipped === 1 ? '1 row was' : `${skipped} rows were`
      notify({ code: 'CACHE_SKIPPED', message: `${what} skipped: the key had come before in the SELECT` })
    }
    resources.transaction.note(`CACHE ${target.name}, ${kept} row${kept === 1 ? '' : 's'}`)
    return kept
  })
}

/** @throws TABLE_EXISTS when the name is that of another table; NOT_SUPPORTED when there is none to take */
async function targetOf(
  path: readonly string[] | null,
  { origin }: PreparedSelect,
  context: RunContext,
): Promise<CacheTarget> {
  const own = await ownTarget(origin.table, context)
  if (path === null) {
    if (own) return own
    throw new GmailSqlError('NOT_SUPPORTED', `CACHE needs a name here: ${whyNameless(origin.table)}`, {
      hint: 'Write CACHE name SELECT …',
    })
  }
  const name = nameOf(path)
  const taken = (await cachedNamed(name, context)) ?? (await tableNamed(name, context))
  if (taken === null) return { name, copyOf: null }
  // Also one that another process has made since.
  if (taken !== 'ambiguous' && taken.kind === 'cached' && taken.table.copyOf === null)
    return { name: taken.table.name, copyOf: null }
  if (own && taken !== 'ambiguous' && !isKept(taken) && identityOf(taken) === own.copyOf) return own
  throw new GmailSqlError('TABLE_EXISTS', `"${name}" is another table or mailbox`, {
    hint: 'Give the cached table a name of its own, or that of the one table that it is the copy of.',
  })
}

async function cachedNamed(name: string, context: RunContext): Promise<ResolvedTable | null> {
  const found = cachedByName(name, await context.resources.cached.list(callOptions(context)))
  return found?.copyOf === null ? { kind: 'cached', table: found } : null
}

/** The copy of the table of which each row is one: it has the table's name. */
async function ownTarget(table: ResolvedTable | null, context: RunContext): Promise<CacheTarget | null> {
  if (!table || isKept(table) || isSystem(table)) return null
  const name = table.kind === 'mailbox' ? tableNameOf(table.mailbox.path) : table.table.name
  const meant = table.kind === 'mailbox' ? await tableNamed(name, context, false) : table
  const isMeant =
    meant !== null && meant !== 'ambiguous' && !isKept(meant) && identityOf(meant) === identityOf(table)
  return isMeant ? { name, copyOf: identityOf(table) } : null
}

function whyNameless(table: ResolvedTable | null): string {
  if (!table) return 'the rows are not those of one table'
  if (isSystem(table)) return `${table.table.name} is made anew each time`
  const name = table.kind === 'mailbox' ? table.mailbox.path : table.table.name
  return isKept(table) ? `${name} is no table of the account` : `the name "${name}" means another table`
}

function isSystem({ kind, table }: ResolvedTable): boolean {
  return kind === 'list' && /^(?:sys_|information_schema\.)/.test(table.name)
}

function nameOf(path: readonly string[]): string {
  const written = path.join('.')
  if (path.length > 1) {
    throw new GmailSqlError('NOT_SUPPORTED', `a cached table is in no schema: ${written}`, {
      hint: `Write CACHE ${path.at(-1)} SELECT …`,
    })
  }
  if (isTempName(written)) {
    throw new GmailSqlError('NOT_SUPPORTED', `"${written}" is the name of a temporary table`, {
      hint: 'CREATE TEMP TABLE makes those; a cached table has another name.',
    })
  }
  return bareCachedName(written)
}

/** Names and types of the SELECT's; a column of a table compares as it does there. */
function columnsOf({ plan, origin }: PreparedSelect): CachedColumn[] {
  const source = origin.table && !isSystem(origin.table) ? origin.table.table.columns : []
  const names = uniqueNames(plan.columns.map(({ name }) => name))
  const declared = origin.columns.map(name => source.find(column => column.name === name))
  const keys = source.filter(({ key }) => key).map(({ name }) => name)
  const hasKey = keys.length > 0 && keys.every(name => origin.columns.includes(name))
  return plan.columns.map(({ type }, index) => {
    const column = declared[index]
    const isFirst = origin.columns.indexOf(origin.columns[index]!) === index
    return {
      name: names[index]!,
      type,
      doc: '',
      ...(hasKey && column?.key && isFirst ? { key: true } : {}),
      ...(column && 'collate' in column && column.collate ? { collate: column.collate } : {}),
    }
  })
}

/** A table that is there has its key already, whatever the rows are made of. */
function withKeyOf(
  before: CachedTableDefinition | undefined,
  columns: readonly CachedColumn[],
): readonly CachedColumn[] {
  const keys = before ? keyNames(before.columns).map(name => name.toLowerCase()) : []
  const names = columns.map(({ name }) => name.toLowerCase())
  if (keys.length === 0 || !keys.every(name => names.includes(name))) return columns
  return columns.map(({ key: _, ...column }, index) =>
    keys.includes(names[index]!) ? { ...column, key: true } : column,
  )
}

const REPLACING: readonly CacheOption[] = ['TRUNCATE', 'DROP EXISTING', 'SCHEMA ONLY']

/** Nothing would tell which rows are there already. */
function refuseWithoutKey({ columns, options, target }: CacheLayout, { origin }: PreparedSelect): void {
  if (keyNames(columns).length > 0 || REPLACING.some(option => options.has(option))) return
  const key = origin.table?.table.columns.find(column => column.key)?.name
  const why = key
    ? `the SELECT has not the key ${key}`
    : `the rows have no key, by which CACHE ${target.name} would find those that it has`
  const hint = 'WITH TRUNCATE or WITH DROP EXISTING puts the rows in the place of all that were there.'
  throw new GmailSqlError('BAD_VALUE', why, { hint: key ? `Select ${key} too. ${hint}` : hint })
}

/** What is committed on the way would be read again. */
function refuseOwnRows({ options, target }: CacheLayout, { plan }: PreparedSelect): void {
  const isRead = plan.tables.some(
    ({ resolved }) => resolved.kind === 'cached' && resolved.table.name === target.name,
  )
  if (!isRead || !options.has('AUTOCOMMIT')) return
  throw new GmailSqlError('NOT_SUPPORTED', `AUTOCOMMIT would change ${target.name} while it is read`, {
    hint: 'Leave AUTOCOMMIT out: the rows are kept when all have been read.',
  })
}
