import { setTimeout as delay } from 'node:timers/promises'

/** Time and chance, for what waits: tests bring their own. */
export interface Clock {
  /** Milliseconds. */
  now(): number
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** From 0 to below 1. */
  random(): number
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => await delay(ms, undefined, { signal }),
  random: () => Math.random(),
}
