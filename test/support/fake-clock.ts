import type { Clock } from '../../src/util/clock.ts'

export interface FakeClock extends Clock {
  /** The sleeps so far, in milliseconds. */
  readonly slept: number[]
  advance(ms: number): void
}

/** Sleeps take no time but move it on; chance is always 1/2. */
export function fakeClock(): FakeClock {
  let now = 0
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    random: () => 0.5,
    advance: ms => {
      now += ms
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      slept.push(ms)
      now += ms
    },
  }
}
