import type { MessageParts, PartRequest } from '../mail/source.ts'
import type { Account } from './account.ts'
import { isBusy } from './busy.ts'
import { commandError } from './errors.ts'
import { examine } from './examine.ts'
import type { FetchContext } from './fetch.ts'
import { fetchParts } from './fetch-parts.ts'
import type { ImapStats } from './imap-stats.ts'
import type { KeptSession } from './kept-session.ts'
import { cleanUids } from './uid-set.ts'

/** What would take so long on one connection is worth the logins of others; once they are open, so little. */
const WORTH_LOGINS_MS = 2000
const WORTH_SHARING_MS = 250
/** A shorter fetch tells of a round trip, not of messages. */
const TELLING_MS = 100

type PartContext = Omit<FetchContext<MessageParts>, 'items'>

export interface PartJob {
  readonly context: PartContext
  readonly uids: readonly number[]
  readonly parts: readonly PartRequest[]
  /** Of the mailbox as the caller examined it. */
  readonly uidValidity: number
  readonly signal: AbortSignal | undefined
}

/**
 * Fetches contents on several connections where one is slow: over a long way, or where the server sends each of them only so
 * much. How slow it is was measured by the fetch before. The others are extra: what they do not bring, for whatever reason,
 * the first one fetches.
 */
export class PartSessions {
  readonly #make: () => KeptSession
  readonly #account: Account
  readonly #max: number
  readonly #extras: KeptSession[] = []
  #msPerMessage = 0

  /** @param max connections in all, the first one among them */
  constructor(make: () => KeptSession, account: Account, max: number) {
    this.#make = make
    this.#account = account
    this.#max = max
  }

  async fetch(job: PartJob): Promise<MessageParts[]> {
    const [own = [], ...others] = this.#shares(cleanUids(job.uids))
    const started = this.#account.clock.now()
    const theirs = others.map((uids, index) => this.#fetchOn(index, { ...job, uids }))
    try {
      const rows = await fetchParts(job.context, own, job.parts)
      const took = this.#account.clock.now() - started
      this.#msPerMessage = took < TELLING_MS ? 0 : took / own.length
      for (const { came, left } of await Promise.all(theirs)) {
        rows.push(...came, ...(left.length === 0 ? [] : await fetchParts(job.context, left, job.parts)))
      }
      return rows
    } catch (error) {
      this.drop()
      for (const { came } of await Promise.all(theirs)) job.context.onSaved?.(came)
      throw error
    }
  }

  drop(): void {
    for (const extra of this.#extras) extra.drop()
  }

  async close(): Promise<void> {
    await Promise.all(this.#extras.map(extra => extra.close()))
  }

  stats(): readonly ImapStats[] {
    return this.#extras.map(extra => extra.stats())
  }

  #shares(uids: readonly number[]): (readonly number[])[] {
    const expected = uids.length * this.#msPerMessage
    const isOpen = this.#extras.some(extra => extra.isOpen)
    const isWorth = expected >= (isOpen ? WORTH_SHARING_MS : WORTH_LOGINS_MS)
    if (!isWorth || !this.#account.governor.isCalm) return [uids]
    const count = Math.min(this.#max, uids.length, Math.ceil(expected / WORTH_SHARING_MS))
    const size = Math.ceil(uids.length / count)
    return Array.from({ length: count }, (_, index) => uids.slice(index * size, (index + 1) * size))
  }

  #extra(index: number): KeptSession {
    const known = this.#extras[index]
    if (known !== undefined) return known
    const made = this.#make()
    this.#extras.push(made)
    return made
  }

  /** Never rejects: what did not come is left to the first connection. */
  async #fetchOn(index: number, job: PartJob): Promise<{ came: MessageParts[]; left: readonly number[] }> {
    const { context, uids, parts } = job
    const extra = this.#extra(index)
    const saved: MessageParts[] = []
    const { mailbox } = context
    try {
      const session = await extra.begin(false, job.signal)
      if (session.examined?.path !== mailbox) await examine(session, mailbox)
      if (session.examined?.uidValidity !== job.uidValidity) return { came: [], left: uids }
      const own = { ...context, session, onSaved: (rows: readonly MessageParts[]) => saved.push(...rows) }
      return { came: await fetchParts(own, uids, parts), left: [] }
    } catch (error) {
      const told = commandError(error, context.session.context, { command: 'FETCH', mailbox })
      if (isBusy(told)) this.#account.governor.limited()
      const came = new Set(saved.map(({ uid }) => uid))
      return { came: saved, left: uids.filter(uid => !came.has(uid)) }
    } finally {
      extra.end()
    }
  }
}
