/**
 * Runs eight clients against a server that fails at random, and prints what happened as Markdown:
 *
 *   npm run soak -- [--minutes 10] [--seed 1] [--pause 150]
 *
 * Exit code 1: an answer was wrong.
 */
import { parseArgs } from 'node:util'
import { soak } from '../test/support/soak/soak.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    pause: { type: 'string', default: '150' },
  },
})
const [minutes, seed, pause] = [values.minutes, values.seed, values.pause].map(Number) as [
  number,
  number,
  number,
]
if (!(minutes > 0) || !Number.isInteger(seed) || !(pause >= 0)) {
  console.error('--minutes is a number above 0, --seed a whole number, --pause milliseconds')
  process.exit(2)
}

const tally = await soak({ milliseconds: minutes * 60_000, seed, pause })
console.log(`${minutes} minutes, seed ${seed}.\n\n${tally.print()}`)
for (const wrong of tally.wrong) console.error(wrong)
process.exitCode = tally.wrong.length === 0 ? 0 : 1
