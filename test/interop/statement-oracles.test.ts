import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gmaild, startGmaild } from '../../src/gmaild/index.ts'
import { Oracles } from '../statements/oracles.ts'
import { readCases } from '../statements/read-cases.ts'

let gmaild: Gmaild
let oracles: Oracles

beforeAll(async () => {
  gmaild = await startGmaild({ messages: 300 })
  oracles = await Oracles.read(gmaild)
})
afterAll(async () => {
  oracles[Symbol.dispose]()
  await gmaild.close()
})

describe('rows of the statements are those of', () => {
  const cases = readCases().filter(({ error }) => !error)
  for (const oracle of ['sqlite', 'postgres'] as const) {
    test.for(cases.filter(one => one.oracle === oracle))(
      `${oracle}: $id`,
      ({ reference, rows, id }, { skip }) => {
        const told = oracles.rows(oracle, reference)
        if (told === null) skip(`${oracle} is not installed: ${id}`)
        expect(told).toEqual(rows)
      },
    )
  }
})
