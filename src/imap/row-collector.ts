import type { FetchItem, MessageRecord } from '../mail/message.ts'
import type { GmailSqlError } from '../util/errors.ts'
import { isGmailSqlError } from '../util/errors.ts'
import { failure } from './errors.ts'
import { decodeMailboxName } from './mailbox-name.ts'
import { decodeRow, missingItem, type PartialRecord, type RowOptions } from './row.ts'
import type { FetchSink } from './send-fetch.ts'
import type { Session } from './session.ts'
import type { Token } from './tokens.ts'

/** Gathers the rows of FETCH responses by UID: each once, only UIDs asked for, only whole rows given out. */
export class RowCollector implements FetchSink {
  readonly #options: RowOptions
  readonly #whole = new Map<number, PartialRecord>()
  readonly #partial = new Map<number, PartialRecord>()
  error: GmailSqlError | null = null

  /** `wanted` null: every UID. */
  constructor(
    {
      session,
      items,
      octets,
    }: { session: Session; items: ReadonlySet<FetchItem>; octets?: number | undefined },
    wanted: ReadonlySet<number> | null,
  ) {
    this.#options = {
      items,
      hasOctets: octets !== undefined,
      decodeLabel: session.utf8 ? name => name : decodeMailboxName,
      isWanted: uid => wanted === null || wanted.has(uid),
    }
  }

  /** No row is left with only some of its items. */
  get isWhole(): boolean {
    return this.#partial.size === 0
  }

  has(uid: number): boolean {
    return this.#whole.has(uid)
  }

  rows(): MessageRecord[] {
    return [...this.#whole.values()]
  }

  dropPartial(): void {
    this.#partial.clear()
  }

  /** The record of a UID, whole or begun, to be completed by the caller. */
  rowOf(uid: number): PartialRecord {
    const row = this.#whole.get(uid) ?? this.#partial.get(uid) ?? { uid }
    this.#partial.delete(uid)
    this.#whole.set(uid, row)
    return row
  }

  /** Takes over the whole rows of another. */
  adopt(other: RowCollector): void {
    for (const [uid, row] of other.#whole) this.#whole.set(uid, row)
  }

  /** Adds the items of another's whole rows to rows here. */
  merge(other: RowCollector): void {
    for (const row of other.#whole.values()) this.#add(row)
  }

  take(list: Token, tooDeep: readonly string[]): boolean {
    if (this.error !== null) return true
    try {
      const row = decodeRow(list, this.#options, tooDeep)
      if (row === null) return false
      this.#add(row)
    } catch (error) {
      this.error = isGmailSqlError(error)
        ? error
        : failure('INTERNAL', `A row could not be decoded: ${String(error)}`)
    }
    return true
  }

  #add(row: PartialRecord): void {
    if (this.#whole.has(row.uid)) return
    const begun = this.#partial.get(row.uid)
    const merged = begun === undefined ? row : { ...row, ...begun }
    const isWhole = missingItem(merged, this.#options.items) === null
    if (isWhole) this.#partial.delete(row.uid)
    ;(isWhole ? this.#whole : this.#partial).set(row.uid, merged)
  }
}
