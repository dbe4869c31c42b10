import { type Connection, connect } from '../../src/index.ts'
import type { Reading } from '../support/round.ts'
import { propertiesOf } from '../support/server.ts'
import type { Way } from './mail-bench.ts'

/** A connection that is logged in and has an engine, and a store that is empty. */
export async function openCold({ port, mailbox }: Way): Promise<Connection> {
  const db = await connect(propertiesOf(port))
  await db.query('SELECT 1')
  await db.query(`SELECT COUNT(*) FROM [${mailbox}]`)
  return db
}

/** The statement alone, in a connection of its own that is open already. */
export async function readCold(way: Way, read: (db: Connection) => Promise<number>): Promise<Reading> {
  const db = await openCold(way)
  try {
    const start = performance.now()
    const count = await read(db)
    return { count, ms: performance.now() - start }
  } finally {
    await db.close()
  }
}

/** From connect() to the last row. */
export async function readWithConnect(way: Way, sql: string): Promise<Reading> {
  const start = performance.now()
  const db = await connect(propertiesOf(way.port))
  const { rowCount } = await db.query(sql)
  const ms = performance.now() - start
  await db.close()
  return { count: rowCount, ms }
}

export async function countStream(db: Connection, sql: string): Promise<number> {
  let count = 0
  for await (const row of db.stream(sql)) if (row) count++
  return count
}
