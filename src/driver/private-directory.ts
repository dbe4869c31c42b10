import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GmailSqlError } from '../util/errors.ts'

/** A directory that only this user can enter (mkdtemp: 0700), with empty 0600 files: mail is in them. */
export interface PrivateDirectory {
  readonly path: string
  readonly storeFile: string
  /** For the tables that are the connection's own. */
  readonly ownFile: string
  remove(): void
}

/** @throws FILE_UNSAFE when the system's directory for temporary files cannot be written. */
export function makePrivateDirectory(): PrivateDirectory {
  try {
    const path = mkdtempSync(join(tmpdir(), 'gmailsql-'))
    const [storeFile, ownFile] = [join(path, 'store.db'), join(path, 'own.db')]
    // SQLite gives -wal and -shm the mode of the file that it finds.
    for (const file of [storeFile, ownFile]) closeSync(openSync(file, 'wx', 0o600))
    return { path, storeFile, ownFile, remove: () => rmSync(path, { recursive: true, force: true }) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new GmailSqlError('FILE_UNSAFE', `no private directory can be made in ${tmpdir()}: ${reason}`, {
      hint: 'Set TMPDIR to a directory that you can write.',
    })
  }
}
