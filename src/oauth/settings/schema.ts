import { randomBytes, randomUUID } from 'node:crypto'
import type { Database } from '../../sqlite/native.ts'
import type { Protection } from '../types.ts'
import { ContentDamaged, damaged } from './failures.ts'

/** "gmOA", in the header of every settings file: what has another number is not ours. */
const APPLICATION_ID = 0x676d4f41
const SALT_BYTES = 16

/** From version n to n + 1 each; what was released is never changed. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE protection (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    store_id TEXT NOT NULL,
    salt BLOB NOT NULL,
    kind TEXT,
    key_check BLOB
  ) STRICT;
  CREATE TABLE grants (
    user TEXT NOT NULL COLLATE NOCASE,
    client TEXT NOT NULL,
    sealed BLOB NOT NULL,
    expires_at INTEGER,
    obtained_at INTEGER,
    scope TEXT,
    seed_access_hash TEXT,
    seed_refresh_hash TEXT,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (user, client)
  ) STRICT;
  CREATE TABLE pending (
    id TEXT PRIMARY KEY,
    client TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    sealed BLOB NOT NULL
  ) STRICT;`,
  `ALTER TABLE grants ADD COLUMN consented_at INTEGER;
  CREATE TABLE connections (
    name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    saved_at INTEGER NOT NULL,
    sealed BLOB NOT NULL
  ) STRICT;`,
]

/** How the secrets of one file are protected. */
export interface ProtectionRow {
  /** Names the file's key in the keychain, also after the file was moved. */
  readonly storeId: string
  /** For a key that is derived from a passphrase. */
  readonly salt: Buffer
  /** Null until the first secret is saved. */
  readonly kind: Protection | null
  /** A known text sealed with the key: tells a wrong key from a damaged row. */
  readonly keyCheck: Buffer | null
}

/** For a connection that is about to be used; touches nothing on the disk. */
export function configure(db: Database): void {
  // Waiting is done outside, where it does not stop the event loop.
  db.pragma('busy_timeout = 0')
  db.pragma('secure_delete = ON')
  // EXTRA syncs the directory after the journal is removed: a rotated refresh token is not rolled back by a power cut.
  db.pragma('synchronous = EXTRA')
  db.pragma('temp_store = MEMORY')
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
}

/** Makes the first content of a file that nobody else sees yet. */
export function initialize(db: Database): void {
  db.pragma(`application_id = ${APPLICATION_ID}`)
  db.transaction(() => {
    migrate(db, MIGRATIONS)
    db.prepare('INSERT INTO protection (id, store_id, salt) VALUES (1, ?, ?)').run(
      randomUUID(),
      randomBytes(SALT_BYTES),
    )
  })()
}

/** Runs the steps that the file has not seen; inside the caller's transaction, so all of them or none. */
export function migrate(db: Database, migrations: readonly string[]): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  for (const step of migrations.slice(version)) db.exec(step)
  if (version < migrations.length) db.pragma(`user_version = ${migrations.length}`)
}

/**
 * Brings the file to the newest version.
 * @throws FILE_DAMAGED for a database of another program or of a newer version; neither is ever written to.
 */
export function upgrade(db: Database, path: string): void {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw damaged(
      path,
      'is an SQLite database of another program',
      'Name another file; this one was not touched.',
    )
  }
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > MIGRATIONS.length) {
    const what = `is of version ${version}, which a newer gmailsql wrote; this one reads up to ${MIGRATIONS.length}`
    throw damaged(path, what, 'Use the newer gmailsql, or name another file; this one was not touched.')
  }
  migrate(db, MIGRATIONS)
}

/** @throws ContentDamaged, or SQLite's own error. */
export function checkWhole(db: Database): ProtectionRow {
  if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new ContentDamaged('pages are damaged')
  return readProtection(db)
}

export function readProtection(db: Database): ProtectionRow {
  const statement = db.prepare('SELECT store_id, salt, kind, key_check FROM protection WHERE id = 1')
  const row = statement.get() as
    | { store_id: string; salt: Buffer; kind: Protection | null; key_check: Buffer | null }
    | undefined
  if (row === undefined) throw new ContentDamaged('the row that names the key is missing')
  return { storeId: row.store_id, salt: row.salt, kind: row.kind, keyCheck: row.key_check }
}

export function writeProtection(db: Database, kind: Protection, keyCheck: Buffer): void {
  db.prepare('UPDATE protection SET kind = ?, key_check = ? WHERE id = 1').run(kind, keyCheck)
}
