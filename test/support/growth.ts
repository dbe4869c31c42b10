/** CPU milliseconds of the fastest of five runs: what else the machine does does not count. */
function cpuTime(work: () => void): number {
  const times = [1, 2, 3, 4, 5].map(() => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

/**
 * How many times longer the work takes on an input that is eight times as long: about 8 when it is linear, 64 when it is
 * quadratic. Times under two milliseconds are too short to tell.
 */
export function growthOverEightfold(work: (length: number) => void, length: number): number {
  work(Math.min(length, 1_000))
  return (
    cpuTime(() => work(length * 8)) /
    Math.max(
      cpuTime(() => work(length)),
      2,
    )
  )
}
