import type { MailSource } from './source.ts'

/** The same source for two that ask beside each other: whoever comes while another is served waits until it is done. */
export function queuedSource(source: MailSource): MailSource {
  const enter = lock()
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const leave = await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }
  return {
    traits: options => inTurn(() => source.traits(options)),
    listMailboxes: options => inTurn(() => source.listMailboxes(options)),
    statuses: (paths, options) => inTurn(() => source.statuses(paths, options)),
    examine: (path, options) => inTurn(() => source.examine(path, options)),
    awaitNews: (wish, options) => inTurn(() => source.awaitNews(wish, options)),
    search: (term, options) => inTurn(() => source.search(term, options)),
    totals: (term, wanted, options) => inTurn(() => source.totals(term, wanted, options)),
    fetch: (set, items, options) => inTurn(() => source.fetch(set, items, options)),
    async *fetchBatches(batches, items, options) {
      const leave = await enter()
      try {
        yield* source.fetchBatches(batches, items, options)
      } finally {
        leave()
      }
    },
    fetchParts: (uids, parts, options) => inTurn(() => source.fetchParts(uids, parts, options)),
    close: () => source.close(),
  }
}

/** First come, first served. @returns waits for the turn, and gives what ends it */
function lock(): () => Promise<() => void> {
  let last: Promise<void> = Promise.resolve()
  return async () => {
    const before = last
    const { promise, resolve } = Promise.withResolvers<void>()
    last = promise
    await before
    return resolve
  }
}
