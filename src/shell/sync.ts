import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ArrayRow, type Connection, createWriter, GmailSqlError } from './door.ts'
import { EXIT } from './exit-code.ts'
import type { ShellIo } from './io.ts'
import { onAccount, type SubcommandTask } from './open-connection.ts'
import { writerOptions } from './settings.ts'
import { streamSink } from './sink.ts'
import { parseSyncArguments, type SyncInvocation } from './sync-arguments.ts'
import { SyncProgress } from './sync-progress.ts'

const COLUMNS = [
  { name: 'Mailbox', type: 'TEXT', table: null },
  ...['New', 'Changed', 'Expunged', 'Bytes', 'Milliseconds'].map(
    name => ({ name, type: 'INTEGER', table: null }) as const,
  ),
] as const

/** `gmailsql sync`; answers the exit code. */
export async function runSync(argv: readonly string[], task: SubcommandTask): Promise<number> {
  const parsed = parseSyncArguments(argv, task.io)
  if (typeof parsed === 'number') return parsed
  task.phase = 'connect'
  if (!parsed.demo) return await syncAccount(parsed, parsed.connection ?? '', task)
  const demo = await task.load.demo()
  const directory = mkdtempSync(join(tmpdir(), 'gmailsql-'))
  try {
    await streamSink(task.io.stderr).write('This is the built-in mailbox; its store is removed again.\n')
    return await syncAccount(parsed, `${demo.connectionString};CacheLocation="${directory}"`, task)
  } finally {
    rmSync(directory, { recursive: true, force: true })
    await demo.close()
  }
}

async function syncAccount(
  invocation: SyncInvocation,
  connectionString: string,
  task: SubcommandTask,
): Promise<number> {
  return await onAccount(connectionString, task, async (connection, signal) => {
    await refuseWithoutStore(connection)
    task.phase = 'run'
    await syncAll(connection, invocation, { io: task.io, signal })
    return EXIT.ok
  })
}

/** @throws MISSING_PROPERTY where nothing would stay, BAD_PROPERTY where nothing would be asked */
async function refuseWithoutStore(connection: Connection): Promise<void> {
  const { rows } = await connection.queryArrays(
    "SELECT Name, Value FROM sys_connection_props WHERE Name IN ('AutoCache', 'CacheLocation', 'Offline')",
  )
  const values = new Map(rows.map(([name, value]) => [name, String(value ?? '').toLowerCase()]))
  if (values.get('Offline') === 'true') {
    throw new GmailSqlError(
      'BAD_PROPERTY',
      'Offline=true asks the server nothing, so nothing can be brought',
      {
        hint: 'Run sync with Offline=false, and the statements behind it with Offline=true.',
      },
    )
  }
  if (values.get('AutoCache') === 'true' || values.get('CacheLocation')) return
  throw new GmailSqlError(
    'MISSING_PROPERTY',
    'the store of this connection goes with it: nothing would stay',
    {
      hint: 'Add AutoCache=true or CacheLocation=… to the connection.',
    },
  )
}

interface SyncSurroundings {
  readonly io: ShellIo
  readonly signal: AbortSignal
}

/** One mailbox after the other; what was done is told also when the rest fails. */
async function syncAll(
  connection: Connection,
  invocation: SyncInvocation,
  { io, signal }: SyncSurroundings,
): Promise<void> {
  const progress = new SyncProgress(io)
  const done: ArrayRow[] = []
  try {
    const names =
      invocation.mailboxes.length > 0 ? invocation.mailboxes : await allMailboxes(connection, signal)
    for (const [index, name] of names.entries()) {
      const place = `${index + 1} of ${names.length}`
      const onProgress: SyncOptions['onProgress'] = told => progress.tell(place, told)
      done.push(await syncMailbox(connection, name, { signal, onProgress, bodies: invocation.bodies }))
    }
  } finally {
    progress.clear()
    if (done.length > 0) await writeRows(done, invocation, io)
  }
}

/** The mailbox that holds all mail first: what it shows need not be fetched for the others. */
async function allMailboxes(connection: Connection, signal: AbortSignal): Promise<string[]> {
  const sql = `SELECT Mailbox FROM Labels WHERE IsSelectable ORDER BY coalesce(SpecialUse, '') <> '\\All', Mailbox`
  const { rows } = await connection.queryArrays(sql, [], { signal })
  return rows.map(([path]) => String(path))
}

type StatementOptions = NonNullable<Parameters<Connection['queryArrays']>[2]>
interface SyncOptions extends Required<Pick<StatementOptions, 'signal' | 'onProgress'>> {
  readonly bodies: boolean
}

async function syncMailbox(
  connection: Connection,
  name: string,
  { bodies, ...options }: SyncOptions,
): Promise<ArrayRow> {
  const { rows } = await connection.queryArrays('EXEC Sync Mailbox = ?', [name], options)
  const [path, added, changed, expunged, bytes, milliseconds] = rows[0]!
  if (!bodies) return rows[0]!
  // A column that is counted is read, and what is read is kept.
  const sql = `SELECT COUNT(BodyText) FROM Mailbox."${String(path).replaceAll('"', '""')}"`
  const { stats } = await connection.queryArrays(sql, [], options)
  const sum = (one: unknown, other: number) => Number(one) + Math.round(other)
  const cost = [sum(bytes, stats.bytesReceived), sum(milliseconds, stats.milliseconds)]
  return [path!, added!, changed!, expunged!, ...cost]
}

async function writeRows(rows: ArrayRow[], { format }: SyncInvocation, io: ShellIo): Promise<void> {
  const options = writerOptions(io, { csvSafe: false, headers: true }, true)
  const writer = createWriter(format, streamSink(io.stdout), options)
  await writer.begin([...COLUMNS])
  await writer.rows(rows)
  await writer.end()
}
