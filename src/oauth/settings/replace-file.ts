import { closeSync, constants, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { openDatabase } from '../../sqlite/native.ts'
import { systemCode } from '../../util/errors.ts'
import { createPrivateFile, syncDirectory } from '../../util/private-file.ts'
import { failureOf } from './failures.ts'
import { initialize } from './schema.ts'

/** What SQLite puts beside a database; a rollback journal left there would be played into the new file. */
export const COMPANIONS = ['-journal', '-wal', '-shm'] as const

/**
 * Puts a new, empty settings file in place. The file that is there, with its companions, is renamed when the new one
 * is ready. The caller holds the lock that lets one process do this at a time.
 * @returns the name under which the old one is now; undefined when there was none worth keeping.
 * @throws the system's or SQLite's error; what was there is then there still.
 */
export async function putNewFile(path: string, isKept: boolean): Promise<string | undefined> {
  const draft = await writeDraft(path)
  const aside = `${path}.damaged-${new Date().toISOString().replace(/[-:]/g, '')}`
  const unlock = isKept ? await lockOut(path) : () => {}
  try {
    for (const companion of COMPANIONS) moveIfThere(path + companion, aside + companion)
    if (isKept) moveIfThere(path, aside)
    renameSync(draft, path)
  } finally {
    unlock()
  }
  syncDirectory(dirname(path))
  return isKept && existsSync(aside) ? aside : undefined
}

async function writeDraft(path: string): Promise<string> {
  const draft = `${path}.new`
  // Of a process that was killed while it stood here.
  for (const suffix of ['', ...COMPANIONS]) rmSync(draft + suffix, { force: true })
  try {
    createPrivateFile(draft)
    await fillDraft(draft)
    return draft
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

async function fillDraft(draft: string): Promise<void> {
  const db = await openDatabase(draft)
  try {
    // Nobody sees the draft, and it is synced as a whole below.
    db.pragma('journal_mode = MEMORY')
    db.pragma('synchronous = OFF')
    initialize(db)
  } finally {
    db.close()
  }
  const file = openSync(draft, constants.O_RDWR)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Keeps other processes from writing to the damaged file while it is renamed, as they would put their journal beside
 * the new one. What SQLite cannot open at all, they cannot write either.
 */
async function lockOut(path: string): Promise<() => void> {
  // Windows renames no open file, and so needs no lock for this.
  if (process.platform === 'win32') return () => {}
  const db = await openDatabase(path)
  try {
    db.pragma('busy_timeout = 0')
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (failureOf(error) === 'busy') throw error
    return () => {}
  }
  return () => db.close()
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}
