/**
 * How long it takes until something can be asked, beside a Node.js that does nothing: `npm run bench -- startup [rounds]`. In every round
 * each program runs once, one after the other. Times are of the clock and, which other jobs on the machine change less, of the processor;
 * `least` is the minimum of the first.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, ratio, shownMs, table } from './support/table.ts'

const ROUNDS = Number(process.argv[2] ?? 15)
const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const library = new URL('../dist/src/index.js', import.meta.url).href
const BIN = path('bin/gmailsql')
const ASK = `const db = await connect('User=a@example.org;Password=x'); await db.query('SELECT 1'); await db.close()`

/** Each with whether Node.js may keep what it compiled, which the second round profits from. */
const PROGRAMS: readonly (readonly [name: string, args: readonly string[], kept?: true])[] = [
  ['node -e 0', ['-e', '0']],
  ['gmailsql --version', [BIN, '--version']],
  ['gmailsql --help', [BIN, '--help']],
  ["import('gmailsql')", ['--input-type=module', '-e', `await import('${library}')`]],
  [
    "import('gmailsql'), NODE_COMPILE_CACHE",
    ['--input-type=module', '-e', `await import('${library}')`],
    true,
  ],
  [
    'import, connect, SELECT 1, close',
    ['--input-type=module', '-e', `const { connect } = await import('${library}'); ${ASK}`],
  ],
  ['gmailsql --demo -c "SELECT 1"', [BIN, '--demo', '-c', 'SELECT 1']],
]

/** Milliseconds of the clock and of the processor, its own processes left out. */
function run(args: readonly string[], cache: string | undefined): { wall: number; cpu: number } {
  const { NODE_COMPILE_CACHE: _, ...rest } = process.env
  const told = `process.on('exit', () => { const { user, system } = process.cpuUsage(); require('fs').writeSync(2, '\\n' + (user + system)) })`
  const preload = `data:text/javascript,import{createRequire}from'node:module';const require=createRequire('file:///');${encodeURIComponent(told)}`
  const env = cache === undefined ? rest : { ...rest, NODE_COMPILE_CACHE: cache }
  const started = performance.now()
  const plain = spawnSync(process.execPath, args, { env })
  const wall = performance.now() - started
  const counted = spawnSync(process.execPath, ['--import', preload, ...args], { env, encoding: 'utf8' })
  if (plain.status !== 0 || counted.status !== 0) throw new Error(`${args.join(' ')}: ${counted.stderr}`)
  return { wall, cpu: Number(/\d+$/.exec(counted.stderr)?.[0]) / 1000 }
}

const cache = mkdtempSync(join(tmpdir(), 'gmailsql-bench-'))
const measured = PROGRAMS.map(() => ({ wall: [] as number[], cpu: [] as number[] }))
try {
  for (let round = -1; round < ROUNDS; round++) {
    for (const [index, [, args, kept]] of PROGRAMS.entries()) {
      const { wall, cpu } = run(args, kept ? cache : undefined)
      // The first round does not count.
      if (round < 0) continue
      measured[index]!.wall.push(wall)
      measured[index]!.cpu.push(cpu)
    }
  }
} finally {
  rmSync(cache, { recursive: true, force: true })
}
const [empty] = measured
const rows = PROGRAMS.map(([name], index) => {
  const { wall, cpu } = measured[index]!
  const times = [median(wall), Math.min(...wall), median(cpu)].map(shownMs)
  return [`\`${name}\``, ...times, ratio(cpu, empty!.cpu).toFixed(1)]
})
console.log(table(['program', 'ms', 'least', 'processor', 'to node -e 0'], rows))
