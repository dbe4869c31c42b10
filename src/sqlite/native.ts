import type BetterSqlite3 from 'better-sqlite3'
import { GmailSqlError } from '../util/errors.ts'
import type { Opcode } from './protocol.ts'

export type { Statement } from 'better-sqlite3'

/** `explain` came with version 13 and compiles with unbound parameters; the published types are of version 12. */
export type Database = BetterSqlite3.Database & { explain(sql: string): Opcode[] }

/**
 * better-sqlite3 13 needs Node-API 10. On an older Node, loading it succeeds and the first `new Database()` ends the
 * process with SIGSEGV (measured on 20.20 and 22.0–22.13), so this is asked first.
 * @throws NOT_SUPPORTED naming the version that runs.
 */
export async function openDatabase(file: string): Promise<Database> {
  if (Number(process.versions.napi) < 10) {
    throw new GmailSqlError(
      'NOT_SUPPORTED',
      `gmailsql needs Node.js 22.14 or newer; this is ${process.version}`,
      { hint: 'Install a newer Node.js from https://nodejs.org.' },
    )
  }
  const module: { default: typeof BetterSqlite3 } = await import('better-sqlite3')
  return new module.default(file) as Database
}
