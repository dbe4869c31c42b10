import { type Clock, systemClock } from '../util/clock.ts'
import type { Notice } from '../util/notice.ts'
import { cancelled } from './abort.ts'

/** Waits after a refusal, before jitter: 1, 2, 4 and 8 seconds; then the refusal is told. */
const FIRST_MS = 1000
const TRIES = 4
/** Pauses after each answer with [THROTTLED]: from 1/4 second, doubled up to 4 seconds. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 4000
/** So long after the last sign of a limit an account is not asked on several connections at once. */
const CALM_MS = 60_000

/**
 * Paces the commands of one account in this process by what the server says of its limits. Gmail tells a soft limit by
 * `[THROTTLED]` behind an answer, a hard one by refusing (too many connections, a temporary error) or by BYE. Whoever goes on at
 * the same rate is refused for longer. `[OVERQUOTA]` holds for hours, so nothing is put off for it: it is told at once.
 */
export class Governor {
  readonly #clock: Clock
  #until = 0
  #pauseMs = 0
  #limitedAt = Number.NEGATIVE_INFINITY
  /** Told to whoever waits; null for the short pauses, of which the session tells. */
  #reason: string | null = null

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
  }

  /** No limit was met lately: several connections may be used at once. */
  get isCalm(): boolean {
    return this.#clock.now() - this.#limitedAt >= CALM_MS
  }

  /** Waits until the account may be asked again. @throws CANCELLED */
  async admit(onNotice: ((notice: Notice) => void) | undefined, signal?: AbortSignal): Promise<void> {
    const ms = this.#until - this.#clock.now()
    if (ms <= 0) return
    if (this.#reason !== null) {
      const seconds = Math.max(1, Math.round(ms / 1000))
      onNotice?.({ code: 'WAITING', message: `Trying again in ${seconds} s: ${this.#reason}` })
    }
    await this.#clock.sleep(ms, signal).catch((error: unknown) => {
      throw signal?.aborted ? cancelled() : error
    })
  }

  /** A command was answered. */
  answered(isThrottled: boolean): void {
    if (!isThrottled) {
      this.#pauseMs = 0
      return
    }
    this.limited()
    this.#pauseMs = Math.min(Math.max(FIRST_PAUSE_MS, this.#pauseMs * 2), LONGEST_PAUSE_MS)
    this.#postpone(this.#pauseMs, null)
  }

  /**
   * The server refused or went away.
   * @param tried how many tries of this operation were put off already
   * @returns whether it may be tried again, which admit() then puts off
   */
  refused(tried: number, reason: string): boolean {
    this.limited()
    if (tried >= TRIES) return false
    this.#postpone(FIRST_MS * 2 ** tried, reason)
    return true
  }

  /** A limit was met that nobody has to wait for. */
  limited(): void {
    this.#limitedAt = this.#clock.now()
  }

  /** Half to whole, so that connections and processes that were refused together do not come back together. */
  #postpone(ms: number, reason: string | null): void {
    const until = this.#clock.now() + ms * (0.5 + this.#clock.random() / 2)
    if (until <= this.#until) return
    this.#until = until
    this.#reason = reason
  }
}
