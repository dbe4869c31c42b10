import { lookUp } from '../../exec/write/look-up.ts'
import type { MailSource, SourceOptions } from '../../mail/source.ts'
import type { Journal, JournalEntry, JournalOutcome, Settled } from '../../store/journal.ts'
import type { MessageStore } from '../../store/message-store.ts'
import type { Logger } from '../../util/log.ts'
import type { Notice } from '../../util/notice.ts'

export interface RecoveryParts {
  readonly journal: Journal
  readonly notify: (notice: Notice) => void
  readonly logger: Logger
  readonly store: MessageStore
}

/**
 * A server may carry out so late what it got from a connection that is gone: what is not done may still be. After so long what could
 * not be looked up is tried again as well.
 */
const SETTLING_MS = 30_000

/** Of a statement: how many of its commands ended how. */
type Counts = Partial<Record<JournalOutcome | 'not known yet', number>>

/** By the number of the journal. */
type Found = Map<number, { readonly operation: string; readonly counts: Counts }>

/**
 * Finds out what became of commands whose processes ended before an answer came. It is done once a connection, before the first mailbox
 * is opened: where nothing is left open that is one question to the store, and none to the server. What is too fresh to have failed is
 * looked up again later.
 */
export class Recovery {
  readonly #parts: RecoveryParts
  /** By `performance.now()`. */
  #dueAt = Number.NEGATIVE_INFINITY

  constructor(parts: RecoveryParts) {
    this.#parts = parts
  }

  /** @throws only what would fail the statement as well: a login that is refused, or its cancellation */
  async run(source: MailSource, options: SourceOptions = {}): Promise<void> {
    if (performance.now() < this.#dueAt) return
    // Looking up opens mailboxes as well.
    this.#dueAt = Number.POSITIVE_INFINITY
    const { journal, logger } = this.#parts
    const entries = await journal.unsettled()
    if (entries.length === 0) return
    await source.traits(options).catch((error: unknown) => {
      this.#dueAt = Number.NEGATIVE_INFINITY
      throw error
    })
    const found: Found = new Map()
    try {
      for (const entry of entries) {
        options.signal?.throwIfAborted()
        const outcome = await this.#settle(entry, source)
        const told = found.get(entry.journal) ?? { operation: entry.operation, counts: {} }
        told.counts[outcome] = (told.counts[outcome] ?? 0) + 1
        found.set(entry.journal, told)
      }
    } catch (error) {
      this.#dueAt = performance.now() + SETTLING_MS
      options.signal?.throwIfAborted()
      if (logger.isEnabled(2, 'STORE')) logger.write(2, 'STORE', `the journal was not looked up: ${error}`)
    }
    await this.#tell(found)
  }

  async #settle(entry: JournalEntry, source: MailSource): Promise<keyof Counts> {
    const settled = await lookUp(entry, source)
    if (Date.now() - entry.sentAt < SETTLING_MS && !isWhole(settled, entry)) {
      this.#dueAt = performance.now() + SETTLING_MS
      return 'not known yet'
    }
    await this.#parts.journal.settleLater(entry.id, settled)
    return settled.outcome
  }

  async #tell(found: Found): Promise<void> {
    if (found.size === 0) return
    for (const [journal, { operation, counts }] of found) {
      const outcomes = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`)
      this.#parts.notify({
        code: 'RECOVERED',
        message: `${operation} was cut off (journal ${journal}); its last commands were looked up: ${outcomes.join(', ')}`,
      })
    }
    // What it has of mail is from before the change.
    await this.#parts.store.markChecked(null, 0, {})
  }
}

/** All that a command was to do is done. */
function isWhole({ outcome, messages }: Settled, entry: JournalEntry): boolean {
  return outcome === 'done' && (messages === undefined || messages.length >= entry.messages.length)
}
