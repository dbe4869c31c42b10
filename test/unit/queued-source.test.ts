import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { queuedSource } from '../../src/mail/queued-source.ts'
import type { MailSource } from '../../src/mail/source.ts'

function noted(): { source: MailSource; order: string[] } {
  const order: string[] = []
  const work = async (name: string) => {
    order.push(`${name} begins`)
    await delay(1)
    order.push(`${name} ends`)
  }
  const source = {
    async fetchParts() {
      await work('parts')
      throw new Error('gone')
    },
    async *fetchBatches() {
      order.push('batches begin')
      try {
        yield []
        yield []
      } finally {
        order.push('batches end')
      }
    },
    async search() {
      await work('search')
      return [7]
    },
  }
  return { source: source as unknown as MailSource, order }
}

test('whoever asks while another is served waits, in the order in which they came', async () => {
  const { source, order } = noted()
  const queued = queuedSource(source)
  const readBatches = async () => {
    for await (const _ of queued.fetchBatches([], [])) await delay(2)
  }
  const all = [
    queued.search({ kind: 'not' } as never),
    readBatches(),
    queued.search({ kind: 'not' } as never),
  ]
  expect(await Promise.all(all)).toEqual([[7], undefined, [7]])
  expect(order).toEqual([
    'search begins',
    'search ends',
    'batches begin',
    'batches end',
    'search begins',
    'search ends',
  ])
})

test('neither a failure nor a loop that is left early holds up the next', async () => {
  const { source, order } = noted()
  const queued = queuedSource(source)
  await expect(queued.fetchParts([], [])).rejects.toThrow('gone')
  for await (const _ of queued.fetchBatches([], [])) break
  expect(await queued.search({ kind: 'not' } as never)).toEqual([7])
  expect(order.slice(-4)).toEqual(['batches begin', 'batches end', 'search begins', 'search ends'])
})
