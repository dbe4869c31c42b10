import { setTimeout as sleep } from 'node:timers/promises'
import { GmailSqlError } from '../../util/errors.ts'

/** How long to wait for others, and what ends it early. */
export interface Patience {
  /** Of `performance.now()`: the clock of the machine may jump. */
  readonly deadline: number
  readonly signal: AbortSignal | undefined
}

const QUEUES = Symbol.for('gmailsql.oauth.turns')

/** Of the process and not of the module: two copies of the library may be loaded, and file locks do not part them. */
function queues(): Map<string, Promise<void>> {
  const holder = globalThis as { [QUEUES]?: Map<string, Promise<void>> }
  holder[QUEUES] ??= new Map()
  return holder[QUEUES]
}

/**
 * Waits until nobody else in this process has the turn of that name.
 * @returns what gives the turn to the next; undefined when the deadline came first.
 * @throws CANCELLED when the signal did.
 */
export async function takeTurn(name: string, patience: Patience): Promise<(() => void) | undefined> {
  const before = queues().get(name) ?? Promise.resolve()
  const { promise: done, resolve: finish } = Promise.withResolvers<void>()
  const mine = before.then(() => done)
  queues().set(name, mine)
  const release = () => {
    finish()
    if (queues().get(name) === mine) queues().delete(name)
  }
  try {
    if (await isInTime(before, patience)) return release
  } catch (error) {
    release()
    throw error
  }
  release()
  return undefined
}

async function isInTime(before: Promise<void>, { deadline, signal }: Patience): Promise<boolean> {
  refuseAborted(signal)
  const stop = new AbortController()
  const left = Math.max(0, deadline - performance.now())
  const late = sleep(left, false, { signal: anyOf(stop.signal, signal) }).catch(() => false)
  try {
    const isFree = await Promise.race([before.then(() => true), late])
    refuseAborted(signal)
    return isFree
  } finally {
    stop.abort()
  }
}

/** Sleeps; an abort wakes it up. @throws CANCELLED */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {})
  refuseAborted(signal)
}

export function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new GmailSqlError('CANCELLED', 'Cancelled while waiting for the OAuth settings')
}

function anyOf(first: AbortSignal, second: AbortSignal | undefined): AbortSignal {
  return second === undefined ? first : AbortSignal.any([first, second])
}
