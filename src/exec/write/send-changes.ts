import type { MailSource } from '../../mail/source.ts'
import type { CopiedUids, MailWriter, MessageUids } from '../../mail/writer.ts'
import type { Journal, JournalMessage, Settled } from '../../store/journal.ts'
import { GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import type { ProgressMeter } from '../../util/progress.ts'
import type { FoundMessage, Place } from './found-message.ts'
import { changedElsewhere, storeGuarded } from './guarded-store.ts'
import { inspectChange } from './inspect-change.ts'
import type { WireChange } from './wire-changes.ts'

export interface WriteTools {
  readonly writer: MailWriter
  readonly source: MailSource
  readonly journal: Journal
  readonly signal: AbortSignal
  readonly progress: Pick<ProgressMeter, 'begin' | 'add'>
}

export interface SentChanges {
  /** Where moved messages are now, as far as the server told. */
  readonly moved: ReadonlyMap<FoundMessage, Place>
  /** Those that were not there any more when they were to be moved. */
  readonly gone: ReadonlySet<FoundMessage>
}

/**
 * Sends the changes one after the other, each in the journal before it goes out. One whose outcome is unknown is looked up and what was
 * not done is sent once more: flags, labels and moves by UID may be repeated.
 * @throws what ended it, saying how many messages had been changed; OUTCOME_UNKNOWN
 */
export async function sendChanges(
  changes: readonly WireChange[],
  journal: number,
  tools: WriteTools,
): Promise<SentChanges> {
  const sent = { moved: new Map<FoundMessage, Place>(), gone: new Set<FoundMessage>() }
  const touched = new Set<FoundMessage>()
  const all = new Set(changes.flatMap(({ messages }) => messages))
  const total = changes.reduce((sum, { messages }) => sum + messages.length, 0)
  tools.progress.begin(changes[0]?.messages[0]?.path ?? '', total)
  for (const change of changes) {
    try {
      tools.signal.throwIfAborted()
      const { copied, stale } = await sendOne(change, journal, tools)
      note(copied, change, sent)
      for (const message of change.messages) if (!stale.includes(message)) touched.add(message)
      if (stale.length > 0) throw changedElsewhere(stale)
    } catch (error) {
      throw partly(error, touched.size, all.size, journal)
    }
    tools.progress.add(change.messages.length)
  }
  return sent
}

function note(
  copied: CopiedUids | null,
  change: WireChange,
  { moved, gone }: { readonly moved: Map<FoundMessage, Place>; readonly gone: Set<FoundMessage> },
): void {
  if (!copied || !('destination' in change)) return
  for (const message of change.messages) {
    const uid = copied.uids.get(message.uid)
    if (uid === undefined) gone.add(message)
    else moved.set(message, { path: change.destination, uidValidity: copied.uidValidity, uid })
  }
}

/** What became of a command. */
interface Performed {
  /** Null: the server does not tell, or nothing was copied. */
  readonly copied: CopiedUids | null
  /** Those that it left alone, because somebody else had changed them. */
  readonly stale: readonly FoundMessage[]
}

async function sendOne(change: WireChange, journal: number, tools: WriteTools): Promise<Performed> {
  const { path, uidValidity } = change.messages[0]!
  const told = ({ copied, stale }: Performed): Partial<Settled> => {
    const done = change.messages.filter(message => !stale.includes(message))
    if (done.length === 0) return { outcome: 'failed', detail: changedElsewhere(stale).message }
    return {
      messages: done.map(message => journalled(message, copied?.uids.get(message.uid))),
      copyValidity: copied?.uidValidity,
      detail: stale.length === 0 ? undefined : changedElsewhere(stale).message,
    }
  }
  const entry = { path, uidValidity, ...entryOf(change) }
  return await tools.journal.record(journal, entry, () => performed(change, tools), told)
}

function entryOf({ messages, ...change }: WireChange) {
  return { change, messages: messages.map(message => journalled(message, undefined)) }
}

function journalled({ uid, msgId, flags, labels }: FoundMessage, copy: number | undefined): JournalMessage {
  return { uid, msgId, flags, labels, ...(copy === undefined ? {} : { copy }) }
}

async function performed(change: WireChange, tools: WriteTools): Promise<Performed> {
  try {
    return await perform(change, change.messages, tools)
  } catch (error) {
    if (!isGmailSqlError(error) || error.code !== 'OUTCOME_UNKNOWN') throw error
    const found = await inspectChange(change, tools.source).catch(() => null)
    if (found === null) throw error
    const { left, copies } = found
    const again = left.length > 0 ? await perform(change, left, tools) : { copied: null, stale: [] }
    return { ...again, copied: copies && together(copies, again.copied) }
  }
}

function together(first: CopiedUids, again: CopiedUids | null): CopiedUids {
  return { ...first, uids: new Map([...first.uids, ...(again?.uids ?? [])]) }
}

async function perform(
  change: WireChange,
  messages: readonly FoundMessage[],
  tools: WriteTools,
): Promise<Performed> {
  const isGuarded = 'isGuarded' in change && change.isGuarded
  if (isGuarded) return { copied: null, stale: await storeGuarded(change, messages, tools) }
  return { copied: (await send(change, uidsOf(messages), tools.writer)) ?? null, stale: [] }
}

async function send(
  change: WireChange,
  set: MessageUids,
  writer: MailWriter,
): Promise<CopiedUids | null | undefined> {
  switch (change.kind) {
    case 'flags':
      return void (await writer.storeFlags(set, change))
    case 'labels':
      return void (await writer.storeLabels(set, change))
    case 'move':
      return await writer.move(set, change.destination)
    case 'copy':
      return await writer.copy(set, change.destination)
    case 'expunge':
      return void (await writer.expunge(set))
  }
}

/** @param messages of one mailbox */
function uidsOf(messages: readonly FoundMessage[]): MessageUids {
  const { path, uidValidity } = messages[0]!
  return { path, uidValidity, uids: messages.map(({ uid }) => uid) }
}

function partly(error: unknown, changed: number, all: number, journal: number): unknown {
  if (!isGmailSqlError(error) || changed === 0) return error
  const { code, message, hint, retryable } = error
  const done = `${changed} of ${all} messages had been changed by then`
  const back = `EXEC Undo @Journal = ${journal} takes back what was done.`
  return new GmailSqlError(code, `${message} (${done})`, { hint: hint ? `${hint} ${back}` : back, retryable })
}
