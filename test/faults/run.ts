/**
 * Lets each I/O call fail once and from then on, and prints what came of it: `node test/faults/run.ts [surface …]`; with `--sample=n`
 * n of each kind, other ones with another `--seed`. Exit code 1 when an answer was wrong, something hung, a row was lost or doubled, or a
 * file, socket or process was left open.
 */
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/util/clock.ts'
import { SURFACES } from './surfaces.ts'
import { type Tally, tableOf } from './tally.ts'

// What waits for a server that may come back waits no real time.
systemClock.sleep = async () => {}

const { values, positionals } = parseArgs({
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
})
const sample =
  values.sample === undefined ? 'all' : { count: Number(values.sample), seed: Number(values.seed) }
const names = positionals.length > 0 ? positionals : Object.keys(SURFACES)
const tallies: Tally[] = []
for (const name of names) {
  const surface = SURFACES[name]
  if (!surface) throw new Error(`there is no surface ${name}; there are ${Object.keys(SURFACES).join(', ')}`)
  const tally = await surface(sample)
  tallies.push(tally)
  console.error(`${name}: ${tally.tried} faults, ${tally.flaws.length} flaws`)
}
console.log(tableOf(tallies))
const flaws = tallies.flatMap(tally => tally.flaws)
for (const { flaw, about } of flaws) console.log(`${flaw}: ${about}`)
process.exitCode = flaws.length === 0 ? 0 : 1
