import { isSystemMailbox } from '../../mail/labels.ts'
import type { Mailbox } from '../../mail/source.ts'
import type { MailWriter } from '../../mail/writer.ts'
import { GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import type { RunContext } from '../run-context.ts'
import { openExec } from '../select-run.ts'
import { beginJournal } from './begin-journal.ts'

/** What becomes of a mailbox, under the name of the procedure that does the same. */
export type MailboxChange =
  | { readonly kind: 'AddMailbox'; readonly path: string }
  | { readonly kind: 'RenameMailbox'; readonly path: string; readonly destination: string }
  | {
      readonly kind: 'DeleteMailbox'
      readonly path: string
      /** It held only others, which may have taken it along. */
      readonly mayBeGone?: boolean
    }

export interface MailboxOrder {
  /** UPDATE, DELETE, INSERT, or the name of a procedure. */
  readonly operation: string
  /** As it was written. */
  readonly statement: string
  readonly changes: readonly MailboxChange[]
}

/**
 * Makes, renames and removes mailboxes one after the other, each in the journal before it is sent. Answers the number of the journal.
 * @throws what ended it, saying how many had been changed
 */
export async function changeMailboxes(order: MailboxOrder, context: RunContext): Promise<number> {
  await openExec(context, await context.mailboxes(false), true)
  const id = await beginJournal(order.operation, order.statement, context)
  let done = 0
  try {
    for (const change of order.changes) {
      context.signal.throwIfAborted()
      await changeOne(change, id, context)
      done++
    }
  } catch (error) {
    throw partly(error, done, order.changes.length)
  } finally {
    // That the names could not be read again is no failure of what was done.
    if (!context.signal.aborted) await context.mailboxes(true).catch(() => undefined)
  }
  return id
}

async function changeOne(change: MailboxChange, id: number, { resources }: RunContext): Promise<void> {
  const { journal, writer } = resources
  const { kind, path } = change
  const what = 'destination' in change ? { kind, destination: change.destination } : { kind }
  const entry = { path, uidValidity: 0, change: what, messages: [] }
  await journal.record(id, entry, () => perform(change, writer))
}

async function perform(change: MailboxChange, writer: MailWriter): Promise<void> {
  if (change.kind === 'AddMailbox') return await writer.createMailbox(change.path)
  if (change.kind === 'RenameMailbox') return await writer.renameMailbox(change.path, change.destination)
  try {
    await writer.deleteMailbox(change.path)
  } catch (error) {
    const isGone = isGmailSqlError(error) && error.code === 'NO_TABLE'
    if (!isGone || !change.mayBeGone) throw error
  }
}

function partly(error: unknown, done: number, all: number): unknown {
  if (!isGmailSqlError(error) || done === 0) return error
  const { code, message, hint, retryable } = error
  return new GmailSqlError(code, `${message} (${done} of ${all} mailboxes had been changed by then)`, {
    hint,
    retryable,
  })
}

/** @throws NOT_WRITABLE */
export function refuseSystem(mailbox: Mailbox): Mailbox {
  if (!isSystemMailbox(mailbox)) return mailbox
  throw new GmailSqlError('NOT_WRITABLE', `${mailbox.path} is a mailbox of the system, which stays`, {
    hint: 'Labels and mailboxes of the user can be renamed and removed.',
  })
}

/** Elsewhere than on Gmail the messages of a mailbox go with it. @throws NEEDS_PERMISSION */
export async function refuseLoss(
  mailboxes: readonly Mailbox[],
  { resources, signal }: RunContext,
): Promise<void> {
  const { gmail } = await resources.metadata.traits({ signal })
  if (gmail || resources.parsed.values.AllowPermanentDelete) return
  const paths = mailboxes.filter(({ isSelectable }) => isSelectable).map(({ path }) => path)
  if (paths.length === 0) return
  for (const [path, { messages }] of await resources.source.statuses(paths, { signal })) {
    if (messages === 0) continue
    throw new GmailSqlError(
      'NEEDS_PERMISSION',
      `the ${messages} messages of ${path} would be gone for good with it`,
      { hint: 'Move them away first, or allow it by AllowPermanentDelete=true.' },
    )
  }
}
