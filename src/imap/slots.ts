import type { Clock } from '../util/clock.ts'

/** Who has, or had, one of an account's connections. */
export interface SlotHolder {
  /** Milliseconds since its last use; null while it is in use. */
  idleMs(): number | null
  /** Ends its connection and releases its slot. */
  giveUp(): Promise<void>
}

export interface SlotWish {
  /** No more than so many connections in all. */
  readonly max: number
  /** Whether a connection that nobody uses may be ended for it, and how long it may take until there is one; null takes what is free. */
  readonly waitMs: number | null
  readonly signal?: AbortSignal | undefined
}

/** One that was used so lately is likely to be used again at once. */
const UNUSED_MS = 1000
const LOOK_AGAIN_MS = 100

/**
 * Counts the IMAP connections of this process to one account: Gmail allows 15, shared with the user's phone and other
 * programs, and refuses all of them when there are more.
 */
export class Slots {
  readonly #clock: Clock
  readonly #held = new Set<SlotHolder>()
  #released = Promise.withResolvers<void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get used(): number {
    return this.#held.size
  }

  /** False when there is none to be had. @throws the signal's reason. */
  async acquire(holder: SlotHolder, { max, waitMs, signal }: SlotWish): Promise<boolean> {
    const end = this.#clock.now() + (waitMs ?? 0)
    while (!this.#held.has(holder) && this.#held.size >= max) {
      const unused = waitMs === null ? undefined : this.#leastUsed()
      if (unused !== undefined) await unused.giveUp()
      else if (waitMs === null || this.#clock.now() >= end) return false
      else await Promise.race([this.#released.promise, this.#clock.sleep(LOOK_AGAIN_MS, signal)])
    }
    this.#held.add(holder)
    return true
  }

  release(holder: SlotHolder): void {
    if (!this.#held.delete(holder)) return
    this.#released.resolve()
    this.#released = Promise.withResolvers<void>()
  }

  #leastUsed(): SlotHolder | undefined {
    const idle = [...this.#held].map(holder => ({ holder, ms: holder.idleMs() ?? 0 }))
    return idle.filter(({ ms }) => ms >= UNUSED_MS).toSorted((a, b) => b.ms - a.ms)[0]?.holder
  }
}
