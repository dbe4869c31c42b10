/** What a reader did in one round. Its time is its own to measure where starting it would count too. */
export interface Reading {
  readonly count: number
  readonly ms?: number
}

export type Readers = Readonly<Record<string, () => Promise<Reading>>>

export interface Rounds {
  readonly rounds: number
  /** What each reader has to find. */
  readonly count: number
}

/**
 * Every round lets each reader read everything in turn (A B A B …); the first warms up and does not count.
 * @returns milliseconds of each round, by reader
 * @throws when a reader finds more or less than it should
 */
export async function inTurn(
  readers: Readers,
  { rounds, count }: Rounds,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map(Object.keys(readers).map(name => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, read] of Object.entries(readers)) {
      const start = performance.now()
      const { count: found, ms = performance.now() - start } = await read()
      if (found !== count) throw new Error(`${name} read ${found} of ${count}`)
      if (round > 0) times.get(name)!.push(ms)
    }
  }
  return times
}
