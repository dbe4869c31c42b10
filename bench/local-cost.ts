/**
 * What the driver itself costs, beside the mail server: each statement runs on a mailbox that the store holds already, so that all
 * it sends is what brings the store up to date; that many commands, measured by themselves, are taken off. The same
 * SQL over the same rows in better-sqlite3 alone stands beside it. Times are in milliseconds; `local` is the median and
 * `least` the minimum, which a busy machine disturbs less; `calls`, the messages to the engine's process, are exact.
 *
 * A statement may cost 3 ms and 8 µs a row. Rows are counted in both ways that this can mean: those that come out (`given`), and
 * those of the tables that SQLite has to look at (`read`). The bar is `given`, the narrower: a median above it is marked.
 */
import Database from 'better-sqlite3'
import { type Gmaild, startGmaild } from '../src/gmaild/index.ts'
import { ImapSource } from '../src/imap/imap-source.ts'
import { type Connection, connect, Secret } from '../src/index.ts'
import { Engine } from '../src/sqlite/engine.ts'

const ROUNDS = 60
const BUDGET = { statementMs: 3, rowMs: 0.008 }

/** Each with what counts the rows that it reads. */
const STATEMENTS: readonly (readonly [sql: string, rowsRead: string])[] = [
  ['SELECT 1', 'SELECT 1'],
  ['SELECT Subject, [From], Size FROM Inbox LIMIT 20', 'SELECT 20'],
  [
    'SELECT Subject, Size FROM Inbox WHERE Size > 4000 ORDER BY Size DESC LIMIT 20',
    'SELECT COUNT(*) FROM Inbox WHERE Size > 4000',
  ],
  ["SELECT Subject FROM Inbox WHERE Subject LIKE '%report%' ORDER BY Id", 'SELECT COUNT(*) FROM Inbox'],
  [
    'SELECT FromDomain, COUNT(*), SUM(Size) FROM Messages GROUP BY FromDomain ORDER BY 2 DESC',
    'SELECT COUNT(*) FROM Messages',
  ],
  [
    'SELECT m.Subject FROM Messages m JOIN Inbox i ON i.MsgId = m.MsgId ORDER BY m.Id',
    'SELECT (SELECT COUNT(*) FROM Messages) + (SELECT COUNT(*) FROM Inbox)',
  ],
  [
    'SELECT Id, Subject, [From], ReceivedDate, Size, Labels FROM Messages ORDER BY Id',
    'SELECT COUNT(*) FROM Messages',
  ],
]

interface Times {
  readonly median: number
  readonly least: number
}

async function timesOf(work: () => unknown): Promise<Times> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  return { median: times[ROUNDS / 2]!, least: times[0]! }
}

/** One EXAMINE and its answer, without anything of the driver's above the mail port. */
async function commandCost({ host, port, user, password }: Gmaild): Promise<Times> {
  const credentials = async () => ({ kind: 'password' as const, value: new Secret(password) })
  const source = new ImapSource({ host, port, user, credentials, tls: 'None', timeoutSeconds: 60 })
  const signal = new AbortController().signal
  await source.examine('INBOX', { signal })
  const cost = await timesOf(() => source.examine('INBOX', { signal }))
  await source.close()
  return cost
}

/** The tables as they are in the driver, in SQLite alone. */
async function copyTables(db: Connection): Promise<Database.Database> {
  const copy = new Database(':memory:')
  for (const table of ['Inbox', 'Messages']) {
    const { columns, rows } = await db.queryArrays(`SELECT * FROM ${table} ORDER BY Id DESC`)
    copy.exec(`CREATE TABLE ${table} (${columns.map(({ name, type }) => `"${name}" ${type}`).join(', ')})`)
    const insert = copy.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`)
    copy.transaction(() => rows.forEach(row => void insert.run(...row)))()
  }
  return copy
}

/** How often `work` calls the engine. */
async function callsOf(work: () => Promise<unknown>): Promise<number> {
  const { call } = Engine.prototype
  let calls = 0
  Engine.prototype.call = function counted(this: Engine, ...request) {
    calls++
    return call.apply(this, request)
  } as typeof call
  await work()
  Engine.prototype.call = call
  return calls
}

const COLUMNS = [
  'total',
  'commands',
  'calls',
  'local',
  'least',
  'sqlite',
  'ratio',
  'rows',
  'read',
  'given ≤',
  'read ≤',
]
const WHOLE = new Set(['commands', 'calls', 'rows', 'read'])

const gmaild = await startGmaild({ messages: 2_000 })
const connection = `Server=${gmaild.host};Port=${gmaild.port};TLS=None;User=${gmaild.user};Password=${gmaild.password}`
const db = await connect(connection)
const alone = await copyTables(db)
const command = await commandCost(gmaild)
const { statementMs, rowMs } = BUDGET
console.log(`one IMAP command: ${command.median.toFixed(2)} ms; rounds: ${ROUNDS}`)
console.log(`the bar (given ≤): ${statementMs} ms and ${rowMs * 1_000} µs for each row that comes out`)
console.log('beside it (read ≤): the same for each row that is read')
console.log('ABOVE: the median is above the bar; ABOVE AT LEAST: even the least of all rounds is\n')
console.log(`${COLUMNS.map(name => name.padStart(8)).join(' ')}  statement`)
for (const [sql, rowsRead] of STATEMENTS) {
  await db.queryArrays(sql)
  const { rowCount, stats } = await db.queryArrays(sql)
  const calls = await callsOf(() => db.queryArrays(sql))
  const total = await timesOf(() => db.queryArrays(sql))
  const local = total.median - stats.commands * command.median
  const least = total.least - stats.commands * command.least
  const sqlite = await timesOf(() => alone.prepare(sql).raw(true).all())
  const read = alone.prepare(rowsRead).pluck().get() as number
  const budgets = [rowCount, read].map(rows => statementMs + rowMs * rows)
  const ratio = local / sqlite.median
  const cost = [total.median, stats.commands, calls, local, least, sqlite.median, ratio]
  const cells = [...cost, rowCount, read, ...budgets].map((value, index) =>
    value.toFixed(WHOLE.has(COLUMNS[index]!) ? 0 : 2).padStart(8),
  )
  const mark = least > budgets[0]! ? 'ABOVE AT LEAST ' : local > budgets[0]! ? 'ABOVE ' : ''
  console.log(`${cells.join(' ')}  ${mark}${sql}`)
}
alone.close()
await db.close()
await gmaild.close()
