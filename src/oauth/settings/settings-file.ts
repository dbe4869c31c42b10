import { accessSync, constants } from 'node:fs'
import { basename } from 'node:path'
import { type Database, openDatabase } from '../../sqlite/native.ts'
import { GmailSqlError, systemCode } from '../../util/errors.ts'
import type { Notice } from '../../util/notice.ts'
import type { SafeFile } from '../../util/private-file.ts'
import { damaged, type Failure, FileMoved, failureOf } from './failures.ts'
import { inspectFile, safePath, unusable } from './file-safety.ts'
import { withFileLock } from './lock.ts'
import { COMPANIONS, putNewFile } from './replace-file.ts'
import { checkWhole, configure, type ProtectionRow, upgrade } from './schema.ts'
import { pause } from './turns.ts'

type Work<T> = (db: Database) => T

/** Milliseconds that another process may keep the file from us; its transactions take a few. */
const BUSY_LIMIT = 15_000
const LONGEST_PAUSE = 40
/** Held while a file is made or replaced. */
const FILE_LOCK = 'file'

/**
 * The SQLite file, opened for one transaction at a time: nothing is held in between, so another process may put a new
 * file there, and the user may copy it. A rollback journal and not WAL, so that a copy of the one file is whole.
 */
export class SettingsFile {
  readonly path: string
  readonly #onNotice: (notice: Notice) => void

  /** @throws FILE_UNSAFE */
  constructor(path: string, onNotice: (notice: Notice) => void) {
    this.path = safePath(path)
    this.#onNotice = onNotice
  }

  /**
   * Reads the whole file once, and puts a new one in place of a damaged one. Makes nothing where nothing is.
   * @returns how its secrets are protected.
   */
  async check(): Promise<ProtectionRow | undefined> {
    return this.read(checkWhole)
  }

  /** @returns undefined where there is no file yet. */
  async read<T>(work: Work<T>): Promise<T | undefined> {
    return this.#retrying(async () => {
      const file = this.#inspect()
      if (file !== undefined && isEmpty(file)) await this.#create()
      return file === undefined ? undefined : this.#transact(work, 'deferred')
    })
  }

  /** Makes the file where there is none. The transaction is on the disk when this returns. */
  async write<T>(work: Work<T>): Promise<T> {
    return this.#retrying(async () => {
      const file = this.#inspect()
      if (file === undefined || isEmpty(file)) await this.#create()
      return this.#transact(work, 'immediate')
    })
  }

  async #retrying<T>(step: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + BUSY_LIMIT
    let isHealed = false
    for (;;) {
      try {
        return await step()
      } catch (error) {
        const failure = this.#failureOf(error)
        if (failure === 'other') throw told(this.path, error)
        if (failure === 'damaged' && isHealed) throw damaged(this.path, 'is damaged', HEAL_HINT)
        if (performance.now() > deadline) throw this.#busy()
        if (failure === 'damaged') isHealed = await this.#heal()
        else await pause(1 + Math.random() * LONGEST_PAUSE, undefined)
      }
    }
  }

  /** A header that names a format which SQLite may only read makes a file read-only that the system lets us write. */
  #failureOf(error: unknown): Failure {
    if (error instanceof GmailSqlError) return 'other'
    return systemCode(error) === 'SQLITE_READONLY' && isWritable(this.path) ? 'damaged' : failureOf(error)
  }

  async #transact<T>(work: Work<T>, kind: 'deferred' | 'immediate'): Promise<T> {
    const before = this.#inspect()
    if (before === undefined) throw new FileMoved()
    const db = await openDatabase(this.path)
    try {
      configure(db)
      const transaction = db.transaction(() => {
        this.#refuseOther(before)
        upgrade(db, this.path)
        return work(db)
      })
      return transaction[kind]()
    } finally {
      db.close()
    }
  }

  /** Between the look and the lock another process may have put a new file there; this one is then in nobody's way. */
  #refuseOther(before: SafeFile): void {
    const now = inspectFile(this.path)
    if (now?.stats.ino !== before.stats.ino || now.stats.dev !== before.stats.dev) throw new FileMoved()
  }

  #inspect(): SafeFile | undefined {
    for (const companion of COMPANIONS) inspectFile(this.path + companion)
    const file = inspectFile(this.path)
    if (file?.wasOpen) {
      const message = `${this.path} could be read or written by others; its mode is now 0600`
      this.#onNotice({ code: 'FILE_MODE', message })
    }
    return file
  }

  async #create(): Promise<void> {
    await this.#alone(async () => {
      const file = this.#inspect()
      if (file !== undefined && !isEmpty(file)) return
      await putNewFile(this.path, false)
      if (file === undefined) return
      const message = `${this.path} was empty: no OAuth settings are stored in it, and you may have to sign in again`
      this.#onNotice({ code: 'FILE_EMPTY', message })
    })
  }

  /** @returns false when others were in the way, and it is to be tried again. */
  async #heal(): Promise<boolean> {
    try {
      await this.#alone(() => this.#replaceDamaged())
      return true
    } catch (error) {
      if (['busy', 'moved'].includes(this.#failureOf(error))) return false
      const reason = told(this.path, error)
      if (!(reason instanceof GmailSqlError) || reason.code !== 'FILE_UNSAFE') throw reason
      const what = `is damaged, and no new one can be put in its place: ${reason.message}`
      throw damaged(this.path, what, HEAL_HINT)
    }
  }

  async #replaceDamaged(): Promise<void> {
    if (await this.#isWhole()) return
    const aside = await putNewFile(this.path, true)
    const kept = aside === undefined ? '' : ` and is kept as ${basename(aside)}`
    const message = `${this.path} was damaged or of another program${kept}; a new, empty one is in its place`
    this.#onNotice({ code: 'FILE_DAMAGED', message: `${message}: sign in again` })
  }

  /** Another process may have been faster. */
  async #isWhole(): Promise<boolean> {
    try {
      if (this.#inspect() !== undefined) await this.#transact(checkWhole, 'deferred')
      return true
    } catch (error) {
      if (this.#failureOf(error) === 'damaged') return false
      throw error
    }
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    await withFileLock({ location: this.path, name: FILE_LOCK, onNotice: this.#onNotice }, work)
  }

  #busy(): GmailSqlError {
    const seconds = BUSY_LIMIT / 1000
    const message = `Other processes have kept the OAuth settings file ${this.path} busy for ${seconds} s`
    return new GmailSqlError('OAUTH_TIMEOUT', message, { hint: 'Try again.', retryable: true })
  }
}

const HEAL_HINT = 'Make room or give write permission to its directory, or name another file.'

/** SQLite takes a file of one byte for an empty one as well. */
function isEmpty({ stats }: SafeFile): boolean {
  return stats.size <= 1
}

/** A mistake of ours, which has no code, stays what it is. */
function told(path: string, error: unknown): unknown {
  return systemCode(error) === '' ? error : unusable(path, error)
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
