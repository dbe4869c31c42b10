import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GmailSqlError } from '../util/errors.ts'

/** A directory that only this user can enter (mkdtemp: 0700), with an empty 0600 file for the store: mail is in it. */
export interface PrivateDirectory {
  readonly path: string
  readonly storeFile: string
  remove(): void
}

/** @throws FILE_UNSAFE when the system's directory for temporary files cannot be written. */
export function makePrivateDirectory(): PrivateDirectory {
  try {
    const path = mkdtempSync(join(tmpdir(), 'gmailsql-'))
    const storeFile = join(path, 'store.db')
    // SQLite gives -wal and -shm the mode of the file that it finds.
    closeSync(openSync(storeFile, 'wx', 0o600))
    return { path, storeFile, remove: () => rmSync(path, { recursive: true, force: true }) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new GmailSqlError('FILE_UNSAFE', `no private directory can be made in ${tmpdir()}: ${reason}`, {
      hint: 'Set TMPDIR to a directory that you can write.',
    })
  }
}
