import { expect, test } from 'vitest'
import { soak } from '../support/soak/soak.ts'

const MINUTES = Number(process.env['MINUTES'] ?? 2)
const SEED = Number(process.env['SEED'] ?? 20_261_123)

test('eight clients of a server that fails at random are told what is, and nothing else', async () => {
  const tally = await soak({ milliseconds: MINUTES * 60_000, seed: SEED, pause: 150 })
  console.log(tally.print())
  expect(tally.wrong).toEqual([])
  // Without these nothing was tried.
  expect(tally.operations.get('read')).toBeGreaterThan(MINUTES * 100)
  expect(tally.watched).toBeGreaterThan(MINUTES * 10)
  expect(tally.faults.size).toBeGreaterThan(5)
})
