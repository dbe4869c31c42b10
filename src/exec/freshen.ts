import { ownLabel } from '../mail/labels.ts'
import type { Mailbox, MailboxState } from '../mail/source.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { ExecContext } from './context.ts'

/**
 * Opens a mailbox (EXAMINE) and brings what the store knows of it to its state of now: new UIDs, expunged ones, changed
 * flags and labels. When nothing changed, that is the one command; else one SEARCH, and one FETCH … CHANGEDSINCE.
 */
export async function freshen(path: string, context: ExecContext): Promise<StoredMailbox> {
  const { source, store, signal, call } = context
  const state = await source.examine(path, { signal })
  const known = await store.mailbox(path, call)
  const shell = shellOf(path, context)
  if (!known || known.state.uidValidity !== state.uidValidity) {
    const id = await store.resetMailbox(state, call)
    logStore(context, path, known ? 'UIDVALIDITY changed, begun anew' : 'first seen')
    return { ...shell, id, state, coveredFrom: null }
  }
  const mailbox: StoredMailbox = { ...shell, id: known.id, state, coveredFrom: known.coveredFrom }
  if (isUnchanged(known.state, state)) return mailbox
  logStore(context, path, 'changed since it was last read')
  await refreshUids(mailbox, context)
  await refreshMutable(mailbox, known.state, context)
  await store.saveState(mailbox.id, state, call)
  return mailbox
}

function logStore({ logger }: ExecContext, path: string, what: string): void {
  if (logger.isEnabled(2, 'STORE')) logger.write(2, 'STORE', `${path}: ${what}`)
}

function shellOf(
  path: string,
  { mailboxes, traits }: ExecContext,
): Pick<StoredMailbox, 'path' | 'ownLabel' | 'gmail'> {
  return {
    path,
    gmail: traits.gmail,
    ownLabel: traits.gmail ? ownLabel(listedMailbox(path, mailboxes)) : path,
  }
}

export function listedMailbox(path: string, mailboxes: readonly Mailbox[]): Mailbox {
  const listed = mailboxes.find(mailbox => mailbox.path === path)
  if (!listed) throw new GmailSqlError('INTERNAL', `the mailbox "${path}" is planned but not listed`)
  return listed
}

/** Without mod-sequences nothing tells whether flags changed. */
function isUnchanged(known: MailboxState, now: MailboxState): boolean {
  const sameMessages = known.uidNext === now.uidNext && known.exists === now.exists
  return sameMessages && now.highestModSeq !== null && known.highestModSeq === now.highestModSeq
}

async function refreshUids(
  mailbox: StoredMailbox,
  { source, store, signal, call }: ExecContext,
): Promise<void> {
  const { lowest } = await store.extent(mailbox.id, call)
  const covered = mailbox.coveredFrom ?? Number.POSITIVE_INFINITY
  // A mailbox may be known to be empty: covered, and without a row.
  const from = Math.min(covered, lowest ?? Number.POSITIVE_INFINITY)
  if (from === Number.POSITIVE_INFINITY) return
  const live = await source.search({ kind: 'uid', ranges: [{ from, to: '*' }] }, { signal })
  // Below the covered range only known rows may stay, and no others may come.
  const known = covered === from ? null : new Set(await store.knownUids(mailbox.id, null, call))
  const kept = live.filter(uid => uid >= covered || known?.has(uid))
  await store.setUids(mailbox.id, from, kept, call)
}

async function refreshMutable(
  mailbox: StoredMailbox,
  known: MailboxState,
  context: ExecContext,
): Promise<void> {
  const { source, store, signal, call } = context
  if (known.highestModSeq === null || mailbox.state.highestModSeq === null) {
    await store.forgetMutable(mailbox.id, call)
    return
  }
  const { count } = await store.extent(mailbox.id, call)
  if (count === 0 || known.highestModSeq === mailbox.state.highestModSeq) return
  const items = mailbox.gmail ? (['flags', 'labels', 'modSeq'] as const) : (['flags', 'modSeq'] as const)
  const changed = await source.fetch({ kind: 'changedSince', modSeq: known.highestModSeq }, items, { signal })
  await store.refresh(mailbox, changed, call)
}
