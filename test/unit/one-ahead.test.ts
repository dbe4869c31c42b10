import { expect, test } from 'vitest'
import { oneAhead } from '../../src/util/one-ahead.ts'

/** 1 to `count`, writing down what happens. */
async function* numbers(count: number, told: string[], failing = 0) {
  try {
    for (let n = 1; n <= count; n++) {
      if (n === failing) throw new Error(`no ${n}`)
      told.push(`made ${n}`)
      yield n
    }
  } finally {
    told.push('ended')
  }
}

test('the next value is made while the last one is read, and no more than that', async () => {
  const told: string[] = []
  for await (const n of oneAhead(numbers(3, told))) {
    await new Promise(resolve => setTimeout(resolve, 1))
    told.push(`read ${n}`)
  }
  expect(told).toEqual(['made 1', 'made 2', 'read 1', 'made 3', 'read 2', 'ended', 'read 3'])
})

test('a failure is told after the values before it', async () => {
  const told: string[] = []
  const read: number[] = []
  const run = async () => {
    for await (const n of oneAhead(numbers(3, told, 3))) {
      await new Promise(resolve => setTimeout(resolve, 1))
      read.push(n)
    }
  }
  await expect(run()).rejects.toThrow('no 3')
  expect(read).toEqual([1, 2])
})

test('whoever leaves early ends what makes the values, also while the next one is made', async () => {
  const told: string[] = []
  for await (const n of oneAhead(numbers(9, told))) if (n === 2) break
  expect(told).toEqual(['made 1', 'made 2', 'ended'])
  told.length = 0
  for await (const n of oneAhead(numbers(9, told))) {
    await new Promise(resolve => setTimeout(resolve, 1))
    if (n === 2) break
  }
  expect(told).toEqual(['made 1', 'made 2', 'made 3', 'ended'])
})
