import { setImmediate as nextTurn } from 'node:timers/promises'

/** The same values; while whoever reads has one, the next is made already. What it fails with is told when its turn comes. */
export async function* oneAhead<T>(
  values: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  const take = () => {
    const step = values.next()
    step.catch(() => {})
    return step
  }
  let next = take()
  try {
    for (let step = await next; !step.done; step = await next) {
      // Behind what whoever reads asks for first.
      next = nextTurn().then(take)
      next.catch(() => {})
      yield step.value
    }
  } finally {
    // A generator ends only when it has done what it does.
    await values.return()
  }
}
