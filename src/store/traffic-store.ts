import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { EngineRequest, Rows } from '../sqlite/protocol.ts'
import { lastDay, type TrafficSpan } from '../util/traffic-span.ts'

/** What one process says of itself. */
export interface OwnTraffic {
  readonly writer: string
  readonly spans: readonly TrafficSpan[]
  /** When the server last refused because of a limit, in milliseconds. */
  readonly refusedAt: number | null
}

/** The sums of all other processes that used this file in the last 24 hours. */
export interface OthersTraffic {
  readonly received: number
  readonly sent: number
  readonly refusedAt: number | null
  /** The account is known to be one of Gmail. */
  readonly isGmail: boolean
}

const KEEP = `INSERT INTO traffic (start, writer, received, sent, refused_at) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (start, writer) DO UPDATE SET received = max(received, excluded.received), sent = max(sent, excluded.sent),
    refused_at = coalesce(excluded.refused_at, refused_at)`
const REMOVE_OLD = 'DELETE FROM traffic WHERE start <= ? OR start > ?'
const OTHERS = `SELECT coalesce(sum(received), 0), coalesce(sum(sent), 0), max(refused_at),
    coalesce((SELECT traits ->> 'gmail' FROM account), 0)
  FROM traffic WHERE start > ? AND start <= ? AND writer <> ?`

/**
 * The traffic of the account of a store that lasts. Each process writes rows of its own with whole figures, so that writing them
 * twice, or being killed in between, counts nothing twice.
 */
export class TrafficStore {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Writes the figures of this process, removes what is older than a day, and answers the others'. */
  async keep(own: OwnTraffic, options: CallOptions): Promise<OthersTraffic> {
    const { after, until } = lastDay(Date.now())
    const rows = own.spans.map(({ start, received, sent }) => [
      start,
      own.writer,
      received,
      sent,
      own.refusedAt,
    ])
    // As runMany: a cursor may be open meanwhile.
    const requests: EngineRequest[] = [
      { op: 'runMany', sql: KEEP, rows },
      { op: 'runMany', sql: REMOVE_OLD, rows: [[after, until]] },
      this.#question(own.writer),
    ]
    return othersOf((await this.#engine.call(requests, options)).at(-1) as Rows)
  }

  async others(writer: string, options: CallOptions): Promise<OthersTraffic> {
    return othersOf((await this.#engine.call([this.#question(writer)], options))[0])
  }

  #question(writer: string): Extract<EngineRequest, { op: 'all' }> {
    const { after, until } = lastDay(Date.now())
    return { op: 'all', sql: OTHERS, params: [after, until, writer] }
  }
}

function othersOf([row]: Rows): OthersTraffic {
  const [received, sent, refusedAt, isGmail] = row as [number, number, number | null, number]
  return { received, sent, refusedAt, isGmail: isGmail === 1 }
}
