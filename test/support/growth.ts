import { fastestCpuTime } from './cpu-time.ts'

/**
 * How many times longer the work takes on an input that is eight times as long: about 8 when it is linear, 64 when it is
 * quadratic. Times under two milliseconds are too short to tell.
 */
export function growthOverEightfold(work: (length: number) => void, length: number): number {
  work(Math.min(length, 1_000))
  return (
    fastestCpuTime(() => work(length * 8)) /
    Math.max(
      fastestCpuTime(() => work(length)),
      2,
    )
  )
}
