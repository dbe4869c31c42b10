import type { Database } from '../../sqlite/native.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { Notice } from '../../util/notice.ts'
import type {
  NamedConnection,
  PendingAuthorization,
  Protection,
  SettingsStore,
  StoredGrant,
} from '../types.ts'
import type { Cipher } from './cipher.ts'
import { isUnexpired } from './grant-order.ts'
import { withFileLock } from './lock.ts'
import { readProtection } from './schema.ts'
import {
  type GrantRow,
  type NamedRow,
  openGrant,
  openNamed,
  openPending,
  type PendingRow,
  sealGrant,
  sealNamed,
  sealPending,
} from './sealed-rows.ts'
import type { SettingsFile } from './settings-file.ts'
import type { StoreKey } from './store-key.ts'

const GRANT_ORDER = 'ORDER BY used_at DESC, obtained_at DESC NULLS LAST'
/** Another process may exchange the key or the file in between, but not over and over. */
const TRIES = 5

export interface SqliteSettingsParts {
  readonly file: SettingsFile
  readonly key: StoreKey
  readonly onNotice: (notice: Notice) => void
}

/** Settings in an SQLite file; every method opens it and closes it again. */
export class SqliteSettings implements SettingsStore {
  readonly location: string
  readonly #file: SettingsFile
  readonly #key: StoreKey
  readonly #onNotice: (notice: Notice) => void
  readonly #told = new Set<string>()
  #isClosed = false

  constructor({ file, key, onNotice }: SqliteSettingsParts) {
    this.location = file.path
    this.#file = file
    this.#key = key
    this.#onNotice = onNotice
  }

  /** Until the first secret is saved: what can be promised, which is the key file. */
  get protection(): Protection {
    return this.#key.kind ?? 'key file'
  }

  async find(user: string | null, client: string | null): Promise<StoredGrant | null> {
    const where = '(:user IS NULL OR user = :user) AND (:client IS NULL OR client = :client)'
    const sql = `SELECT * FROM grants WHERE ${where} ${GRANT_ORDER}`
    const { rows, cipher } = await this.#read<GrantRow>(db => db.prepare(sql).all({ user, client }))
    for (const row of rows) {
      const grant = this.#openGrant(row, cipher)
      if (grant !== undefined) return grant
    }
    return null
  }

  async list(): Promise<readonly StoredGrant[]> {
    const { rows, cipher } = await this.#read<GrantRow>(db =>
      db.prepare(`SELECT * FROM grants ${GRANT_ORDER}`).all(),
    )
    return rows.map(row => this.#openGrant(row, cipher)).filter(grant => grant !== undefined)
  }

  async save(grant: StoredGrant): Promise<void> {
    refuseFractions(grant)
    await this.#write((db, cipher) => putGrant(db, sealGrant(grant, cipher)))
  }

  async remove(user: string, client: string): Promise<boolean> {
    const sql = 'DELETE FROM grants WHERE user = ? AND client = ?'
    const isThere = await this.#reading(db => db.prepare('SELECT 1 FROM grants LIMIT 1').get() !== undefined)
    if (isThere !== true) return false
    return this.#writing(db => db.prepare(sql).run(user, client).changes > 0)
  }

  async listNamed(): Promise<readonly NamedConnection[]> {
    const sql = 'SELECT * FROM connections ORDER BY name'
    const { rows, cipher } = await this.#read<NamedRow>(db => db.prepare(sql).all())
    return rows
      .map(row => openNamed(row, cipher!) ?? this.#tellDamaged(`under the name ${JSON.stringify(row.name)}`))
      .filter(named => named !== undefined)
  }

  async saveNamed(
    named: NamedConnection,
    { grants = [], replaces }: { readonly grants?: readonly StoredGrant[]; readonly replaces?: string } = {},
  ): Promise<void> {
    for (const row of [named, ...grants]) refuseFractions(row)
    await this.#write((db, cipher) => {
      for (const grant of grants) putGrant(db, sealGrant(grant, cipher))
      const remove = db.prepare('DELETE FROM connections WHERE name = ?')
      for (const name of [named.name, ...(replaces === undefined ? [] : [replaces])]) remove.run(name)
      db.prepare('INSERT INTO connections VALUES (:name, :saved_at, :sealed)').run(sealNamed(named, cipher))
    })
  }

  async removeNamed(name: string): Promise<boolean> {
    const isThere = await this.#reading(
      db => db.prepare('SELECT 1 FROM connections WHERE name = ?').get(name) !== undefined,
    )
    if (isThere !== true) return false
    const sql = 'DELETE FROM connections WHERE name = ?'
    return this.#writing(db => db.prepare(sql).run(name).changes > 0)
  }

  async addPending(pending: PendingAuthorization): Promise<void> {
    refuseFractions(pending)
    await this.#write((db, cipher) => {
      deleteExpired(db)
      const row = sealPending(pending, cipher)
      db.prepare('INSERT INTO pending VALUES (:id, :client, :created_at, :sealed)').run(row)
    })
  }

  async listPending(client: string): Promise<readonly PendingAuthorization[]> {
    const sql = 'SELECT * FROM pending WHERE client = ? ORDER BY created_at DESC, rowid DESC'
    const { rows, cipher } = await this.#read<PendingRow>(db => db.prepare(sql).all(client))
    const open = rows.filter(row => isUnexpired({ createdAt: row.created_at }))
    return open.map(row => openPending(row, cipher!)).filter(pending => pending !== undefined)
  }

  async removePending(state: string): Promise<void> {
    const { rows, cipher } = await this.#read<PendingRow>(db => db.prepare('SELECT * FROM pending').all())
    const ids = rows.filter(row => openPending(row, cipher!)?.state.reveal() === state).map(row => row.id)
    if (ids.length === 0) return
    await this.#writing(db => {
      const remove = db.prepare('DELETE FROM pending WHERE id = ?')
      for (const id of ids) remove.run(id)
    })
  }

  async exclusively<T>(
    name: string,
    work: () => Promise<T>,
    options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
  ): Promise<T> {
    this.#refuseClosed()
    // A lock of the caller is never one of those that are taken within it.
    const request = { location: this.location, name: `work ${name}`, onNotice: this.#onNotice, ...options }
    return withFileLock(request, work)
  }

  async close(): Promise<void> {
    this.#isClosed = true
  }

  async #reading<T>(work: (db: Database) => T): Promise<T | undefined> {
    this.#refuseClosed()
    return this.#file.read(work)
  }

  async #writing<T>(work: (db: Database) => T): Promise<T> {
    this.#refuseClosed()
    return this.#file.write(work)
  }

  /** Rows and the key that fits them; no key is looked for when there are no rows. */
  async #read<Row>(select: (db: Database) => unknown[]): Promise<{ rows: Row[]; cipher?: Cipher }> {
    for (let i = 0; i < TRIES; i++) {
      const found = await this.#reading(db => ({ protection: readProtection(db), rows: select(db) as Row[] }))
      if (found === undefined || found.rows.length === 0) return { rows: [] }
      const cipher = await this.#key.cipherFor(found.protection)
      if (cipher !== undefined) return { rows: found.rows, cipher }
    }
    throw this.#restless()
  }

  async #write(work: (db: Database, cipher: Cipher) => void): Promise<void> {
    for (let i = 0; i < TRIES; i++) {
      const protection = await this.#reading(readProtection)
      if (protection === undefined || protection.keyCheck === null) {
        await this.#key.establish()
        continue
      }
      const cipher = await this.#key.cipherFor(protection)
      if (cipher === undefined) continue
      const isDone = await this.#writing(db => {
        if (!this.#key.isCurrent(db)) return false
        work(db, cipher)
        return true
      })
      if (isDone) return
    }
    throw this.#restless()
  }

  /** A row that cannot be opened is no use to anybody: it counts as absent, and signing in again replaces it. */
  #openGrant(row: GrantRow, cipher: Cipher | undefined): StoredGrant | undefined {
    const grant = cipher === undefined ? undefined : openGrant(row, cipher)
    return grant ?? this.#tellDamaged(`for user ${JSON.stringify(row.user)}`)
  }

  #tellDamaged(what: string): undefined {
    if (this.#told.has(what)) return undefined
    this.#told.add(what)
    const message = `What ${this.location} stores ${what} is damaged: sign in again`
    this.#onNotice({ code: 'FILE_DAMAGED', message })
    return undefined
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new GmailSqlError('INTERNAL', `The OAuth settings ${this.location} are closed`)
  }

  #restless(): GmailSqlError {
    const message = `Other processes keep changing the key of the OAuth settings in ${this.location}`
    return new GmailSqlError('OAUTH_TIMEOUT', message, { hint: 'Use the same GMAILSQL_KEY in all of them.' })
  }
}

function putGrant(db: Database, row: GrantRow): void {
  const columns = Object.keys(row)
  const places = columns.map(name => `:${name}`)
  db.prepare(`INSERT OR REPLACE INTO grants (${columns}) VALUES (${places})`).run(row)
}

function deleteExpired(db: Database): void {
  const rows = db.prepare('SELECT id, created_at FROM pending').all() as Pick<
    PendingRow,
    'id' | 'created_at'
  >[]
  const remove = db.prepare('DELETE FROM pending WHERE id = ?')
  for (const row of rows) if (!isUnexpired({ createdAt: row.created_at })) remove.run(row.id)
}

/** The file's columns are whole numbers; a refused one must not be taken for damage. */
function refuseFractions(row: StoredGrant | PendingAuthorization | NamedConnection): void {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      throw new GmailSqlError('BAD_VALUE', `${name} is ${value}, which is no whole number of milliseconds`)
    }
  }
}
