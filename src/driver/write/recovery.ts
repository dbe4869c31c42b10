import { lookUp } from '../../exec/write/look-up.ts'
import type { MailSource, SourceOptions } from '../../mail/source.ts'
import type { Journal, JournalOutcome } from '../../store/journal.ts'
import type { MessageStore } from '../../store/message-store.ts'
import type { Logger } from '../../util/log.ts'
import type { Notice } from '../../util/notice.ts'

export interface RecoveryParts {
  readonly journal: Journal
  readonly notify: (notice: Notice) => void
  readonly logger: Logger
  readonly store: MessageStore
}

/** Of a statement: how many of its commands ended how. */
type Counts = Partial<Record<JournalOutcome, number>>

/**
 * Finds out what became of commands whose processes ended before an answer came. It is done once a connection, before the first mailbox
 * is opened: where nothing is left open that is one question to the store, and none to the server.
 */
export class Recovery {
  readonly #parts: RecoveryParts
  #isDue = true

  constructor(parts: RecoveryParts) {
    this.#parts = parts
  }

  /** @throws only what would fail the statement as well: a login that is refused, or its cancellation */
  async run(source: MailSource, options: SourceOptions = {}): Promise<void> {
    if (!this.#isDue) return
    // Looking up opens mailboxes as well.
    this.#isDue = false
    const { journal, logger } = this.#parts
    const entries = await journal.unsettled()
    if (entries.length === 0) return
    await source.traits(options)
    const found = new Map<number, { readonly operation: string; readonly counts: Counts }>()
    try {
      for (const entry of entries) {
        options.signal?.throwIfAborted()
        const settled = await lookUp(entry, source)
        await journal.settleLater(entry.id, settled)
        const told = found.get(entry.journal) ?? { operation: entry.operation, counts: {} }
        told.counts[settled.outcome] = (told.counts[settled.outcome] ?? 0) + 1
        found.set(entry.journal, told)
      }
    } catch (error) {
      options.signal?.throwIfAborted()
      if (logger.isEnabled(2, 'STORE')) logger.write(2, 'STORE', `the journal was not looked up: ${error}`)
    }
    await this.#tell(found)
  }

  async #tell(found: ReadonlyMap<number, { readonly operation: string; readonly counts: Counts }>) {
    if (found.size === 0) return
    for (const [journal, { operation, counts }] of found) {
      const outcomes = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`)
      this.#parts.notify({
        code: 'RECOVERED',
        message: `${operation} was cut off (journal ${journal}); its last commands were looked up: ${outcomes.join(', ')}`,
      })
    }
    // What it has of mail is from before the change.
    await this.#parts.store.markChecked(null, {})
  }
}
