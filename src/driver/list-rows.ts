import { foreignKeys } from '../../schema/foreign-keys.ts'
import { procedures } from '../../schema/index.ts'
import { CATALOG_NAME } from '../catalog/resolve.ts'
import type { ExecContext } from '../exec/context.ts'
import { journalRows } from '../exec/journal-rows.ts'
import { foreignKeyRows, indexRows, keyColumnRows, primaryKeyRows } from '../exec/key-rows.ts'
import { labelRows } from '../exec/labels.ts'
import { procedureParameterRows, procedureRows } from '../exec/procedure-rows.ts'
import { sqlInfoRows } from '../exec/sql-info-rows.ts'
import { standardColumnRows, standardTableRows } from '../exec/standard-rows.ts'
import { columnRows, listedTables, schemaRows, tableRows } from '../exec/system-rows.ts'
import type { PlannedTable } from '../plan/plan.ts'
import { functions } from '../sql/functions/index.ts'
import { dateText } from '../store/rows.ts'
import { GmailSqlError } from '../util/errors.ts'
import { packageDirectory, packageReadme, packageVersion } from '../util/package-file.ts'
import type { SqlValue } from '../util/value.ts'
import { catalogNames } from './catalog-names.ts'
import { connectionPropertyRows } from './connection-property-rows.ts'
import type { DailyFigures } from './daily-traffic.ts'
import { metadataFilter } from './resources.ts'
import type { RunContext } from './run-context.ts'
import { describeUserViews } from './user-view-columns.ts'

type ListRows = readonly (readonly SqlValue[])[]
type MakeRows = (context: RunContext, table: PlannedTable, exec: ExecContext) => ListRows | Promise<ListRows>

/** What makes the rows of each table that is no mailbox and no view, cells in the order of its columns. */
const ROWS_OF: Readonly<Record<string, MakeRows>> = {
  Labels: async (context, table, exec) =>
    await labelRows(table, { ...exec, mailboxes: await context.mailboxes(true) }),
  sys_catalogs: () => [[CATALOG_NAME]],
  sys_connection_props: ({ resources }) =>
    connectionPropertyRows(resources.parsed).map(row => Object.values(row)),
  sys_foreignkeys: async context => foreignKeyRows(await listed(context), foreignKeys),
  'LastResultInfo#TEMP': ({ resources }) => resources.written.rows(),
  sys_identity: ({ resources }) => resources.written.rows(),
  sys_indexes: async context => indexRows(await listed(context)),
  sys_information: async ({ resources }, _, { engine, call }) => {
    const [[sqliteVersion]] = (await engine.all('SELECT sqlite_version()', [], call)) as [[SqlValue]]
    const traffic = trafficCells(await resources.traffic.figures(call))
    return [[...informationRow(resources.parsed.values, sqliteVersion), ...traffic]]
  },
  sys_journal: async ({ resources }, _, { call }) => {
    await resources.store.open(call)
    return journalRows(await resources.journal.entries())
  },
  sys_keycolumns: async context => keyColumnRows(await listed(context), foreignKeys),
  sys_primarykeys: async context => primaryKeyRows(await listed(context)),
  sys_procedureparameters: () => procedureParameterRows(procedures),
  sys_procedures: () => procedureRows(procedures),
  sys_schemas: context => schemaRows(filterOf(context)),
  sys_sqlinfo: () => sqlInfoRows(functions),
  sys_tablecolumns: async context => columnRows(await namesWithColumns(context), filterOf(context)),
  sys_tables: async context => tableRows(await namesOf(context), filterOf(context)),
  sys_warnings: context => context.notices().map(({ code, message }, index) => [index + 1, code, message]),
  'information_schema.columns': async context =>
    standardColumnRows(await namesWithColumns(context), filterOf(context)),
  'information_schema.tables': async context => standardTableRows(await namesOf(context), filterOf(context)),
}

export async function rowsOfList(
  table: PlannedTable,
  exec: ExecContext,
  context: RunContext,
): Promise<ListRows> {
  const { name } = table.resolved.table
  const make = ROWS_OF[name]
  if (!make) throw new GmailSqlError('INTERNAL', `nothing makes the rows of ${name}`)
  return await make(context, table, exec)
}

/** Every table of the connection that metadata lists. */
export async function listed(context: RunContext) {
  return listedTables(await namesOf(context), filterOf(context))
}

/** Every table of the connection, as FROM finds it. */
export async function namesOf(context: RunContext) {
  const { mailboxes, resources } = context
  const all = await mailboxes(true)
  const isSubscribedOnly = resources.parsed.values.ListMailboxes === 'Subscribed'
  const listedMailboxes = isSubscribedOnly ? all.filter(mailbox => mailbox.isSubscribed) : all
  const userViews = [...resources.userViews.values()].map(({ name }) => ({ name, columns: [] }))
  return { ...(await catalogNames(context, listedMailboxes)), userViews }
}

/** The same, with the columns of the user's own views. */
async function namesWithColumns(context: RunContext) {
  return { ...(await namesOf(context)), userViews: await describeUserViews(context) }
}

function filterOf({ resources }: RunContext) {
  return metadataFilter(resources.parsed.values)
}

function trafficCells({ received, sent, limits, refusedAt }: DailyFigures): SqlValue[] {
  const percent = (octets: number, limit: number | undefined) =>
    limit === undefined ? null : Math.round((octets / limit) * 1_000) / 10
  return [
    received,
    limits?.received ?? null,
    percent(received, limits?.received),
    sent,
    limits?.sent ?? null,
    percent(sent, limits?.sent),
    dateText(refusedAt),
  ]
}

function informationRow(
  { Server, Port }: { readonly Server: string; readonly Port: number },
  sqliteVersion: SqlValue,
): SqlValue[] {
  const environment = `Node.js ${process.version}, ${process.platform} ${process.arch}, SQLite ${sqliteVersion}`
  const [version, readme, directory] = [packageVersion(), packageReadme(), packageDirectory()]
  return ['gmailsql', version, `${Server}:${Port}`, null, readme, 'Apache-2.0', directory, environment]
}
