import type { SearchTerm } from '../mail/search-term.ts'
import type { MessageKey, Scan as PlannedScan, SemiJoin } from '../plan/plan.ts'
import { usedParameters } from '../sql/parameters.ts'
import type { MessageKeyColumn } from '../store/message-store.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import { type ErrorCode, isGmailSqlError } from '../util/errors.ts'
import type { SqlValue } from '../util/value.ts'
import type { ExecContext } from './context.ts'
import { coverAll } from './cover-all.ts'
import { type Candidates, FIRST_BATCH, fetchMissing, type Scan, searched } from './scan.ts'
import type { Workspace } from './workspace.ts'

const COLUMN_OF: Readonly<Record<MessageKey, MessageKeyColumn>> = { MsgId: 'msgid', ThreadId: 'thread_id' }
/** So many keys go into one search; for more, the keys of the whole mailbox are fetched. */
const SEARCHED_KEYS = 100
/** A condition may fail on a row that the whole statement would never have shown it. */
const OF_A_ROW: ReadonlySet<ErrorCode> = new Set(['SYNTAX', 'BAD_VALUE', 'TOO_COMPLEX'])

/** The keys of which a scan's messages must have one; null when they could not be told. */
export async function semiJoinKeys(
  { sql }: SemiJoin,
  params: readonly SqlValue[],
  workspace: Workspace,
): Promise<readonly string[] | null> {
  try {
    const rows = await workspace.rows([], { op: 'all', ...usedParameters(sql, params) }, false)
    return rows.map(([key]) => key).filter(key => typeof key === 'string')
  } catch (error) {
    if (isGmailSqlError(error) && OF_A_ROW.has(error.code)) return null
    throw error
  }
}

/** What the store holds already of a whole mailbox is not narrowed to most of it. */
const MANY = 0.1

/** Whether finding the messages with so many keys is worth it. */
export async function isWorthNarrowing(
  { term, newest, items, late, contents }: PlannedScan,
  mailbox: StoredMailbox,
  keys: number,
  { store, call }: ExecContext,
): Promise<boolean> {
  const { exists } = mailbox.state
  if (keys >= exists) return false
  const isWhole = term === null && newest === null && mailbox.coveredFrom === 1
  if (!isWhole || late.length > 0 || contents.length > 0 || keys < exists * MANY) return true
  return (await store.missing(mailbox, null, items, call)).length > 0
}

/** The candidates of a scan of which only messages with one of `keys` are needed. Its mailbox is the examined one. */
export async function candidatesWithKeys(
  scan: Scan & { readonly semiJoin: SemiJoin },
  mailbox: StoredMailbox,
  keys: readonly string[],
  context: ExecContext,
): Promise<Candidates> {
  const uids = await uidsOf(keys, scan.semiJoin.key, mailbox, context)
  if (scan.term === null || uids.length <= FIRST_BATCH) return { mailbox, uids }
  const found = new Set(await searched(scan, mailbox, context))
  return { mailbox, uids: uids.filter(uid => found.has(uid)) }
}

async function uidsOf(
  keys: readonly string[],
  key: MessageKey,
  mailbox: StoredMailbox,
  context: ExecContext,
): Promise<readonly number[]> {
  const { store, call } = context
  const known = () => store.uidsOfKeys(mailbox.id, COLUMN_OF[key], keys, call)
  const found = await known()
  const uids = found.map(({ uid }) => uid)
  const isAll = mailbox.coveredFrom === 1 && (await store.hasAllKeys(mailbox.id, COLUMN_OF[key], call))
  if (isAll) return uids
  // A message is in a mailbox once; of a thread, others may be there than are known.
  const unknown = key === 'ThreadId' ? keys : without(keys, new Set(found.map(row => row.key)))
  if (unknown.length === 0 || (key === 'MsgId' && !mailbox.gmail)) return uids
  if (mailbox.gmail && unknown.length <= SEARCHED_KEYS) {
    return newestFirst([...uids, ...(await searchKeys(unknown, key, mailbox, context))])
  }
  await bringKeys(key, mailbox, context)
  return (await known()).map(({ uid }) => uid)
}

function without(keys: readonly string[], known: ReadonlySet<string>): readonly string[] {
  return keys.filter(key => !known.has(key))
}

function newestFirst(uids: readonly number[]): readonly number[] {
  return [...new Set(uids)].sort((a, b) => b - a)
}

async function searchKeys(
  ids: readonly string[],
  key: MessageKey,
  mailbox: StoredMailbox,
  context: ExecContext,
): Promise<readonly number[]> {
  const kind = key === 'MsgId' ? 'gmMsgId' : 'gmThrId'
  const terms = ids.map((id): SearchTerm => ({ kind, id }))
  const term: SearchTerm = terms.length === 1 ? terms[0]! : { kind: 'or', terms }
  return await searched({ term, newest: null, items: [] }, mailbox, context)
}

/** Makes the store know the key of every message of the mailbox. */
async function bringKeys(key: MessageKey, mailbox: StoredMailbox, context: ExecContext): Promise<void> {
  await coverAll(mailbox, context)
  const items =
    key === 'MsgId'
      ? (['msgId'] as const)
      : mailbox.gmail
        ? (['threadId'] as const)
        : (['references', 'envelope'] as const)
  await fetchMissing({ mailbox, uids: null }, { items }, context)
}
