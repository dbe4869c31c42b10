/**
 * What `work` makes of each value, in their order. The work on a value begins before that on the last one is done, and no more than
 * these two are under way. Nothing is under way any more when it ends.
 */
export async function* workAhead<Value, Result>(
  values: AsyncIterable<Value>,
  work: (value: Value) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  let last: Promise<Result> | null = null
  try {
    for await (const value of values) {
      const before: Promise<Result> | null = last
      last = work(value)
      // A failure is told when its turn comes, or not at all if nobody waits for it any more.
      last.catch(() => {})
      if (before) yield await before
    }
    if (last) yield await last
  } finally {
    await last?.catch(() => {})
  }
}
