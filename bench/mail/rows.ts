import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import type { Connection } from '../../src/index.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { readImapflow, readImaplib, readRaw } from '../support/readers.ts'
import { inTurn } from '../support/round.ts'
import { imapflowOf, USER } from '../support/server.ts'
import { besideFirst } from './beside-first.ts'
import { type MailBench, ROWS_SQL, type Way } from './mail-bench.ts'
import { countStream, openCold, readCold, readWithConnect } from './readings.ts'

const ALL = [{ set: '1:*' }] as const

/** All rows of what an ENVELOPE and its like tell, into objects. */
export async function rows(way: Way, bench: MailBench): Promise<string> {
  const { port, mailbox, count } = way
  const sql = `${ROWS_SQL} [${mailbox}]`
  const raw = await RawSocket.open(port, USER, mailbox)
  const client = imapflowOf(port)
  await client.connect()
  await client.mailboxOpen(mailbox, { readOnly: true })
  const warm = await openCold(way)
  await warm.query(sql)
  const alone = await copyOf(warm, sql, join(bench.server.directory, `${mailbox}.db`))
  const times = await inTurn(
    {
      'raw socket': () => readRaw(raw, ALL, count),
      'Python’s imaplib': () => readImaplib(port, mailbox, ALL),
      'imapflow’s fetch()': () => readImapflow(client, ALL),
      'gmailsql, query()': () => readCold(way, async db => (await db.query(sql)).rowCount),
      'gmailsql, stream()': () => readCold(way, db => countStream(db, sql)),
      'gmailsql, connect() and query()': () => readWithConnect(way, sql),
      'gmailsql, query() again': async () => ({ count: (await warm.query(sql)).rowCount }),
      'better-sqlite3 on the same rows': async () => ({ count: alone.all().length }),
      'sqlite3 on the same rows': () => readProgram(alone.file),
    },
    { rounds: bench.rounds, count },
  )
  alone.close()
  raw.close()
  await warm.close()
  await client.logout()
  return besideFirst(times, count, 'imapflow’s fetch()')
}

interface Copy {
  readonly file: string
  all(): readonly unknown[]
  close(): void
}

/** The rows in a plain table. */
async function copyOf(db: Connection, sql: string, file: string): Promise<Copy> {
  const { columns, rows: cells } = await db.queryArrays(sql)
  const names = columns.map(({ name }) => `"${name}"`)
  const copy = new Database(file)
  copy.exec(`CREATE TABLE mail (${names.join(', ')})`)
  const insert = copy.prepare(`INSERT INTO mail VALUES (${names.map(() => '?').join(', ')})`)
  copy.transaction(() => cells.forEach(row => void insert.run(...row)))()
  return { file, all: () => copy.prepare('SELECT * FROM mail').all(), close: () => copy.close() }
}

/** Its start counts: it is a program. */
async function readProgram(file: string): Promise<{ count: number }> {
  const options = { maxBuffer: 2 ** 30 }
  const { stdout } = await promisify(execFile)('sqlite3', ['-json', file, 'SELECT * FROM mail'], options)
  return { count: (JSON.parse(stdout) as unknown[]).length }
}
