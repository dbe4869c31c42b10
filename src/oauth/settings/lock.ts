import { createHash } from 'node:crypto'
import { type Database, openDatabase } from '../../sqlite/native.ts'
import { GmailSqlError, systemCode } from '../../util/errors.ts'
import type { Notice } from '../../util/notice.ts'
import { createPrivateFile } from '../../util/private-file.ts'
import { failureOf } from './failures.ts'
import { inspectFile, unusable } from './file-safety.ts'
import { describeHolder, eraseHolder, signHolder } from './lock-holder.ts'
import { type Patience, pause, refuseAborted, takeTurn } from './turns.ts'

/** What to lock, and how long to wait for it. */
export interface LockRequest {
  /** Of the settings: a path, or `memory://id`. */
  readonly location: string
  readonly name: string
  readonly onNotice: (notice: Notice) => void
  readonly signal?: AbortSignal | undefined
  /** Milliseconds; 60,000 unless told. */
  readonly timeoutMs?: number | undefined
}

const DEFAULT_TIMEOUT = 60_000
/** After so many milliseconds of waiting the user is told for whom. */
const TELL_AFTER = 3000
const SHORTEST_PAUSE = 5
const LONGEST_PAUSE = 60

/**
 * Runs `work` while nobody else in this process or another one holds the lock.
 *
 * The lock is SQLite's write lock on an empty file of its own, which the kernel takes away with the process that had
 * it: that is the proof of death, without pids that are used again or clocks that jump. A holder that is only stopped
 * keeps it. Such locks do not work on every network file system.
 *
 * @throws OAUTH_TIMEOUT naming the holder; CANCELLED; FILE_UNSAFE.
 */
export async function withFileLock<T>(request: LockRequest, work: () => Promise<T>): Promise<T> {
  return withTurn(request, async patience => {
    const path = lockPath(request.location, request.name)
    const db = await openLockFile(path)
    try {
      await lock(db, { path, patience, request })
      try {
        return await work()
      } finally {
        eraseHolder(path)
      }
    } finally {
      // The lock goes with the connection.
      db.close()
    }
  })
}

/** The same within this process only. */
export async function withTurn<T>(
  request: LockRequest,
  work: (patience: Patience) => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + (request.timeoutMs ?? DEFAULT_TIMEOUT)
  const patience = { deadline, signal: request.signal }
  const release = await takeTurn(JSON.stringify([request.location, request.name]), patience)
  if (release === undefined) throw timedOut(request, `this process (${process.pid})`)
  try {
    return await work(patience)
  } finally {
    release()
  }
}

/** A lock has any text as its name; the file has a short one. */
function lockPath(location: string, name: string): string {
  return `${location}.lock-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}

async function openLockFile(path: string): Promise<Database> {
  try {
    makeLockFile(path)
    return await openImpatient(path)
  } catch (error) {
    throw unusable(path, error)
  }
}

async function openImpatient(path: string): Promise<Database> {
  const db = await openDatabase(path)
  try {
    db.pragma('busy_timeout = 0')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function makeLockFile(path: string): void {
  if (inspectFile(path) === undefined) createIfAbsent(path)
  const size = inspectFile(path)?.stats.size ?? 0
  if (size === 0) return
  const hint = 'Delete it, if it is not a file of another program.'
  throw new GmailSqlError('FILE_UNSAFE', `The lock file ${path} is not empty, so it is not one of ours`, {
    hint,
  })
}

function createIfAbsent(path: string): void {
  try {
    createPrivateFile(path)
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
}

interface Wait {
  readonly path: string
  readonly patience: Patience
  readonly request: LockRequest
}

async function lock(db: Database, wait: Wait): Promise<void> {
  const { path, patience, request } = wait
  const began = performance.now()
  let isTold = false
  let longest = SHORTEST_PAUSE
  for (;;) {
    refuseAborted(patience.signal)
    if (tryLock(db, path)) return
    const now = performance.now()
    if (now >= patience.deadline) throw timedOut(request, describeHolder(path))
    if (!isTold && now - began >= TELL_AFTER) {
      isTold = true
      request.onNotice({
        code: 'OAUTH_LOCK',
        message: `Waiting for ${describeHolder(path)}, ${purpose(request)}`,
      })
    }
    await pause(Math.min(longest * (0.5 + Math.random()), patience.deadline - now), patience.signal)
    longest = Math.min(longest * 2, LONGEST_PAUSE)
  }
}

function tryLock(db: Database, path: string): boolean {
  try {
    db.exec('BEGIN IMMEDIATE')
    signHolder(path)
    return true
  } catch (error) {
    if (failureOf(error) === 'busy') return false
    throw unusable(path, error)
  }
}

function timedOut(request: LockRequest, holder: string): GmailSqlError {
  const seconds = (request.timeoutMs ?? DEFAULT_TIMEOUT) / 1000
  return new GmailSqlError('OAUTH_TIMEOUT', `Waited ${seconds} s for ${holder}, ${purpose(request)}`, {
    hint: 'Let it finish or end it; the lock is free as soon as it is gone.',
    retryable: true,
  })
}

function purpose({ location }: LockRequest): string {
  return `which is changing the OAuth settings in ${location}`
}
