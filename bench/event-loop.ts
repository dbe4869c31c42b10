/**
 * How long the event loop of the host is held up by large statements: the most in one piece, in milliseconds.
 *
 *   node bench/event-loop.ts [messages]
 *
 * Servers and the engine are processes of their own, so that what is measured is what a program that uses gmailsql feels. Each
 * statement runs three times; `least` is the smallest of the three maxima, which other programs on the machine disturb less.
 * The first line is a second in which nothing runs: what the machine itself adds. `ABOVE` stands at what is above 50.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { type Connection, connect } from '../src/index.ts'

const MESSAGES = Number(process.argv[2] ?? 100_000)
const UIDS = MESSAGES * 10
const BODY_BYTES = 25_000_000
const BAR_MS = 50
const ROUNDS = 3

interface Case {
  readonly name: string
  readonly run: () => Promise<unknown>
}

const columns = 'Id, Subject, [From], [To], Size, Labels'
const [rows, uids, body] = await Promise.all([start(MESSAGES), start(UIDS), startBody()])
try {
  await report(await casesOf())
} finally {
  for (const { server } of [rows, uids, body]) server.disconnect()
}

async function casesOf(): Promise<Case[]> {
  const filled = await open(rows.port)
  await drain(filled, `SELECT ${columns} FROM Inbox`)
  const many = await open(uids.port)
  const whole = 'AutoCache=false;MaxMessageBytes=50000000'
  return [
    { name: 'nothing', run: () => delay(1_000) },
    {
      name: `${MESSAGES} rows of a store, as one result`,
      run: () => filled.query(`SELECT ${columns} FROM Inbox ORDER BY Subject`),
    },
    {
      name: 'the same as arrays',
      run: () => filled.queryArrays(`SELECT ${columns} FROM Inbox ORDER BY Subject`),
    },
    {
      name: 'the same as a stream that is read slowly',
      run: () => drain(filled, `SELECT ${columns} FROM Inbox`, 100),
    },
    {
      name: `a set of ${UIDS} UIDs that the server found`,
      run: () => drain(many, "SELECT Id FROM Inbox WHERE SearchCriteria = 'LARGER 1'"),
    },
    {
      name: `a body of ${BODY_BYTES / 1e6} MB, fetched`,
      run: async () => {
        await using db = await open(body.port, whole)
        return await db.query('SELECT BodyText FROM Inbox')
      },
    },
    {
      name: `a message of ${BODY_BYTES / 1e6} MB, fetched`,
      run: async () => {
        await using db = await open(body.port, whole)
        return await db.query('SELECT RawMessage FROM Inbox')
      },
    },
  ]
}

async function report(cases: readonly Case[]): Promise<void> {
  console.log('held up for at most, in milliseconds')
  for (const { name, run } of cases) {
    const held: number[] = []
    for (let round = 0; round < ROUNDS; round++) held.push(await heldMs(run))
    const least = Math.min(...held)
    const all = held.map(ms => ms.toFixed(0)).join(' ')
    console.log(`${least.toFixed(0).padStart(6)}  ${name} (${all})${least > BAR_MS ? '  ABOVE' : ''}`)
  }
}

async function heldMs(run: () => Promise<unknown>): Promise<number> {
  await turn()
  const held = monitorEventLoopDelay({ resolution: 1 })
  held.enable()
  await run()
  held.disable()
  return held.max / 1e6
}

/** @param pauseAfter so many rows, another turn of the event loop is waited for */
async function drain(db: Connection, sql: string, pauseAfter = Number.POSITIVE_INFINITY): Promise<number> {
  let count = 0
  for await (const _ of db.streamArrays(sql)) if (++count % pauseAfter === 0) await turn()
  return count
}

async function open(port: string, properties = ''): Promise<Connection> {
  return await connect(
    `Server=127.0.0.1;Port=${port};TLS=None;User=demo@gmail.example;Password=demo;${properties}`,
  )
}

async function start(count: number) {
  return await listening(new URL('./million/server.ts', import.meta.url), `${count}`)
}

async function startBody() {
  return await listening(new URL('./million/large-body.ts', import.meta.url), `${BODY_BYTES}`)
}

async function listening(program: URL, argument: string) {
  const server = fork(program, [argument])
  const [port] = await once(server, 'message')
  return { server, port: String(port) }
}
