import { setTimeout as delay } from 'node:timers/promises'
import { isGmailSqlError } from '../../util/errors.ts'
import { cancelledError } from '../http/http-errors.ts'
import type { HttpAnswer } from '../types.ts'

const MAX_TRIES = 3
const FIRST_PAUSE_MS = 500
/** A server that wants a longer pause is left alone; who asked gets the error, and may wait. */
const LONGEST_PAUSE_MS = 10_000

/**
 * Posts again, at most three times in all, after a network failure, a 5xx or a 429: what is posted must bear that. The
 * pauses double and vary, so that processes which failed together do not come back together.
 *
 * @returns the last answer, also when it is a failure.
 */
export async function postPatiently(
  post: () => Promise<HttpAnswer>,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  for (let tries = 1; ; tries++) {
    const outcome = await settle(post)
    const pauseMs = tries < MAX_TRIES ? pauseAfter(outcome, tries) : null
    if (pauseMs === null) return unwrap(outcome)
    await pause(pauseMs, signal)
  }
}

type Outcome = { readonly answer: HttpAnswer } | { readonly error: unknown }

async function settle(post: () => Promise<HttpAnswer>): Promise<Outcome> {
  try {
    return { answer: await post() }
  } catch (error) {
    return { error }
  }
}

function unwrap(outcome: Outcome): HttpAnswer {
  if ('error' in outcome) throw outcome.error
  return outcome.answer
}

/** Null: another try is of no use, or comes too late. */
function pauseAfter(outcome: Outcome, tries: number): number | null {
  const backOff = FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + Math.random())
  if ('error' in outcome) return isGmailSqlError(outcome.error) && outcome.error.retryable ? backOff : null
  const { status, headers } = outcome.answer
  if (status !== 429 && status < 500) return null
  const asked = retryAfterMs(headers['retry-after'])
  if (asked > LONGEST_PAUSE_MS) return null
  return Math.max(backOff, asked)
}

/** RFC 9110 §10.2.3: seconds, or a date. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number {
  if (header === undefined) return 0
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? 0 : Math.max(0, at - now)
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal })
  } catch {
    throw cancelledError()
  }
}
