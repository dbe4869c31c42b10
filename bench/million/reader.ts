/**
 * One reading of a mailbox, in a process of its own: `raw` off the socket, `stream` and `statement` through the driver. What it cost
 * is a line of JSON.
 */
import { connect as dial } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Connection, connect } from '../../src/index.ts'
import { MemoryPeaks, processorMs, watchTurns } from '../../test/support/process-cost.ts'
import { type Reading, STREAMED, STREAMED_ITEMS } from './readings.ts'

const [kind, port, count, warmUpPort, file, sql = ''] = process.argv.slice(2)
const total = Number(count)
/** A small mailbox is read as often as makes so many: by itself it would end before the socket and its code are at their speed. */
const RAW_MESSAGES = 200_000

const readings: Readonly<Record<string, () => Promise<Reading>>> = {
  raw: readRaw,
  stream: () => readRows(STREAMED),
  statement: () => readRows(sql),
}
console.log(JSON.stringify(await readings[kind!]!()))

async function readRaw(): Promise<Reading> {
  const socket = dial(Number(port), '127.0.0.1')
  let bytes = 0
  const ask = (tag: string, command: string) =>
    new Promise<void>(resolve => {
      const end = new RegExp(`(^|\n)${tag} OK[^\n]*\n$`)
      const look = (chunk: Buffer) => {
        bytes += chunk.length
        if (!end.test(chunk.toString('latin1', Math.max(0, chunk.length - 100)))) return
        socket.off('data', look)
        resolve()
      }
      socket.on('data', look)
      socket.write(`${tag} ${command}\r\n`)
    })
  await ask('A1', 'LOGIN demo@gmail.example secret')
  await ask('A2', 'EXAMINE INBOX')
  const fetchAll = () => ask('A3', `UID FETCH 1:* ${STREAMED_ITEMS}`)
  await fetchAll()
  const times = Math.ceil(RAW_MESSAGES / total)
  const measured = stopwatch()
  for (let time = 0; time < times; time++) await fetchAll()
  const { ms, processorMs } = measured()
  socket.destroy()
  const each = { ms: ms / times, processorMs: processorMs / times, bytes: bytes / (times + 1) }
  return { ...each, rows: total, heldMs: 0, turnMs: 0, peaksMb: [] }
}

async function readRows(text: string): Promise<Reading> {
  await warmUp(text)
  const db = await open(`${port}`, `;AutoCache=true;CacheTolerance=0;CacheLocation="${file}"`)
  const memory = new MemoryPeaks()
  const held = monitorEventLoopDelay({ resolution: 1 })
  held.enable()
  const longestTurn = watchTurns()
  const peaksMb: number[] = []
  const measured = stopwatch()
  const stream = db.stream(text)
  let rows = 0
  for await (const _ of stream) {
    if (++rows < ((peaksMb.length + 1) * total) / 4) continue
    peaksMb.push(memory.take())
  }
  const cost = measured()
  if (peaksMb.length === 0) peaksMb.push(memory.take())
  held.disable()
  const turnMs = longestTurn()
  await db.close()
  return { ...cost, rows, bytes: stream.stats.bytesReceived, heldMs: held.max / 1e6, turnMs, peaksMb }
}

function stopwatch(): () => Pick<Reading, 'ms' | 'processorMs'> {
  const [started, before] = [performance.now(), processorMs()]
  return () => ({ ms: performance.now() - started, processorMs: processorMs() - before })
}

/** Code that has not run yet would make the small mailbox look dear. */
async function warmUp(text: string): Promise<void> {
  const db = await open(`${warmUpPort}`)
  for await (const _ of db.stream(text));
  await db.close()
}

async function open(to: string, properties = ''): Promise<Connection> {
  const place = `Server=127.0.0.1;Port=${to};TLS=None;User=demo@gmail.example;Password=secret`
  const db = await connect(place + properties)
  // The engine runs, and the server has been asked for its mailboxes.
  await db.query('SELECT TableName FROM sys_tables')
  return db
}
