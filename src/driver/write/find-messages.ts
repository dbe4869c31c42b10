import type { PreparedSelect } from '../../exec/prepare.ts'
import type { FoundMessage } from '../../exec/write/found-message.ts'
import type { MailboxState } from '../../mail/source.ts'
import type { Respelled } from '../../sql/respell.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { Parameters, SqlValue } from '../../util/value.ts'
import { callOptions } from '../prepare-context.ts'
import type { RunContext } from '../run-context.ts'
import { prepare, run } from '../select-run.ts'

/** What a write reads of each message, whatever it says: which one it is, and what the journal keeps of it. */
export const KEY_COLUMNS: readonly string[] = ['Id', 'UIDValidity', 'Mailbox', 'MsgId', 'Flags', 'Labels']

/** A message, and what the statement says beside it: new values, or RETURNING. */
export interface FoundRow {
  readonly message: FoundMessage
  readonly values: readonly SqlValue[]
}

/** MaxRows bounds what a program is given, not what it writes. */
export async function prepareFinding(
  rows: Respelled,
  params: Parameters,
  context: RunContext,
): Promise<PreparedSelect> {
  return await rows.locate(select => prepare(select, params, context, { maxRows: 0 }))
}

export interface Finding {
  /** Id is the MsgId. */
  readonly byMsgId: boolean
  /** More are TOO_MANY_AFFECTED. */
  readonly limit: number
  /** Who asks looks at the MsgIds: that a mailbox was rebuilt does not matter. */
  readonly ofAnyEpoch?: boolean
}

/**
 * The rows of a SELECT that begins with KEY_COLUMNS, each message once.
 * @throws STALE_ID when a mailbox was rebuilt since its ids were given out
 */
export async function findMessages(
  prepared: PreparedSelect,
  { byMsgId, limit, ofAnyEpoch = false }: Finding,
  context: RunContext,
): Promise<FoundRow[]> {
  const rows = new Map<string, readonly SqlValue[]>()
  const modSeqs = new Map<string, bigint | null>()
  // The first time: what was read later may have changed since.
  const onOpened = ({ path, highestModSeq }: MailboxState) => {
    if (!modSeqs.has(path)) modSeqs.set(path, highestModSeq)
  }
  for await (const batch of run(prepared, context, { isForWrite: true, onOpened })) {
    for (const row of batch) {
      const key = `${row[0]} ${row[2]}`
      // Joined with several rows, a message is changed once: by the first.
      if (!rows.has(key)) rows.set(key, row)
    }
    if (rows.size > limit) throw tooMany(limit)
  }
  const found = [...rows.values()].map(row => foundRow(row, modSeqs))
  if (byMsgId) return await located(found, context)
  if (!ofAnyEpoch) for (const { message } of found) refuseStale(message, context)
  return found
}

function foundRow(
  [id, uidValidity, path, msgId, flags, labels, ...values]: readonly SqlValue[],
  modSeqs: ReadonlyMap<string, bigint | null>,
): FoundRow {
  const message = {
    path: String(path),
    uidValidity: Number(uidValidity),
    uid: Number(id),
    msgId: String(msgId),
    flags: String(flags ?? '')
      .split(' ')
      .filter(flag => flag !== ''),
    labels: labels === null ? null : (JSON.parse(String(labels)) as string[]),
    modSeq: modSeqs.get(String(path)) ?? null,
  }
  return { message, values }
}

function refuseStale({ path, uidValidity }: FoundMessage, { resources }: RunContext): void {
  const known = resources.epochs.get(path)
  if (known === undefined || known === uidValidity) return
  throw new GmailSqlError(
    'STALE_ID',
    `the ids of ${path} were read under UIDVALIDITY ${known}, and it is ${uidValidity} now: they mean other messages`,
    { hint: 'Nothing was changed. Read the ids again; MsgId stays the same.' },
  )
}

/** The rows of Messages are named by MsgId: where they are, the store has just read. */
async function located(found: readonly FoundRow[], context: RunContext): Promise<FoundRow[]> {
  const call = callOptions(context)
  const { store } = context.resources
  const rows: FoundRow[] = []
  for (const [path, group] of Map.groupBy(found, ({ message }) => message.path)) {
    const mailbox = await store.mailbox(path, call)
    const ids = group.map(({ message }) => message.msgId)
    const places = mailbox ? await store.uidsOfKeys(mailbox.id, 'msgid', ids, call) : []
    const uids = new Map(places.map(({ key, uid }) => [key, uid]))
    for (const { message, values } of group) {
      const uid = uids.get(message.msgId)
      if (uid === undefined)
        throw new GmailSqlError(
          'INTERNAL',
          `message ${message.msgId} of ${path} was read and is not in the store`,
        )
      rows.push({ message: { ...message, uid }, values })
    }
  }
  return rows
}

export function tooMany(limit: number): GmailSqlError {
  return new GmailSqlError(
    'TOO_MANY_AFFECTED',
    `the statement would change more than ${limit} messages (MaxAffected)`,
    {
      hint: 'Nothing was changed. DRY RUN in front of it lists them; raise MaxAffected on purpose.',
    },
  )
}
