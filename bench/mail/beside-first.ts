import { median, ratio, shownMs, table } from '../support/table.ts'

/** Each reader beside the first, and how many times as fast as another it is. */
export function besideFirst(
  times: ReadonlyMap<string, readonly number[]>,
  count: number,
  other: string,
): string {
  const [first] = times.keys()
  const rows = [...times].map(([name, each]) => [
    name,
    shownMs(median(each)),
    `${((median(each) / count) * 1000).toFixed(1)} µs`,
    ratio(each, times.get(first!)!).toFixed(2),
    ratio(times.get(other)!, each).toFixed(2),
  ])
  return table(['reader', 'ms', 'a message', `to the ${first}`, `times as fast as ${other}`], rows)
}
