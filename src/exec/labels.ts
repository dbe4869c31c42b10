import { tableNameOf } from '../catalog/resolve.ts'
import { isSystemMailbox } from '../mail/labels.ts'
import type { Mailbox, MailboxStatus } from '../mail/source.ts'
import type { PlannedTable } from '../plan/plan.ts'
import type { SqlValue } from '../util/value.ts'
import type { ExecContext } from './context.ts'
import { freshen } from './freshen.ts'
import { fetchMissing, findCandidates, type Scan } from './scan.ts'

const STATUS_COLUMNS = ['MessagesTotal', 'MessagesUnread', 'UIDValidity', 'UIDNext', 'HighestModSeq']

/** Rows of the table Labels; counts are asked for only if the statement reads them. */
export async function labelRows(table: PlannedTable, context: ExecContext): Promise<SqlValue[][]> {
  const { source, signal, mailboxes } = context
  const selectable = mailboxes.filter(mailbox => mailbox.isSelectable).map(({ path }) => path)
  const readsStatus = STATUS_COLUMNS.some(name => table.read.has(name))
  const statuses = readsStatus
    ? await source.statuses(selectable, { signal })
    : new Map<string, MailboxStatus>()
  const readsThreads = table.read.has('ThreadsTotal') || table.read.has('ThreadsUnread')
  const rows: SqlValue[][] = []
  for (const mailbox of mailboxes) {
    const threads = readsThreads && mailbox.isSelectable ? await countThreads(mailbox, context) : NO_THREADS
    const cells = { ...identity(mailbox), ...statusCells(statuses.get(mailbox.path)), ...threads }
    rows.push(table.columns.map(({ name }) => cells[name] ?? null))
  }
  return rows
}

type Cells = Record<string, SqlValue>

function identity(mailbox: Mailbox): Cells {
  const { path, delimiter, specialUse } = mailbox
  const cut = delimiter === null ? -1 : path.lastIndexOf(delimiter)
  return {
    Id: path,
    Name: tableNameOf(path),
    Mailbox: path,
    Type: isSystemMailbox(mailbox) ? 'system' : 'user',
    SpecialUse: specialUse,
    ParentName: cut < 0 ? null : path.slice(0, cut),
    IsSelectable: Number(mailbox.isSelectable),
    IsSubscribed: Number(mailbox.isSubscribed),
  }
}

function statusCells(status: MailboxStatus | undefined): Cells {
  if (!status) return {}
  return {
    MessagesTotal: status.messages,
    MessagesUnread: status.unseen,
    UIDValidity: status.uidValidity,
    UIDNext: status.uidNext,
    HighestModSeq: status.highestModSeq === null ? null : String(status.highestModSeq),
  }
}

const NO_THREADS: Cells = { ThreadsTotal: null, ThreadsUnread: null }

/** IMAP counts no conversations: the thread ids and flags of the mailbox are fetched, once. */
async function countThreads(mailbox: Mailbox, context: ExecContext): Promise<Cells> {
  const scan: Scan = {
    term: null,
    newest: null,
    items: context.traits.gmail ? ['threadId', 'flags'] : ['envelope', 'references', 'flags'],
  }
  const candidates = await findCandidates(scan, await freshen(mailbox.path, context), null, context)
  await fetchMissing(candidates, scan, context)
  const sql = `SELECT count(DISTINCT m.thread_id), count(DISTINCT CASE WHEN l.flag_bits & 1 = 0 THEN m.thread_id END)
    FROM location l JOIN message m ON m.key = l.message_key WHERE l.mailbox_id = ? AND l.uid < ?`
  const [row] = await context.engine.all(
    sql,
    [candidates.mailbox.id, candidates.mailbox.state.uidNext],
    context.call,
  )
  return { ThreadsTotal: row![0]!, ThreadsUnread: row![1]! }
}
