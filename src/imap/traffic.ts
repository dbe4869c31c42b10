import { randomUUID } from 'node:crypto'
import { lastDay, spanOf, type TrafficSpan } from '../util/traffic-span.ts'

/**
 * What this process has received from and sent to one account in the last 24 hours, over all its connections. Octets of IMAP
 * are counted as they travel: compressed where the connection compresses, without what TLS adds, which is 1 or 2 %.
 */
export class Traffic {
  /** Tells the figures of this process from those of others in a file that all of them write. */
  readonly writer = randomUUID()
  /** The server has Gmail's extensions, and so its limits. */
  isGmail = false
  /** When the server last refused because of a limit of the account, in milliseconds. */
  refusedAt: number | null = null
  readonly #spans = new Map<number, { received: number; sent: number }>()
  #total = 0

  /** All octets since the process began. */
  get total(): number {
    return this.#total
  }

  add(received: number, sent: number): void {
    const now = Date.now()
    const start = spanOf(now)
    let span = this.#spans.get(start)
    if (span === undefined) {
      this.#forgetOld(now)
      span = { received: 0, sent: 0 }
      this.#spans.set(start, span)
    }
    span.received += received
    span.sent += sent
    this.#total += received + sent
  }

  /** Of the last 24 hours. */
  spans(now: number): TrafficSpan[] {
    this.#forgetOld(now)
    return [...this.#spans].map(([start, { received, sent }]) => ({ start, received, sent }))
  }

  #forgetOld(now: number): void {
    const { after, until } = lastDay(now)
    for (const start of this.#spans.keys()) if (start <= after || start > until) this.#spans.delete(start)
  }
}
