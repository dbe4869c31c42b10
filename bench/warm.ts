/**
 * What statements cost over a store that holds all they read, beside the best SQL that can be written by hand on the tables of the same
 * file, run by Debian's sqlite3: `node bench/warm.ts 1000000 [rounds] [file]`. The store is filled through its own insert path; a
 * file that is named is kept, and filled only if it is not there. Both sides are there before a round begins, and take turns. What is
 * counted is the time from the sending of a statement to its last row: parsing, planning and the way of the rows included.
 *
 * The bar: the first three statements take at most 1.5 times as long as by hand, the host's event loop waits no longer than 50 ms,
 * and a message takes 1,000 bytes with all indexes.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import { type Connection, connect } from '../src/index.ts'
import { SqliteProgram } from './sqlite-program.ts'
import { fillStore, propertiesOf } from './synthetic-store.ts'
import { STATEMENTS, type WarmStatement } from './warm-statements.ts'

const BAR = { ratio: 1.5, loopMs: 50, bytes: 1_000 }
const BARRED = 3

const [messages = 1_000_000, rounds = 5] = process.argv.slice(2, 4).map(Number)
const given = process.argv[4]
const directory = mkdtempSync(join(tmpdir(), 'gmailsql-warm-'))
const path = given ?? join(directory, 'mail.db')

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const started = performance.now()
  const result = await work()
  return { ms: performance.now() - started, result }
}

/** Sorted: without ORDER BY any order is right. */
function asLines(rows: readonly (readonly unknown[])[]): string {
  return rows
    .map(row => row.map(value => String(value ?? '')).join('|'))
    .sort()
    .join('\n')
}

interface Measured {
  readonly driver: number
  readonly hand: number
  readonly loopMs: number
}

async function measure(
  { sql, hand }: WarmStatement,
  db: Connection,
  program: SqliteProgram,
): Promise<Measured> {
  const { rows } = await db.queryArrays(sql)
  const expected = asLines(rows)
  for (const way of hand) {
    const lines = await program.lines(way)
    if (lines.sort().join('\n') !== expected) throw new Error(`${sql}\nand by hand\n${way}\ndiffer`)
  }
  const ours: number[] = []
  const theirs = hand.map((): number[] => [])
  let loopMs = 0
  for (let round = 0; round < rounds; round++) {
    const loop = monitorEventLoopDelay({ resolution: 1 })
    loop.enable()
    ours.push((await timed(() => db.queryArrays(sql))).ms)
    loop.disable()
    loopMs = Math.max(loopMs, loop.max / 1e6)
    for (const [at, way] of hand.entries()) theirs[at]!.push((await timed(() => program.lines(way))).ms)
  }
  return { driver: median(ours), hand: Math.min(...theirs.map(median)), loopMs }
}

function printSizes(): void {
  const file = new Database(path, { readonly: true })
  const parts = file
    .prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC')
    .all() as { name: string; bytes: number }[]
  const stored = file.prepare('SELECT count(*) FROM message').pluck().get() as number
  file.close()
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0) / stored
  console.log(`\nbytes a message   part`)
  for (const { name, bytes } of parts)
    if (bytes / stored >= 0.5) console.log(`${(bytes / stored).toFixed(1).padStart(15)}   ${name}`)
  console.log(`${total.toFixed(1).padStart(15)}   all ${total > BAR.bytes ? `ABOVE ${BAR.bytes}` : ''}`)
}

if (!existsSync(path)) {
  const filling = { messages, spam: Math.floor(messages / 200), inbox: Math.floor(messages / 20) }
  const ms = await fillStore(path, filling)
  console.log(`${messages} messages kept: ${((ms * 1_000) / messages).toFixed(1)} µs each`)
}
const db = await connect(propertiesOf(path))
const first = await timed(() => db.queryArrays(STATEMENTS[0]!.sql))
console.log(`the first statement, with what it makes: ${(first.ms / 1_000).toFixed(2)} s`)
const program = new SqliteProgram(path)
console.log(`medians of ${rounds} rounds, seconds; loop: the longest wait of the host's event loop, in ms\n`)
console.log('  driver  sqlite3  ratio   loop  statement')
for (const [at, statement] of STATEMENTS.entries()) {
  const { driver, hand, loopMs } = await measure(statement, db, program)
  const seconds = driver / 1_000
  const marks = [
    at < BARRED && driver > BAR.ratio * hand ? `ABOVE ${BAR.ratio}` : '',
    statement.aim !== undefined && seconds > statement.aim ? `(aim ${statement.aim} s)` : '',
    loopMs > BAR.loopMs ? `LOOP ABOVE ${BAR.loopMs}` : '',
  ].filter(Boolean)
  const cells = [seconds.toFixed(3).padStart(8), (hand / 1_000).toFixed(3).padStart(8)]
  const more = [(driver / hand).toFixed(2).padStart(6), loopMs.toFixed(0).padStart(6)]
  console.log([...cells, ...more, ` ${statement.sql}`, ...marks].join(' '))
}
program.close()
await db.close()
printSizes()
rmSync(directory, { recursive: true, force: true })
