import { resolveTable } from '../catalog/resolve.ts'
import type { MailboxState, MailSource } from '../mail/source.ts'
import { type Clock, systemClock } from '../util/clock.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'
import { namesOf } from './list-rows.ts'
import type { StatementRunner } from './prepared-statement.ts'
import type { ParsedConnection } from './property-values.ts'
import type { Resources } from './resources.ts'
import type { RunContext } from './run-context.ts'
import type { Connection } from './types.ts'

/** What a watch stands on: a connection of its own. */
interface WatchedConnection<R> {
  readonly source: MailSource
  inTurn<T>(work: (context: RunContext) => Promise<T>): Promise<T>
  rows(sql: string, values: readonly number[]): Promise<readonly R[]>
  notify(notice: Notice): void
  readonly signal: AbortSignal
}

/** Of IDLE. RFC 2177 lets a server go after 30 minutes; in so long a connection that died unnoticed is found. */
const IDLE_MS = 600_000
const LONGEST_WAIT_MS = 60_000

/** Rows of the mail that comes to a mailbox from now on, until the signal. */
async function* watchMailbox<R>(
  table: string,
  connection: WatchedConnection<R>,
): AsyncGenerator<R, void, undefined> {
  const { source, signal } = connection
  const path = await connection.inTurn(context => mailboxPath(table, context))
  const name = table.replaceAll('"', '""')
  let known = await source.examine(path, { signal })
  const next = () => source.awaitNews({ path, uidNext: known.uidNext, maxMs: IDLE_MS }, { signal })
  while (!signal.aborted) {
    const now = await persistently(next, connection)
    if (now.uidValidity !== known.uidValidity) throw rebuilt(path)
    const range = [known.uidNext, now.uidNext]
    const select = `SELECT * FROM "${name}" WHERE Id >= ? AND Id < ? ORDER BY Id`
    const rows = now.uidNext > known.uidNext ? () => connection.rows(select, range) : null
    if (rows !== null) yield* await persistently(rows, connection)
    known = now
  }
}

async function mailboxPath(table: string, context: RunContext): Promise<string> {
  const found = resolveTable([table], await namesOf(context))
  if (found.kind === 'mailbox') return found.mailbox.path
  throw new GmailSqlError(
    'NOT_SUPPORTED',
    `${JSON.stringify(table)} is no mailbox, so it cannot be watched`,
    {
      hint: 'Watch a mailbox, such as Inbox or AllMail, and run statements over other tables when mail comes.',
    },
  )
}

/** Again and again, at growing distances, while what fails may pass: a watch outlives networks. */
async function persistently<T>(
  work: () => Promise<T>,
  { notify, signal }: Pick<WatchedConnection<unknown>, 'notify' | 'signal'>,
  clock: Clock = systemClock,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted || !isGmailSqlError(error) || !error.retryable) throw error
      const ms = Math.min(1000 * 2 ** failures, LONGEST_WAIT_MS) * (0.5 + clock.random() / 2)
      notify({ code: 'WAITING', message: `Trying again in ${Math.round(ms / 1000)} s: ${error.message}` })
      await clock.sleep(ms, signal)
    }
  }
}

function rebuilt(path: MailboxState['path']): GmailSqlError {
  return new GmailSqlError(
    'STALE_ID',
    `The mailbox ${JSON.stringify(path)} was rebuilt (UIDVALIDITY changed).`,
    {
      hint: 'Watch it again.',
      retryable: true,
    },
  )
}

/** For a watch: what comes is in no kept state of a mailbox, and none of it is cut. */
export function forWatching(parsed: ParsedConnection): ParsedConnection {
  if (parsed.values.Offline) return parsed
  const given = new Set(parsed.given)
  given.delete('CacheTolerance')
  const fresh = {
    AutoCache: false,
    CacheMetadata: false,
    CacheLocation: undefined,
    MaxItems: -1,
    MaxRows: -1,
  }
  return { ...parsed, given, values: { ...parsed.values, ...fresh } }
}

export interface WatchParts {
  /** A connection of its own, opened by the first `next()`. */
  open(): {
    readonly resources: Resources
    readonly session: StatementRunner & Pick<Connection, 'close' | 'query'>
  }
  onEnd(): void
}

/** `return()` ends it also while it waits, and the signal ends the loop without an error. */
export function startWatch<R>(
  table: string,
  given: AbortSignal | undefined,
  parts: WatchParts,
): AsyncIterableIterator<R, void, undefined> {
  const stop = new AbortController()
  const signal = given === undefined ? stop.signal : AbortSignal.any([stop.signal, given])
  const rows = watchOnItsOwn<R>(table, signal, parts)
  const ended = { done: true, value: undefined } as const
  const end = async () => {
    stop.abort()
    await rows.return()
    parts.onEnd()
    return ended
  }
  const next = async (): Promise<IteratorResult<R, void>> => {
    try {
      const result = await rows.next()
      return result.done ? await end() : result
    } catch (error) {
      const isWanted = signal.aborted
      await end()
      if (isWanted) return ended
      throw error
    }
  }
  return {
    next,
    return: end,
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

async function* watchOnItsOwn<R>(
  table: string,
  signal: AbortSignal,
  { open }: WatchParts,
): AsyncGenerator<R, void, undefined> {
  if (signal.aborted) return
  const { resources, session } = open()
  try {
    yield* watchMailbox<R>(table, {
      source: resources.source,
      inTurn: work => session.inTurn({ signal }, work),
      rows: async (sql, values) => (await session.query<R>(sql, values, { signal })).rows,
      notify: resources.notify,
      signal,
    })
  } finally {
    await session.close()
  }
}
