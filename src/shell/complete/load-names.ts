import type { Connection } from '../door.ts'
import type { KnownTable, NameParts } from './known-names.ts'

/** The names of mailboxes by their role, which every account has. */
const ROLES = ['INBOX', 'AllMail', 'Sent', 'Drafts', 'Spam', 'Trash', 'Starred', 'Important']

/** What is declared, without any connection. Loading it takes a moment, so it is not loaded before the prompt. */
export async function declaredNames(): Promise<NameParts> {
  const schema = await import('../../../schema/index.ts')
  const { functions } = await import('../../sql/functions/index.ts')
  // Its declaration has the name of the best known of all mailboxes.
  const mailbox = schema.tables.find(({ name }) => name === 'Inbox')
  const all = [...schema.tables.filter(table => table !== mailbox), ...schema.views, ...schema.systemTables]
  return {
    tables: all.map(({ name, columns }) => ({ name, columns: columns.map(column => column.name) })),
    mailboxColumns: mailbox?.columns.map(({ name }) => name) ?? [],
    procedures: schema.procedures.map(({ name, inputs }) => ({
      name,
      inputs: inputs.map(input => input.name.replace(/#$/, '')),
    })),
    functions: functions.filter(({ family }) => family !== 'internal').map(({ name }) => name),
    mailboxes: ROLES,
  }
}

/** The same with what the connection has: its mailboxes, temporary tables and views of its own. */
export async function withConnection(
  parts: NameParts,
  connection: Connection,
  signal: AbortSignal,
): Promise<NameParts> {
  const { rows } = await connection.queryArrays(
    "SELECT TableName, TableType FROM sys_tables WHERE SchemaName = 'IMAP'",
    [],
    { signal },
  )
  const declared = new Set(parts.tables.map(({ name }) => name))
  const found = rows.map(([name, type]) => ({ name: String(name), type: String(type) }))
  const others = found.filter(({ name }) => !declared.has(name))
  const isMailbox = ({ type }: { type: string }) => type === 'TABLE'
  const own = others.filter(table => !isMailbox(table)).map(({ name }) => name)
  return {
    ...parts,
    tables: [...parts.tables, ...(own.length > 0 ? await columnsOf(own, connection, signal) : [])],
    mailboxes: others.filter(isMailbox).map(({ name }) => name),
  }
}

async function columnsOf(
  tables: readonly string[],
  connection: Connection,
  signal: AbortSignal,
): Promise<KnownTable[]> {
  const { rows } = await connection.queryArrays(
    `SELECT TableName, ColumnName FROM sys_tablecolumns WHERE TableName IN (${tables.map(() => '?').join()})`,
    tables,
    { signal },
  )
  const byTable = Map.groupBy(rows, ([table]) => String(table))
  return tables.map(name => ({
    name,
    columns: (byTable.get(name) ?? []).map(([, column]) => String(column)),
  }))
}
