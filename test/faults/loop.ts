import { setTimeout as delay } from 'node:timers/promises'
import { isGmailSqlError } from '../../src/util/errors.ts'
import { numbers } from '../support/changing-mailbox.ts'
import { childrenOf, openHandles } from '../support/open-files.ts'
import { differences, type Row, type Tally } from './tally.ts'

/** The n-th of something fails: that one only, or all from it on. */
export interface Fault {
  readonly n: number
  readonly isLasting: boolean
  /** What is told of it: `octet 12 of the server’s`. */
  readonly about: string
}

/** What is read while a fault is about, again and again. */
export interface Victim<F extends Fault> {
  /** Nothing that was read before is remembered. */
  forget(): Promise<void>
  /** From now on the fault comes; null: none does. */
  arm(fault: F | null): Promise<void>
  read(): Promise<readonly Row[]>
  /** What somebody else reads of what was kept; none where nothing is. */
  readElsewhere?(): Promise<readonly Row[]>
}

/** Longer than any wait that the product has beside those for a server, which take no time here. */
const LIMIT_MS = 60_000
const HANG = Symbol('hang')

/** Reads with each of the faults about, and again without. Ends early at a hang, of which nothing can be expected any more. */
export async function tryFaults<F extends Fault>(
  tally: Tally,
  victim: Victim<F>,
  faults: Iterable<F>,
): Promise<void> {
  await victim.arm(null)
  await victim.forget()
  const right = await victim.read()
  if (right.length === 0) throw new Error(`${tally.surface}: nothing to read`)
  await victim.forget()
  const before = await settled(null)
  for (const fault of faults) {
    await victim.forget()
    await victim.arm(fault)
    tally.tried++
    const goesOn = tell(tally, fault.about, await outcomeOf(victim.read()), right)
    await victim.arm(null)
    if (!goesOn) return
    for (const [who, read] of [
      ['again', victim.read],
      ['elsewhere', victim.readElsewhere],
    ] as const) {
      if (!read) continue
      const outcome = await outcomeOf(read.call(victim))
      if (!tell(tally, `${fault.about}, ${who}`, outcome, right, false)) return
    }
    await victim.forget()
    const after = await settled(before)
    if (after !== before) tally.fail('leak', `${fault.about}: ${before} before, ${after} after`)
  }
}

export type Outcome = readonly Row[] | typeof HANG | { readonly error: unknown }

/** What comes of it within a minute. */
export async function outcomeOf(reading: Promise<readonly Row[]>): Promise<Outcome> {
  const stop = new AbortController()
  const late = delay(LIMIT_MS, HANG, { signal: stop.signal }).catch(() => HANG)
  const read = reading.catch((error: unknown) => ({ error }))
  try {
    return await Promise.race([read, late as Promise<typeof HANG>])
  } finally {
    stop.abort()
  }
}

/**
 * Rows must be right, and an error one of ours; where no fault is about, nothing but the right rows will do, and they are no outcome.
 * @returns whether it can go on
 */
export function tell(
  tally: Tally,
  about: string,
  outcome: Outcome,
  right: readonly Row[],
  isFaulty = true,
): boolean {
  if (outcome === HANG) {
    tally.fail('hang', about)
    return false
  }
  if (!('error' in outcome)) {
    if (isFaulty) tally.came('right rows')
    for (const flaw of differences(outcome, right)) tally.fail(flaw, about)
    return true
  }
  const { error } = outcome
  const code = isGmailSqlError(error) && error.code !== 'INTERNAL' ? error.code : null
  if (isFaulty) tally.came(code ?? 'no code')
  if (code === null || !isFaulty) tally.fail('wrong answer', `${about}: ${error}`)
  return true
}

/** What is ending gets a moment to do so. */
async function settled(expected: string | null): Promise<string> {
  let now = census()
  let calm = 0
  for (let i = 0; i < 200 && (expected === null ? calm < 5 : now !== expected); i++) {
    await delay(expected === null ? 20 : Math.min(5 + i, 50))
    const next = census()
    calm = next === now ? calm + 1 : 0
    now = next
  }
  return now
}

/** Open files, sockets and child processes. */
export function census(): string {
  return `${openHandles()} open files and sockets, ${childrenOf(process.pid).length} processes`
}

/** All of 1 to `most`, or some of them: both ends, and others with another seed. */
export function numbersUpTo(most: number, sample: Sample): number[] {
  if (sample === 'all' || sample.count >= most) return Array.from({ length: most }, (_, index) => index + 1)
  const draw = numbers(sample.seed)
  const drawn = Array.from({ length: Math.max(0, sample.count - 2) }, () => 1 + draw(most))
  return [...new Set([1, most, ...drawn])].toSorted((a, b) => a - b)
}

/** Each fault there is, or so many of each kind. */
export type Sample = 'all' | { readonly count: number; readonly seed: number }

export const DURATIONS = [
  [false, 'once'],
  [true, 'from then on'],
] as const
