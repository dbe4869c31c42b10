/** Milliseconds of the processor that a piece of work takes: what else the machine does does not count. */
export async function cpuTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  return since(before)
}

/** The same, of the fastest of five runs of a synchronous piece of work. */
export function fastestCpuTime(work: () => void): number {
  const times = [1, 2, 3, 4, 5].map(() => {
    const before = process.cpuUsage()
    work()
    return since(before)
  })
  return Math.min(...times)
}

function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
