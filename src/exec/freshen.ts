import { ownLabel } from '../mail/labels.ts'
import type { FetchItem, MessageRecord } from '../mail/message.ts'
import type { Mailbox, MailboxState } from '../mail/source.ts'
import type { LiveUids, MailboxChange } from '../store/mailbox-changes.ts'
import type { KnownMailbox, StoredMailbox } from '../store/stored-mailbox.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { ExecContext } from './context.ts'
import { keptMailbox } from './kept.ts'

/** So often may another process be faster before a statement gives up. */
const TRIES = 10

/**
 * Opens a mailbox (EXAMINE) and brings what the store knows of it to its state of now: new UIDs, expunged ones, changed
 * flags and labels. When nothing changed, that is the one command; else one SEARCH, and one FETCH … CHANGEDSINCE. What it learns is
 * applied in one transaction, and only if no other process has changed the mailbox since it was read: else it is read again.
 */
export async function freshen(path: string, context: ExecContext): Promise<StoredMailbox> {
  const { storeOnly, epochs } = context
  for (let tries = 0; tries < TRIES; tries++) {
    const fresh = storeOnly
      ? shown(await keptMailbox(path, context), context)
      : await freshened(path, context)
    if (fresh) {
      epochs.set(path, fresh.state.uidValidity)
      context.onOpened?.(fresh.state)
      return fresh
    }
    logStore(context, path, 'changed by another process, read again')
  }
  throw restless(path)
}

/** Null when another process was faster. */
async function freshened(path: string, context: ExecContext): Promise<StoredMailbox | null> {
  const { source, store, signal, call, keeping, traits } = context
  // Before EXAMINE: so the state that is asked is never older than the one that it replaces.
  const known = await store.mailbox(path, call)
  const askedAt = Date.now()
  const told = await source.examine(path, { signal })
  // A number that comes from a server without CONDSTORE cannot be asked about.
  const state = traits.condstore ? told : { ...told, highestModSeq: null }
  if (!known || known.state.uidValidity !== state.uidValidity) {
    if (!(await store.begin(state, known, askedAt, call))) return null
    logStore(context, path, known ? 'UIDVALIDITY changed, begun anew' : 'first seen')
    const begun = await store.mailbox(path, call)
    return begun && { ...shown(begun, context), state }
  }
  const mailbox: StoredMailbox = { ...shown(known, context), state }
  if (isUnchanged(known.state, state)) {
    if (keeping) await store.markChecked(known.id, askedAt, call)
    return mailbox
  }
  logStore(context, path, 'changed since it was last read')
  const change: MailboxChange = {
    state,
    askedAt,
    uids: await liveUids(mailbox, known.state, context),
    changed: await changedRecords(mailbox, known.state, context),
    isOther: !isSameState(known.state, state),
  }
  const revision = await store.change(mailbox, change, call)
  return revision && { ...mailbox, revision }
}

/**
 * Does what is kept only if no other process has changed the mailbox meanwhile, until it is kept.
 * @param attempt gets the mailbox as the store knows it now, and answers whether it was kept
 * @throws CONNECTION_LOST when the mailbox was begun anew meanwhile
 */
export async function untilKept(
  mailbox: StoredMailbox,
  attempt: (current: StoredMailbox) => Promise<boolean>,
  context: ExecContext,
): Promise<void> {
  let current = mailbox
  for (let tries = 0; tries < TRIES; tries++) {
    if (await attempt(current)) return
    current = await freshen(mailbox.path, context)
    if (current.id !== mailbox.id) throw begunAnew(mailbox.path)
    // Whoever holds the mailbox keeps by what is known now.
    Object.assign(mailbox.revision, current.revision)
  }
  throw restless(mailbox.path)
}

function begunAnew(path: string): GmailSqlError {
  return new GmailSqlError('CONNECTION_LOST', `${path} was begun anew by the server while it was read`, {
    hint: 'Run the statement again.',
  })
}

function restless(path: string): GmailSqlError {
  return new GmailSqlError('BUSY', `other processes keep changing what the store knows of ${path}`, {
    hint: 'Run the statement again.',
    retryable: true,
  })
}

function logStore({ logger }: ExecContext, path: string, what: string): void {
  if (logger.isEnabled(2, 'STORE')) logger.write(2, 'STORE', `${path}: ${what}`)
}

function shown(known: KnownMailbox, { mailboxes, traits }: ExecContext): StoredMailbox {
  const { gmail } = traits
  const { path } = known
  return { ...known, gmail, ownLabel: gmail ? ownLabel(listedMailbox(path, mailboxes)) : path }
}

export function listedMailbox(path: string, mailboxes: readonly Mailbox[]): Mailbox {
  const listed = mailboxes.find(mailbox => mailbox.path === path)
  if (!listed) throw new GmailSqlError('INTERNAL', `the mailbox "${path}" is planned but not listed`)
  return listed
}

function isSameState(known: MailboxState, now: MailboxState): boolean {
  return (
    known.uidNext === now.uidNext && known.exists === now.exists && known.highestModSeq === now.highestModSeq
  )
}

/** Without mod-sequences nothing tells whether flags changed. */
function isUnchanged(known: MailboxState, now: MailboxState): boolean {
  return isSameState(known, now) && now.highestModSeq !== null
}

/** Which UIDs are there now; null: those that were. */
async function liveUids(
  mailbox: StoredMailbox,
  known: MailboxState,
  { source, store, signal, call }: ExecContext,
): Promise<LiveUids | null> {
  const lowest = await store.lowestUid(mailbox.id, call)
  const covered = mailbox.coveredFrom ?? Number.POSITIVE_INFINITY
  // A mailbox may be known to be empty: covered, and without a row.
  const from = Math.min(covered, lowest ?? Number.POSITIVE_INFINITY)
  if (from === Number.POSITIVE_INFINITY) return null
  const { uidNext, exists } = mailbox.state
  const added = uidNext - known.uidNext
  // As many more messages as new UIDs: each of these is there, and none has gone.
  if (added >= 0 && exists - known.exists === added) {
    const live = Array.from({ length: added }, (_, index) => known.uidNext + index)
    return added === 0 ? null : { from: known.uidNext, live }
  }
  return { from, live: await source.search({ kind: 'uid', ranges: [{ from, to: '*' }] }, { signal }) }
}

/** Flags and labels that changed since; null where mod-sequences do not tell. */
async function changedRecords(
  mailbox: StoredMailbox,
  known: MailboxState,
  { source, store, signal, call }: ExecContext,
): Promise<readonly MessageRecord[] | null> {
  const now = mailbox.state.highestModSeq
  const { highestModSeq: modSeq } = known
  if (modSeq === null || now === null || now < modSeq) return null
  if (modSeq === now || (await store.lowestUid(mailbox.id, call)) === null) return []
  const items: readonly FetchItem[] = mailbox.gmail ? ['flags', 'labels', 'modSeq'] : ['flags', 'modSeq']
  return await source.fetch({ kind: 'changedSince', modSeq }, items, { signal })
}
