import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { systemClock } from '../../src/util/clock.ts'
import { ROOT } from '../architecture/sources.ts'
import { SURFACES } from './surfaces.ts'
import { differences, FLAWS, type Row, Tally, tableOf } from './tally.ts'

const SAMPLE = { count: 3, seed: 20_261_123 }
/** A machine that is busy with others as well. */
const PATIENCE = 300_000

test.each(Object.keys(SURFACES))(
  'a call that fails ends no read wrongly and leaves nothing behind: %s',
  async name => {
    // What waits for a server that may come back waits no real time.
    const sleep = vi.spyOn(systemClock, 'sleep').mockResolvedValue()
    try {
      const tally = await SURFACES[name]!(SAMPLE)
      expect(tally.flaws).toEqual([])
      expect(tally.tried).toBeGreaterThan(3)
      expect([...tally.outcomes.keys()].filter(outcome => outcome !== 'right rows')).not.toEqual([])
    } finally {
      sleep.mockRestore()
    }
  },
  PATIENCE,
)

test('rows are told apart from right ones by what is wrong with them', () => {
  const [a, b]: Row[] = [
    [1, 'a'],
    [2, 'b'],
  ]
  const right = [a!, b!]
  expect(differences([a!, b!], right)).toEqual([])
  expect(differences([a!], right)).toEqual(['lost'])
  expect(differences([a!, a!, b!], right)).toEqual(['doubled'])
  expect(differences([a!, [2, 'c']], right)).toEqual(['wrong answer'])
  expect(differences([], right)).toEqual(['lost'])
})

test('the page tells of each surface, and of no flaw', () => {
  const page = readFileSync(join(ROOT, 'docs/faults.md'), 'utf8')
  // The first one: that of writes is another.
  const [reads = ''] = page.split('\n## ')
  const table = reads.split('\n').filter(line => line.startsWith('| '))
  expect(tableOf([]).split('\n')[0]).toBe(table[0])
  const rows = table.slice(2).map(line => line.slice(2, -2).split(' | '))
  expect(rows).toHaveLength(Object.keys(SURFACES).length)
  for (const row of rows) expect(row.slice(-FLAWS.length), row[0]).toEqual(FLAWS.map(() => '0'))
})

test('a flaw is counted in its column', () => {
  const tally = new Tally('disk')
  tally.tried = 1200
  tally.total = 5000
  for (const outcome of ['right rows', 'FILE_UNSAFE', 'FILE_UNSAFE']) tally.came(outcome)
  tally.fail('lost', 'call 3')
  expect(tableOf([tally]).split('\n').at(-1)).toBe(
    '| disk | 5,000 | 1,200 | FILE_UNSAFE 2, right rows 1 | 0 | 0 | 1 | 0 | 0 |',
  )
})
