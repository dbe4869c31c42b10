import type { MessageRecord } from '../../mail/message.ts'
import type { MailSource } from '../../mail/source.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { hasFlag } from './flag-values.ts'
import type { FoundMessage } from './found-message.ts'
import type { WireChange } from './wire-changes.ts'

/**
 * The messages that a change has not reached, as the server shows them now: those that lack what was to be added, have what was to
 * be removed, or are still where they were to be taken from. Messages that are gone were reached.
 * @throws STALE_ID when the mailbox was rebuilt: then nobody can tell
 */
export async function messagesLeft(change: WireChange, source: MailSource): Promise<FoundMessage[]> {
  const { path, uidValidity } = change.messages[0]!
  const state = await source.examine(path)
  if (state.uidValidity !== uidValidity)
    throw new GmailSqlError('STALE_ID', `the mailbox ${JSON.stringify(path)} was rebuilt meanwhile`, {
      hint: 'Read the messages again.',
    })
  const uids = change.messages.map(({ uid }) => uid)
  const rows = await source.fetch({ kind: 'uids', uids }, change.kind === 'labels' ? ['labels'] : ['flags'])
  const now = new Map(rows.map(row => [row.uid, row]))
  return change.messages.filter(({ uid }) => {
    const row = now.get(uid)
    return row !== undefined && !isReached(change, row)
  })
}

function isReached(change: WireChange, { flags = [], labels = [] }: MessageRecord): boolean {
  if (change.kind !== 'flags' && change.kind !== 'labels') return false
  const has = (value: string) => (change.kind === 'flags' ? hasFlag(flags, value) : labels.includes(value))
  return change.operation === 'add' ? change.values.every(has) : !change.values.some(has)
}
