import { renameSync } from 'node:fs'
import { basename } from 'node:path'
import { GmailSqlError, systemCode } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'
import { createPrivateFile, type FilePurpose, inspectFile, safePath } from '../util/private-file.ts'

/** What SQLite puts beside a database. */
const COMPANIONS = ['-wal', '-shm', '-journal'] as const

const STORE: FilePurpose = {
  contents: 'Mail',
  subject: 'The message store',
  hint: 'CacheLocation can name another file or directory.',
}

/** The file of a store that outlives its connection: only its owner can read it, and what is damaged is put aside. */
export class StoreFile {
  readonly #given: string
  readonly #notify: (notice: Notice) => void
  #path: string | undefined
  /** Of the file that was found or made. */
  #identity: string | undefined

  constructor(path: string, notify: (notice: Notice) => void) {
    this.#given = path
    this.#notify = notify
  }

  /**
   * The path of the file, which is there then.
   * @throws FILE_UNSAFE for a link, somebody else's file, or where others could exchange it
   */
  ready(): string {
    if (this.#path !== undefined) return this.#path
    const path = safePath(this.#given, STORE)
    for (const companion of COMPANIONS) inspectFile(path + companion, STORE)
    const found = inspectFile(path, STORE)
    if (!found) makeFile(path)
    if (found?.wasOpen) {
      const message = `${path} could be read or written by others; its mode is now 0600`
      this.#notify({ code: 'FILE_MODE', message })
    }
    this.#identity = identityOf(path)
    this.#path = path
    return path
  }

  /** Puts the file, with what SQLite has beside it, under another name: the next one is new. Nobody here has it open. */
  setAside(): void {
    const path = this.ready()
    this.#path = undefined
    // Another process may have been faster: what is there now is not what was found damaged.
    if (identityOf(path) !== this.#identity) return
    const aside = `${path}.damaged-${new Date().toISOString().replace(/[-:]/g, '')}`
    for (const suffix of ['', ...COMPANIONS]) moveIfThere(path + suffix, aside + suffix)
    const message = `${path} was damaged and is kept as ${basename(aside)}; a new one is filled from the mail server`
    this.#notify({ code: 'CACHE_DAMAGED', message })
  }
}

function makeFile(path: string): void {
  try {
    createPrivateFile(path)
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
}

function identityOf(path: string): string {
  const stats = inspectFile(path, STORE)?.stats
  return stats ? `${stats.dev}:${stats.ino}` : ''
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw new GmailSqlError(
      'CACHE_DAMAGED',
      `the message store ${from} is damaged and cannot be put aside (${systemCode(error)})`,
      {
        hint: 'Close other programs that use it, and remove it.',
      },
    )
  }
}
