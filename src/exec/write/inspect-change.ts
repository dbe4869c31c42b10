import type { MessageRecord } from '../../mail/message.ts'
import type { MailSource } from '../../mail/source.ts'
import type { CopiedUids } from '../../mail/writer.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { hasFlag } from './flag-values.ts'
import type { FoundMessage } from './found-message.ts'
import type { WireChange } from './wire-changes.ts'

/** How far a change got, as the server shows its messages now. Each message is in one of the lists. */
export interface Reached {
  readonly reached: readonly FoundMessage[]
  /** They are as they were. */
  readonly left: readonly FoundMessage[]
  /** They are not where they were, and not where the change would have taken them: what happened first nobody can tell. */
  readonly gone: readonly FoundMessage[]
  /** Where those are that were moved or copied; null: nobody tells. */
  readonly copies: CopiedUids | null
}

/**
 * Looks at the messages of a change; nothing is changed.
 * @throws STALE_ID when their mailbox was rebuilt, NO_TABLE when it is gone, NOT_SUPPORTED for a copy where there are no labels:
 *   then nobody can tell
 */
export async function inspectChange(change: WireChange, source: MailSource): Promise<Reached> {
  const { gmail } = await source.traits()
  if (change.kind === 'copy' && !gmail)
    throw new GmailSqlError('NOT_SUPPORTED', 'copies are not told from their originals on this server', {
      hint: 'Read the mailbox that they were to come to.',
    })
  const rows = await currentRows(change, source)
  const isThere = (message: FoundMessage) => rows.has(message.uid)
  const copies = gmail && 'destination' in change ? await copiesOf(change, source) : null
  const hasArrived = (message: FoundMessage) => copies === null || copies.uids.has(message.uid)
  const isReached = (message: FoundMessage): boolean => {
    const row = rows.get(message.uid)
    switch (change.kind) {
      case 'copy':
        return hasArrived(message)
      case 'move':
        return row === undefined && hasArrived(message)
      case 'expunge':
        return row === undefined
      default:
        // What is taken off may be what showed the message here.
        return row === undefined ? change.operation === 'remove' : isStored(change, row)
    }
  }
  const reached = change.messages.filter(isReached)
  const others = change.messages.filter(message => !reached.includes(message))
  return {
    reached,
    left: others.filter(isThere),
    gone: others.filter(message => !isThere(message)),
    copies,
  }
}

async function currentRows(
  change: WireChange,
  source: MailSource,
): Promise<ReadonlyMap<number, MessageRecord>> {
  const { path, uidValidity } = change.messages[0]!
  const state = await source.examine(path)
  if (state.uidValidity !== uidValidity)
    throw new GmailSqlError('STALE_ID', `the mailbox ${JSON.stringify(path)} was rebuilt meanwhile`, {
      hint: 'Read the messages again.',
    })
  const uids = change.messages.map(({ uid }) => uid)
  const rows = await source.fetch({ kind: 'uids', uids }, change.kind === 'labels' ? ['labels'] : ['flags'])
  return new Map(rows.map(row => [row.uid, row]))
}

function isStored(
  change: Extract<WireChange, { kind: 'flags' | 'labels' }>,
  { flags = [], labels = [] }: MessageRecord,
): boolean {
  const has = (value: string) => (change.kind === 'flags' ? hasFlag(flags, value) : labels.includes(value))
  return change.operation === 'add' ? change.values.every(has) : !change.values.some(has)
}

/** Messages keep their X-GM-MSGID wherever they go. */
async function copiesOf(
  { destination, messages }: Extract<WireChange, { kind: 'move' | 'copy' }>,
  source: MailSource,
): Promise<CopiedUids> {
  const { uidValidity } = await source.examine(destination)
  const terms = messages.map(({ msgId }) => ({ kind: 'gmMsgId', id: msgId }) as const)
  const found = await source.search({ kind: 'or', terms })
  const rows = found.length === 0 ? [] : await source.fetch({ kind: 'uids', uids: found }, ['msgId'])
  const there = new Map(rows.map(({ uid, msgId }) => [msgId, uid]))
  const uids = messages.flatMap(({ uid, msgId }) => {
    const copy = there.get(msgId)
    return copy === undefined ? [] : [[uid, copy] as const]
  })
  return { uidValidity, uids: new Map(uids) }
}
