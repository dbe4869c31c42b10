import { freshen } from '../../exec/freshen.ts'
import { type SentChanges, sendChanges } from '../../exec/write/send-changes.ts'
import type { WireChange } from '../../exec/write/wire-changes.ts'
import { callOptions } from '../prepare-context.ts'
import type { RunContext } from '../run-context.ts'
import { openExec } from '../select-run.ts'
import { beginJournal } from './begin-journal.ts'

export interface WorkOrder {
  /** UPDATE, DELETE, or the name of a procedure. */
  readonly operation: string
  /** As it was written. */
  readonly statement: string
  readonly changes: readonly WireChange[]
  /** Mailboxes to make first. */
  readonly toCreate?: readonly string[] | undefined
  /** The journal that it belongs to; left out, it is one of its own. */
  readonly journal?: number | undefined
}

export interface CarriedOut extends SentChanges {
  /** Number in the journal; null: there was nothing to send. */
  readonly journal: number | null
}

/** Writes a statement into the journal, sends its changes, and lets the store know that mail is not as it was. */
export async function carryOut(order: WorkOrder, context: RunContext): Promise<CarriedOut> {
  const { changes, toCreate = [] } = order
  if (changes.length === 0) return { journal: null, moved: new Map(), gone: new Set() }
  const { resources, signal, progress } = context
  const { writer, source, journal } = resources
  const id = order.journal ?? (await beginJournal(order.operation, order.statement, context))
  try {
    for (const path of toCreate) await writer.createMailbox(path)
    const sent = await sendChanges(changes, id, { writer, source, journal, signal, progress })
    return { ...sent, journal: id }
  } finally {
    await afterWriting(
      changes.flatMap(({ messages }) => messages.map(({ path }) => path)),
      context,
    )
  }
}

/**
 * What is kept of mailboxes is asked again: flags and labels of a message are the same in all of them. A store that outlives the
 * connection learns at once how the mailboxes are that were written.
 */
export async function afterWriting(paths: Iterable<string>, context: RunContext): Promise<void> {
  const { store, isLasting } = context.resources
  const call = callOptions({ ...context, signal: new AbortController().signal })
  await store.markChecked(null, 0, call)
  if (!isLasting || context.signal.aborted) return
  // What was written is written, and what failed has failed: that it could not be read again changes neither.
  await readAgain(new Set(paths), context).catch(() => undefined)
}

async function readAgain(paths: ReadonlySet<string>, context: RunContext): Promise<void> {
  const opened = await openExec(context, await context.mailboxes(false), true)
  const exec = { ...opened, epochs: new Map<string, number>() }
  for (const path of paths) await freshen(path, exec)
}
