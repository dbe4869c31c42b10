import { type Connection, connect, type GmailSqlError } from '../../src/index.ts'
import type { SqlValue } from '../../src/util/value.ts'

/** A connection that no statement without mail makes use of. */
export async function openWithoutMail(properties = ''): Promise<Connection> {
  return await connect(`Server=127.0.0.1;Port=1;TLS=None;User=demo@gmail.example;Password=x;${properties}`)
}

export async function evaluate(db: Connection, expression: string): Promise<SqlValue | undefined> {
  const { rows } = await db.queryArrays(`SELECT ${expression}`)
  return rows[0]?.[0]
}

/** The code of the error and its words. */
export async function errorOf(db: Connection, expression: string): Promise<string> {
  return await db.queryArrays(`SELECT ${expression}`).then(
    () => 'no error',
    ({ code, message }: GmailSqlError) => `${code} ${message}`,
  )
}
