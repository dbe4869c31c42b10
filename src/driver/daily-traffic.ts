import type { Traffic } from '../imap/traffic.ts'
import type { CallOptions } from '../sqlite/engine.ts'
import type { OthersTraffic, TrafficStore } from '../store/traffic-store.ts'
import type { Logger } from '../util/log.ts'
import type { Notice } from '../util/notice.ts'
import { lastDay } from '../util/traffic-span.ts'

/** What an account has received and sent in the last 24 hours, as far as it is known here. */
export interface DailyFigures {
  readonly received: number
  readonly sent: number
  /** What Gmail allows in a day; null for other servers. */
  readonly limits: { readonly received: number; readonly sent: number } | null
  /** When the server last refused because of a limit of the account, in milliseconds; null if not in this time. */
  readonly refusedAt: number | null
}

export interface TrafficParts {
  /** Null until the account is known. */
  readonly traffic: () => Traffic | null
  /** Null where the store goes with the connection: then this process alone is counted. */
  readonly store: TrafficStore | null
  readonly user: string
  readonly logger: Logger
}

/** Google's figures for IMAP: 2,500 MB a day to the client and 500 MB from it. Of whole megabytes the smaller kind. */
const GMAIL_LIMITS = { received: 2_500_000_000, sent: 500_000_000 } as const
/** Of a limit, when the user is told. */
const TELLING_SHARE = 0.8
/** So often the figures are written while a statement runs, and those of others looked at. */
const KEEP_MS = 60_000
/** So much that is not written yet is written when a statement ends. */
const KEEP_OCTETS = 1_000_000

/** No longer than this a connection waits for a busy store when it is closed. */
const LAST_KEEP_MS = 2_000

const NOBODY: OthersTraffic = { received: 0, sent: 0, refusedAt: null, isGmail: false }

/** The byte account of a connection's User: counted in the process, kept in a store that lasts, a few times an hour. */
export class DailyTraffic {
  readonly #parts: TrafficParts
  #others = NOBODY
  #othersAt = Number.NEGATIVE_INFINITY
  #keptTotal = 0
  #isTold = false
  #timer: NodeJS.Timeout | undefined
  #keeping: Promise<void> = Promise.resolve()

  constructor(parts: TrafficParts) {
    this.#parts = parts
  }

  /** A statement that may ask the server begins. */
  async begin(notify: (notice: Notice) => void, call: CallOptions): Promise<void> {
    if (performance.now() - this.#othersAt > KEEP_MS) await this.#lookAtOthers(call)
    this.#tell(notify)
    clearInterval(this.#timer)
    this.#timer = setInterval(() => void this.#keep().then(() => this.#tell(notify)), KEEP_MS).unref()
  }

  /** A statement has ended; it may be one that did not begin here. */
  end(notify: (notice: Notice) => void): void {
    clearInterval(this.#timer)
    this.#tell(notify)
    if (this.#unkept >= KEEP_OCTETS) void this.#keep()
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    if (this.#unkept > 0) await this.#keep({ timeoutMs: LAST_KEEP_MS })
    else await this.#keeping
  }

  /** The server refused because of a limit of the account. */
  refused(): void {
    const traffic = this.#parts.traffic()
    if (traffic === null) return
    traffic.refusedAt = Date.now()
    // Written with the figures, whatever they are.
    this.#keptTotal = Number.NEGATIVE_INFINITY
  }

  async figures(call: CallOptions): Promise<DailyFigures> {
    await this.#lookAtOthers(call)
    return this.#figures()
  }

  get #unkept(): number {
    const total = this.#parts.traffic()?.total ?? 0
    return this.#parts.store === null || total === 0 ? 0 : total - this.#keptTotal
  }

  async #lookAtOthers(call: CallOptions): Promise<void> {
    this.#othersAt = performance.now()
    const { store, traffic } = this.#parts
    if (store !== null) this.#others = await store.others(traffic()?.writer ?? '', call)
  }

  #keep(call: CallOptions = {}): Promise<void> {
    this.#keeping = this.#keeping.then(() => this.#keepNow(call))
    return this.#keeping
  }

  /** What cannot be written is written the next time; no statement fails for it. */
  async #keepNow(call: CallOptions): Promise<void> {
    const { store, logger } = this.#parts
    const traffic = this.#parts.traffic()
    if (store === null || traffic === null) return
    const { total, writer, refusedAt } = traffic
    try {
      this.#others = await store.keep({ writer, refusedAt, spans: traffic.spans(Date.now()) }, call)
      this.#othersAt = performance.now()
      this.#keptTotal = total
    } catch (error) {
      if (logger.isEnabled(1, 'STORE')) logger.write(1, 'STORE', `the byte account was not kept: ${error}`)
    }
  }

  #figures(): DailyFigures {
    const traffic = this.#parts.traffic()
    const figures = { received: this.#others.received, sent: this.#others.sent }
    for (const { received, sent } of traffic?.spans(Date.now()) ?? []) {
      figures.received += received
      figures.sent += sent
    }
    const refusedAt = Math.max(this.#others.refusedAt ?? 0, traffic?.refusedAt ?? 0)
    return {
      ...figures,
      limits: this.#others.isGmail || traffic?.isGmail ? GMAIL_LIMITS : null,
      refusedAt: refusedAt > lastDay(Date.now()).after ? refusedAt : null,
    }
  }

  #tell(notify: (notice: Notice) => void): void {
    if (this.#isTold) return
    const { received, sent, limits } = this.#figures()
    if (limits === null) return
    const near = [
      { octets: received, limit: limits.received, verb: 'received' },
      { octets: sent, limit: limits.sent, verb: 'sent' },
    ].filter(({ octets, limit }) => octets >= limit * TELLING_SHARE)
    const [first] = near
    if (first === undefined) return
    this.#isTold = true
    const what = `${megabytes(first.octets)} of the ${megabytes(first.limit)} that Gmail allows in a day`
    const message = `${this.#parts.user} has ${first.verb} ${what}: beyond it Gmail refuses the account for up to a day`
    const hint =
      'AutoCache=true keeps what was fetched, and columns of text and attachments are what takes most'
    notify({ code: 'DAILY_LIMIT', message: `${message}. ${hint}.` })
  }
}

function megabytes(octets: number): string {
  return `${Math.round(octets / 1_000_000).toLocaleString('en-US')} MB`
}
