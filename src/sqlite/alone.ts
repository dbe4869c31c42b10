import type { Database } from './native.ts'

/**
 * Does `work` in one transaction while no other connection, of this process or another, has the main file open, and gives back the
 * room that it frees. Only the one connection of a file can take it out of WAL mode, so trying that is how to know.
 * @throws SQLITE_BUSY at once when somebody has it open
 */
export function alone(db: Database, busyMs: number, work: () => void): void {
  db.exec('PRAGMA busy_timeout = 0; PRAGMA main.locking_mode = EXCLUSIVE')
  try {
    db.pragma('main.journal_mode = DELETE')
    db.exec('BEGIN EXCLUSIVE')
    work()
    db.exec('COMMIT; VACUUM main')
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK')
    db.exec('PRAGMA main.locking_mode = NORMAL; PRAGMA main.journal_mode = WAL')
    db.exec(`PRAGMA busy_timeout = ${busyMs}`)
  }
}
