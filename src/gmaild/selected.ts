import { type Entry, indexOfUid, type Mailbox, type MailboxWatcher } from './store/mailbox.ts'
import type { NumberRange } from './wire/sequence-set.ts'

export interface Row {
  readonly seq: number
  readonly entry: Entry
}

/**
 * The mailbox as a session sees it: sequence numbers stay as they were last told, and what happened since waits
 * until the session may be told (RFC 3501 §5.2, §7.4.1).
 */
export class Selected implements MailboxWatcher {
  readonly mailbox: Mailbox
  readonly readOnly: boolean
  readonly #rows: Entry[]
  readonly #added = new Set<Entry>()
  #removed = new Set<Entry>()
  readonly #changed = new Set<Entry>()
  /** Called when something waits; IDLE tells it at once. */
  onNews: (() => void) | undefined

  constructor(mailbox: Mailbox, readOnly: boolean) {
    this.mailbox = mailbox
    this.readOnly = readOnly
    this.#rows = [...mailbox.entries]
    mailbox.watchers.add(this)
  }

  close(): void {
    this.mailbox.watchers.delete(this)
  }

  get count(): number {
    return this.#rows.length
  }

  get rows(): readonly Entry[] {
    return this.#rows
  }

  get lastUid(): number {
    return this.#rows.at(-1)?.uid ?? 0
  }

  added(entry: Entry): void {
    this.#added.add(entry)
    this.onNews?.()
  }

  removed(entry: Entry): void {
    this.#changed.delete(entry)
    if (!this.#added.delete(entry)) this.#removed.add(entry)
    this.onNews?.()
  }

  flagsChanged(entry: Entry): void {
    if (this.#added.has(entry)) return
    this.#changed.add(entry)
    this.onNews?.()
  }

  /** The session has been told by the command's own answer. */
  forgetChange(entry: Entry): void {
    this.#changed.delete(entry)
  }

  isRemoved(entry: Entry): boolean {
    return this.#removed.has(entry)
  }

  seqOf(entry: Entry): number {
    const index = indexOfUid(this.#rows, entry.uid)
    return this.#rows[index] === entry ? index + 1 : 0
  }

  bySeq(ranges: readonly NumberRange[]): Row[] {
    const found: Row[] = []
    for (const [low, high] of ranges) {
      for (let seq = low; seq <= Math.min(high, this.#rows.length); seq++) {
        found.push({ seq, entry: this.#rows[seq - 1]! })
      }
    }
    return found
  }

  byUid(ranges: readonly NumberRange[]): Row[] {
    const found: Row[] = []
    for (const [low, high] of ranges) {
      for (let i = indexOfUid(this.#rows, low); i < this.#rows.length && this.#rows[i]!.uid <= high; i++) {
        found.push({ seq: i + 1, entry: this.#rows[i]! })
      }
    }
    return found
  }

  /** Untagged lines for what waits, in the order in which they must be sent. */
  takeNews(allowExpunge: boolean, formatFlags: (entry: Entry) => string): string[] {
    const lines: string[] = []
    if (allowExpunge) lines.push(...this.#takeExpunges())
    if (this.#added.size > 0) {
      for (const entry of this.#added) this.#rows.push(entry)
      this.#added.clear()
      lines.push(`* ${this.#rows.length} EXISTS`)
    }
    for (const entry of this.#changed) {
      const seq = this.seqOf(entry)
      if (seq > 0) lines.push(`* ${seq} FETCH (${formatFlags(entry)})`)
    }
    this.#changed.clear()
    return lines
  }

  #takeExpunges(): string[] {
    const lines: string[] = []
    for (const entry of this.#removed) {
      const seq = this.seqOf(entry)
      if (seq === 0) continue
      this.#rows.splice(seq - 1, 1)
      lines.push(`* ${seq} EXPUNGE`)
    }
    this.#removed = new Set()
    return lines
  }
}
