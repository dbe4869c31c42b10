import { expect, test } from 'vitest'
import { workAhead } from '../../src/util/work-ahead.ts'

async function* numbers(count: number) {
  for (let n = 1; n <= count; n++) yield n
}

/** Work that ends when it is told to. */
function worksOf(told: string[]) {
  const ends: (() => void)[] = []
  const work = (n: number) => {
    told.push(`begun ${n}`)
    return new Promise<number>((resolve, reject) => {
      ends.push(() => (n < 0 ? reject(new Error(`no ${n}`)) : resolve(n * 10)))
    })
  }
  return { ends, work }
}

test('the work on a value begins while that on the last is not done, and no more than these two', async () => {
  const told: string[] = []
  const { ends, work } = worksOf(told)
  const results = workAhead(numbers(4), work)
  const first = results.next()
  await new Promise(resolve => setImmediate(resolve))
  expect(told).toEqual(['begun 1', 'begun 2'])
  ends[0]!()
  expect((await first).value).toBe(10)
  const second = results.next()
  await new Promise(resolve => setImmediate(resolve))
  expect(told).toEqual(['begun 1', 'begun 2', 'begun 3'])
  for (const end of ends.slice(1)) end()
  expect((await second).value).toBe(20)
})

test('results come in order, each once', async () => {
  const delays = [3, 1, 2, 0]
  const work = async (n: number) => {
    await new Promise(resolve => setTimeout(resolve, delays[n - 1]))
    return n
  }
  const results: number[] = []
  for await (const result of workAhead(numbers(4), work)) results.push(result)
  expect(results).toEqual([1, 2, 3, 4])
})

test('a failure is told behind the results before it', async () => {
  const read: number[] = []
  const work = async (n: number) => {
    if (n === 3) throw new Error('no 3')
    return n
  }
  const run = async () => {
    for await (const n of workAhead(numbers(4), work)) read.push(n)
  }
  await expect(run()).rejects.toThrow('no 3')
  expect(read).toEqual([1, 2])
})

test('whoever leaves early waits for what is under way', async () => {
  const told: string[] = []
  const work = async (n: number) => {
    await new Promise(resolve => setTimeout(resolve, 5 * n))
    told.push(`done ${n}`)
    return n
  }
  for await (const n of workAhead(numbers(9), work)) if (n === 1) break
  expect(told).toEqual(['done 1', 'done 2'])
})
