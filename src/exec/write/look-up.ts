import type { MailSource } from '../../mail/source.ts'
import type { JournalEntry, JournalMessage, Settled } from '../../store/journal.ts'
import { isGmailSqlError } from '../../util/errors.ts'
import { findAppended } from './find-appended.ts'
import type { FoundMessage } from './found-message.ts'
import { inspectChange, type Reached } from './inspect-change.ts'
import type { WireChange } from './wire-changes.ts'

/** What cannot be looked up will not be known later either. */
const FINAL: readonly string[] = ['STALE_ID', 'NO_TABLE', 'NOT_SUPPORTED']

/**
 * How a command ended of which no answer came, as far as the mailboxes show it now. Of one that reached some of its messages, the entry
 * is of those. Nothing is changed.
 * @throws what keeps it from being looked up now
 */
export async function lookUp(entry: JournalEntry, source: MailSource): Promise<Settled> {
  try {
    if (entry.change.kind === 'append') return await appendSettled(entry, source)
    if (entry.change.kind === 'send') return await sendSettled(entry, source)
    const change = messageChange(entry)
    return change ? settledBy(await inspectChange(change, source)) : await mailboxSettled(entry, source)
  } catch (error) {
    if (isGmailSqlError(error) && FINAL.includes(error.code))
      return { outcome: 'unknown', detail: error.message }
    throw error
  }
}

const MESSAGE_KINDS: readonly string[] = ['flags', 'labels', 'move', 'copy', 'expunge']

function messageChange({ change, messages, path, uidValidity }: JournalEntry): WireChange | null {
  if (!MESSAGE_KINDS.includes(change.kind) || messages.length === 0) return null
  const found = messages.map((message): FoundMessage => ({ ...message, path, uidValidity }))
  return { ...change, messages: found } as WireChange
}

function settledBy({ reached, left, gone, copies }: Reached): Settled {
  const about = [...told(left, 'not reached'), ...told(gone, 'not there any more')].join('; ')
  const detail = about || undefined
  if (reached.length === 0) return { outcome: gone.length === 0 ? 'failed' : 'unknown', detail }
  const messages = reached.map(({ uid, msgId, flags, labels }): JournalMessage => {
    const copy = copies?.uids.get(uid)
    return { uid, msgId, flags, labels, ...(copy === undefined ? {} : { copy }) }
  })
  return { outcome: 'done', detail, messages, copyValidity: copies?.uidValidity }
}

function told(messages: readonly FoundMessage[], what: string): string[] {
  return messages.length === 0 ? [] : [`${what}: ${messages.map(({ uid }) => uid).join(', ')}`]
}

/** Its labels would have been set behind it. */
async function appendSettled(
  { path, uidValidity, change }: JournalEntry,
  source: MailSource,
): Promise<Settled> {
  const { messageId = null, uidNext = 1, values = [] } = change
  const uid = await findAppended({ path, uidValidity, uidNext, messageId, octets: null }, source)
  if (uid === null) return { outcome: 'failed' }
  const detail = values.length === 0 ? undefined : `its labels were not set: ${JSON.stringify(values)}`
  return { outcome: 'done', detail, messages: [{ uid, msgId: '', flags: [], labels: null }] }
}

/** Gmail files what it has taken among the sent messages. What is not there may still be on its way: it is never said to have failed. */
async function sendSettled({ change: { messageId } }: JournalEntry, source: MailSource): Promise<Settled> {
  const sent = (await source.listMailboxes()).find(({ specialUse }) => specialUse === '\\Sent')
  const unknown: Settled = { outcome: 'unknown', detail: `${messageId} is not among the sent messages` }
  if (!sent || !messageId) return unknown
  await source.examine(sent.path)
  const found = await source.search({ kind: 'header', name: 'Message-ID', value: messageId })
  return found.length > 0 ? { outcome: 'done' } : unknown
}

/** AddMailbox, RenameMailbox, DeleteMailbox. */
async function mailboxSettled({ path, change }: JournalEntry, source: MailSource): Promise<Settled> {
  const listed = await source.listMailboxes()
  const isThere = (name: string | undefined) => listed.some(mailbox => mailbox.path === name)
  const before = isThere(path)
  switch (change.kind) {
    case 'AddMailbox':
      return { outcome: before ? 'done' : 'failed' }
    case 'DeleteMailbox':
      return { outcome: before ? 'failed' : 'done' }
    case 'RenameMailbox':
      if (before === isThere(change.destination))
        return { outcome: 'unknown', detail: 'both names are there, or neither' }
      return { outcome: before ? 'failed' : 'done' }
    default:
      return { outcome: 'unknown', detail: 'nothing shows whether it was done' }
  }
}
