import { statSync } from 'node:fs'
import type { Connection } from '../door.ts'
import { type Finding, failed } from './finding.ts'
import { ms } from './machine.ts'

/** Gmail can be told to show only so many messages of a mailbox over IMAP. */
const SIZE_LIMITS: readonly number[] = [1000, 2000, 5000, 10_000]
const NEARLY_PERCENT = 80

/** Values of connection properties, secrets masked. */
export type Properties = ReadonlyMap<string, string>

export async function readProperties(db: Connection): Promise<Properties> {
  const { rows } = await db.queryArrays('SELECT Name, Value FROM sys_connection_props')
  return new Map(rows.map(([name, value]) => [String(name), String(value ?? '')]))
}

/** Login and the list of mailboxes: what every statement over mail begins with. */
export async function checkLogin(db: Connection, properties: Properties): Promise<Finding> {
  const check = 'Login'
  const started = performance.now()
  try {
    const { rows } = await db.queryArrays('SELECT COUNT(*) FROM Labels')
    const how = `TLS ${properties.get('TLS') || 'Implicit'}`
    return { check, outcome: 'ok', detail: `${rows[0]![0]} mailboxes in ${ms(started)} ms, ${how}` }
  } catch (error) {
    return failed(check, error)
  }
}

/** Settings of Gmail that hide mail from IMAP. */
export async function checkMailboxes(db: Connection, properties: Properties): Promise<Finding> {
  const check = 'Mailboxes'
  const { rows } = await db.queryArrays(
    "SELECT Mailbox, MessagesTotal FROM Labels WHERE SpecialUse = '\\All'",
  )
  const [all] = rows
  if (!all) {
    if (!/(^|\.)(gmail|googlemail)\.com$/.test(properties.get('Server') || 'imap.gmail.com'))
      return { check, outcome: 'ok', detail: 'the server has no mailbox of all mail, as most have not' }
    return {
      check,
      outcome: 'warn',
      detail: 'All Mail is hidden, so the table Messages cannot be read',
      hint: 'In Gmail: Settings, Labels, All Mail, "Show in IMAP".',
    }
  }
  const count = Number(all[1])
  if (!SIZE_LIMITS.includes(count))
    return { check, outcome: 'ok', detail: `${count} messages in ${String(all[0])}` }
  return {
    check,
    outcome: 'warn',
    detail: `exactly ${count} messages in ${String(all[0])}: Gmail may be told to show no more of a folder`,
    hint: 'In Gmail: Settings, Forwarding and POP/IMAP, Folder size limits: "Do not limit".',
  }
}

/** Reads one message, as a statement does. */
export async function checkReading(db: Connection): Promise<Finding> {
  const check = 'Reading'
  const started = performance.now()
  try {
    const { stats } = await db.queryArrays('SELECT Id, Subject FROM Inbox LIMIT 1')
    const { commands } = stats
    return { check, outcome: 'ok', detail: `the newest of Inbox in ${ms(started)} ms, ${commands} commands` }
  } catch (error) {
    return failed(check, error)
  }
}

/** The first row that a person sees of their mail: the newest subject. */
export async function checkFirstRow(db: Connection): Promise<Finding> {
  const check = 'First row'
  try {
    const { rows } = await db.queryArrays('SELECT Subject FROM Inbox LIMIT 1')
    const subject = rows[0]?.[0]
    const detail =
      rows.length === 0 ? 'Inbox is empty' : `the newest of Inbox: ${String(subject ?? '(no subject)')}`
    return { check, outcome: 'ok', detail }
  } catch (error) {
    return failed(check, error)
  }
}

/** How near the account is to what Gmail allows in a day. */
export async function checkLimits(db: Connection): Promise<Finding> {
  const check = 'Limits'
  const sql = 'SELECT BytesReceivedPercent, BytesSentPercent, LimitReached FROM sys_information'
  const { rows } = await db.queryArrays(sql)
  const [received, sent, reached] = rows[0]!
  if (reached !== null)
    return {
      check,
      outcome: 'warn',
      detail: `the mail server refused for a limit of the account at ${String(reached)} (UTC)`,
      hint: 'It passes within a day. AutoCache=true fetches what is known only once.',
    }
  if (received === null)
    return { check, outcome: 'ok', detail: 'no limits of a day are known for this server' }
  const most = Math.max(Number(received), Number(sent))
  const detail = `${Number(received).toFixed(1)} % of a day's download and ${Number(sent).toFixed(1)} % of its upload used`
  if (most < NEARLY_PERCENT) return { check, outcome: 'ok', detail }
  return { check, outcome: 'warn', detail, hint: 'Put off large reads, or Gmail locks IMAP for up to a day.' }
}

/**
 * Where what was fetched is kept. An open connection has brought the file to its schema, and looked whether it is whole.
 * @param file null where the store goes with the connection
 */
export function checkStore(file: string | null): Finding {
  const check = 'Store'
  if (file === null)
    return {
      check,
      outcome: 'ok',
      detail: 'goes with the connection',
      hint: 'AutoCache=true keeps what was fetched, so that the next run need not fetch it.',
    }
  // What was written last is in the file of SQLite's log yet.
  const bytes = [file, `${file}-wal`].reduce((sum, path) => sum + sizeOf(path), 0)
  const megabytes = (bytes / 1e6).toFixed(1)
  return { check, outcome: 'ok', detail: `lasts in ${file}: ${megabytes} MB, whole, its schema the newest` }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
