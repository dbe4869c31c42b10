import { ownLabel } from '../../mail/labels.ts'
import type { MessageRecord } from '../../mail/message.ts'
import type { MailSource } from '../../mail/source.ts'
import type { MailWriter } from '../../mail/writer.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { flagsBeside } from './flag-values.ts'
import type { FoundMessage } from './found-message.ts'
import type { StoreChange } from './wire-changes.ts'

export interface GuardedTools {
  readonly writer: MailWriter
  readonly source: MailSource
}

/** So often a message may seem changed and be as it was: another message of its mailbox changed, or a value of no concern. */
const TRIES = 3

/**
 * Stores into those messages that are as they were read (UNCHANGEDSINCE, RFC 7162 §3.1.3); answers the others, which are left as they
 * are. A server without mod-sequences is asked for flags and labels just before.
 * @param messages of one mailbox
 */
export async function storeGuarded(
  change: StoreChange,
  messages: readonly FoundMessage[],
  tools: GuardedTools,
): Promise<readonly FoundMessage[]> {
  const store = async (some: readonly FoundMessage[], unchangedSince?: bigint) => {
    const { path, uidValidity } = some[0]!
    const set = { path, uidValidity, uids: some.map(({ uid }) => uid) }
    const request = { operation: change.operation, values: change.values, unchangedSince }
    const { writer } = tools
    const storing =
      change.kind === 'flags' ? writer.storeFlags(set, request) : writer.storeLabels(set, request)
    return (await storing).modified
  }
  const stale: FoundMessage[] = []
  let left = messages
  let since = messages[0]!.modSeq ?? null
  for (let tries = 0; left.length > 0 && tries < TRIES; tries++) {
    if (since !== null) {
      const modified = new Set(await store(left, since))
      left = left.filter(({ uid }) => modified.has(uid))
      if (left.length === 0) return stale
    }
    const now = await readAgain(left, tools.source)
    stale.push(...now.stale)
    left = now.same
    if (since === null && left.length > 0) {
      await store(left)
      return stale
    }
    since = now.highestModSeq
  }
  return [...stale, ...left]
}

interface ReadAgain {
  readonly same: readonly FoundMessage[]
  readonly stale: readonly FoundMessage[]
  readonly highestModSeq: bigint | null
}

async function readAgain(messages: readonly FoundMessage[], source: MailSource): Promise<ReadAgain> {
  const { path, uidValidity } = messages[0]!
  const { gmail } = await source.traits()
  const state = await source.examine(path)
  if (state.uidValidity !== uidValidity) throw changedElsewhere(messages)
  const uids = messages.map(({ uid }) => uid)
  const rows = await source.fetch({ kind: 'uids', uids }, gmail ? ['flags', 'labels'] : ['flags'])
  const now = new Map(rows.map(row => [row.uid, row]))
  const mailbox = gmail ? (await source.listMailboxes()).find(listed => listed.path === path) : undefined
  const own = mailbox ? ownLabel(mailbox) : null
  const isSame = (message: FoundMessage) => isAsRead(message, now.get(message.uid), own)
  const same = messages.filter(isSame)
  return {
    same,
    stale: messages.filter(message => !same.includes(message)),
    highestModSeq: state.highestModSeq,
  }
}

/** @param own the label of the mailbox, which its messages have without showing it */
function isAsRead(message: FoundMessage, row: MessageRecord | undefined, own: string | null): boolean {
  if (row === undefined) return false
  const isSame = (before: readonly string[], now: readonly string[]) =>
    flagsBeside(before, now).length === 0 && flagsBeside(now, before).length === 0
  const lasting = (flags: readonly string[]) => flagsBeside(flags, ['\\Recent'])
  const beside = (labels: readonly string[]) => labels.filter(label => label !== own)
  if (!isSame(lasting(message.flags), lasting(row.flags ?? []))) return false
  return row.labels === undefined || isSame(beside(message.labels ?? []), beside(row.labels))
}

/** @param messages that were left as they are */
export function changedElsewhere(messages: readonly FoundMessage[]): GmailSqlError {
  const { path } = messages[0]!
  const shown = messages.slice(0, 20).map(({ uid }) => uid)
  const ids = `${shown.join(', ')}${messages.length > shown.length ? ' …' : ''}`
  const what = messages.length === 1 ? '1 message was' : `${messages.length} messages were`
  return new GmailSqlError(
    'STALE_ID',
    `${what} changed by somebody else after the statement had read it, and left alone: ${path} ${ids}`,
    { hint: 'Run the statement again: it computes the new values from what is there now.' },
  )
}
