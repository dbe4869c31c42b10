/**
 * What the driver itself costs, beside the mail server: each statement runs on a mailbox that the store holds already, so that all
 * it sends is what brings the store up to date; that many commands, measured by themselves, are taken off. The same
 * SQL over the same rows in better-sqlite3 alone stands beside it. Times are medians in milliseconds.
 */
import Database from 'better-sqlite3'
import { type Gmaild, startGmaild } from '../src/gmaild/index.ts'
import { ImapSource } from '../src/imap/imap-source.ts'
import { type Connection, connect, Secret } from '../src/index.ts'

const ROUNDS = 60
/** What a statement may cost here: so much, and so much for each row that comes out. */
const BUDGET = { statementMs: 3, rowMs: 0.008 }

const STATEMENTS = [
  'SELECT 1',
  'SELECT Subject, [From], Size FROM Inbox LIMIT 20',
  'SELECT Subject, Size FROM Inbox WHERE Size > 4000 ORDER BY Size DESC LIMIT 20',
  "SELECT Subject FROM Inbox WHERE Subject LIKE '%report%' ORDER BY Id",
  'SELECT FromDomain, COUNT(*), SUM(Size) FROM Messages GROUP BY FromDomain ORDER BY 2 DESC',
  'SELECT m.Subject FROM Messages m JOIN Inbox i ON i.MsgId = m.MsgId ORDER BY m.Id',
  'SELECT Id, Subject, [From], ReceivedDate, Size, Labels FROM Messages ORDER BY Id',
]

async function median(work: () => unknown): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return times.toSorted((a, b) => a - b)[ROUNDS / 2]!
}

/** One EXAMINE and its answer, without anything of the driver's above the mail port. */
async function commandCost({ host, port, user, password }: Gmaild): Promise<number> {
  const credentials = async () => ({ kind: 'password' as const, value: new Secret(password) })
  const source = new ImapSource({ host, port, user, credentials, tls: 'None', timeoutSeconds: 60 })
  const signal = new AbortController().signal
  await source.examine('INBOX', { signal })
  const cost = await median(() => source.examine('INBOX', { signal }))
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

const gmaild = await startGmaild({ messages: 2_000 })
const connection = `Server=${gmaild.host};Port=${gmaild.port};TLS=None;User=${gmaild.user};Password=${gmaild.password}`
const db = await connect(connection)
const alone = await copyTables(db)
const command = await commandCost(gmaild)
console.log(`one IMAP command: ${command.toFixed(2)} ms; rounds: ${ROUNDS}\n`)
console.log('  total  commands    local   budget   sqlite    ratio   rows  statement')
for (const sql of STATEMENTS) {
  const { rowCount, stats } = await db.queryArrays(sql).then(() => db.queryArrays(sql))
  const total = await median(() => db.queryArrays(sql))
  const local = total - stats.commands * command
  const sqlite = await median(() => alone.prepare(sql).raw(true).all())
  const budget = BUDGET.statementMs + BUDGET.rowMs * rowCount
  const numbers = [total, stats.commands, local, budget, sqlite, local / sqlite, rowCount]
  const cells = numbers.map((value, index) => value.toFixed([1, 6].includes(index) ? 0 : 2).padStart(7))
  console.log(`${cells.join('  ')}  ${local > budget ? 'ABOVE ' : ''}${sql}`)
}
alone.close()
await db.close()
await gmaild.close()
