/**
 * What a large mailbox costs beside a small one:
 *
 *   node bench/million.ts [messages]
 *
 * A server in a process of its own makes the rows of mailboxes of a hundredth, a tenth and all of so many messages: 10,000, 100,000
 * and 1,000,000. Each reading is a process of its own over a store that lasts. First that is filled, by `for await` over the columns
 * of the ENVELOPE, then it is read again, nothing having changed. Beside it a raw socket reads the same octets and parses
 * nothing. A process has read the smallest mailbox before it is measured, since code that runs first is slow.
 *
 * Memory is what the kernel tells as the peaks of the host and of the engine, added up, above what they had when the connection was
 * open and nothing read. How large V8 lets the young generation of a host become is the host's own business and up to 130 MB of
 * it, so that the largest is read once more by a host that bounds it. `ABOVE` stands at what is above its bar. Needs Linux.
 */
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GROUPED, type Reading, UNCHANGED } from './million/readings.ts'

const LARGEST = Number(process.argv[2] ?? 1_000_000)
const SIZES = [LARGEST / 100, LARGEST / 10, LARGEST].map(Math.round)
const BARS = { growth: 1.3, memoryMb: 200, heldMs: 50 }
/** V8's own measure is four times as much. */
const BOUNDED = '--max-semi-space-size=16'
/** Of the raw socket, in turn with the others: the server's own speed is in all. */
const RAW_READINGS = 3

interface Measured {
  readonly count: number
  readonly rawMs: number
  readonly cold: Reading
  /** By a host with a small young generation. */
  readonly bounded: Reading
  readonly warm: Reading
  readonly grouped: Reading
  readonly unchanged: readonly Reading[]
  readonly storeBytes: number
}

const directory = mkdtempSync(join(tmpdir(), 'gmailsql-million-'))
try {
  const measured: Measured[] = []
  const warmUp = await start(SIZES[0]!)
  for (const count of SIZES) measured.push(await measure(count, warmUp))
  await warmUp.stop()
  print(measured)
} finally {
  rmSync(directory, { recursive: true, force: true })
}

interface Server {
  readonly port: string
  stop(): Promise<unknown>
}

async function start(count: number): Promise<Server> {
  const server = fork(new URL('./million/server.ts', import.meta.url), [`${count}`])
  const [port] = await once(server, 'message')
  const stop = async () => {
    server.disconnect()
    await once(server, 'exit')
  }
  return { port: `${port}`, stop }
}

async function measure(count: number, warmUp: Server): Promise<Measured> {
  const server = await start(count)
  const file = join(directory, `${count}.db`)
  const read = (kind: string, more = '', store = file, flags: readonly string[] = []): Reading => {
    const program = new URL('./million/reader.ts', import.meta.url).pathname
    const args = [...flags, program, kind, server.port, `${count}`, warmUp.port, store, more]
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Reading
  }
  const raw = () => read('raw').ms
  // The first warms up the server.
  raw()
  const rawTimes = [raw()]
  const cold = read('stream')
  rawTimes.push(raw())
  const storeBytes = statSync(file).size
  const warm = read('stream')
  const unchanged = UNCHANGED.map(sql => read('statement', sql))
  rmSync(file)
  const bounded = read('stream', '', file, [BOUNDED])
  rmSync(file)
  const grouped = read('statement', GROUPED, `${file}-grouped`)
  rmSync(`${file}-grouped`)
  while (rawTimes.length < RAW_READINGS) rawTimes.push(raw())
  await server.stop()
  const rawMs = rawTimes.toSorted((a, b) => a - b)[RAW_READINGS >> 1]!
  return { count, rawMs, cold, bounded, warm, grouped, unchanged, storeBytes }
}

function print(measured: readonly Measured[]): void {
  printCurve(measured)
  const { cold, bounded, warm, grouped, unchanged } = measured.at(-1)!
  heading([
    'the largest',
    'memory at 25 %',
    '50 %',
    '75 %',
    '100 %',
    'event loop held up',
    'of that, processor',
  ])
  row(['first', ...memory(cold), ...held(cold)])
  row([`first, host with \`${BOUNDED}\``, ...memory(bounded), ...held(bounded)])
  row(['again', ...memory(warm), ...held(warm)])
  heading(['the largest', 'ms', 'memory', 'event loop held up', 'of that, processor'])
  row([`\`${GROUPED}\`, first`, grouped.ms.toFixed(0), ...memory(grouped), ...held(grouped)])
  UNCHANGED.forEach((sql, index) => {
    const reading = unchanged[index]!
    row([`\`${sql}\`, nothing changed`, reading.ms.toFixed(0), ...memory(reading), ...held(reading)])
  })
}

function printCurve(measured: readonly Measured[]): void {
  const [smallest, largest] = [measured[0]!, measured.at(-1)!]
  heading([
    'messages',
    'raw socket',
    'first reading',
    'to the raw socket',
    'of that, processor',
    'grouped, first',
    'again',
    'octets a message in the store',
  ])
  for (const { count, rawMs, cold, grouped, warm, storeBytes } of measured) {
    const micros = (ms: number) => `${((ms / count) * 1000).toFixed(1)} µs`
    const ratio = (cold.ms / rawMs).toFixed(1)
    const times = [micros(rawMs), micros(cold.ms), ratio, micros(cold.processorMs)]
    row([count, ...times, micros(grouped.ms), micros(warm.ms), Math.round(storeBytes / count)])
  }
  const growth = (of: (each: Measured) => number) => marked(of(largest) / of(smallest), BARS.growth, 2)
  const time = growth(({ cold, rawMs }) => cold.ms / rawMs)
  const processor = growth(({ cold, count }) => cold.processorMs / count)
  console.log(`\nGrowth of the first reading: ${time} to the raw socket, ${processor} by the processor`)
}

function heading(names: readonly string[]): void {
  console.log('')
  row(names)
  row(names.map(() => '---'))
}

function row(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(' | ')} |`)
}

function memory({ peaksMb }: Reading): string[] {
  return peaksMb.map(mb => `${marked(mb, BARS.memoryMb)} MB`)
}

function held({ heldMs, turnMs }: Reading): string[] {
  return [`${heldMs.toFixed(0)} ms`, `${marked(turnMs, BARS.heldMs)} ms`]
}

function marked(value: number, bar: number, digits = 0): string {
  return `${value.toFixed(digits)}${value > bar ? ' ABOVE' : ''}`
}
