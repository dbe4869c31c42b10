import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { GmailSqlError, systemCode } from './errors.ts'

const OWNER_ONLY = 0o600
const OWNER_ONLY_DIRECTORY = 0o700
const STICKY = 0o1000
// O_NOFOLLOW is not there on Windows.
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)

/** Windows has neither owners nor modes in this sense; the profile directory is private there. */
const hasModes = process.getuid !== undefined

/** What a private file is for, in the words of its errors. */
export interface FilePurpose {
  /** Cannot be kept there: `OAuth settings`. */
  readonly contents: string
  /** Cannot be used: `The OAuth settings file`. */
  readonly subject: string
  /** What to do when it cannot be used. */
  readonly hint: string
}

const REASONS: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'the disk is full',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  SQLITE_READONLY: 'it is read-only',
  EROFS: 'its file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  SQLITE_PERM: 'permission is denied',
  SQLITE_CANTOPEN: 'it (or a file beside it) cannot be opened',
  SQLITE_IOERR: 'the disk answers with an error',
  EIO: 'the disk answers with an error',
  EMFILE: 'this process has too many open files',
  ENFILE: 'the system has too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENOTDIR: 'a part of the path is not a directory',
  ENOENT: 'a part of the path does not exist',
  ELOOP: 'a part of the path is a loop of symbolic links',
}

/** A file that passed every check. */
export interface SafeFile {
  readonly stats: Stats
  /** Others could read or write it until now. */
  readonly wasOpen: boolean
}

/**
 * The path with its directory resolved, so that no link is followed from here on.
 * @throws FILE_UNSAFE where others may exchange what is in the directory.
 */
export function safePath(path: string, purpose: FilePurpose): string {
  let directory = dirname(path)
  try {
    // A file system without directories to make is asked nothing: mkdir fails on a read-only one even for what is there.
    if (statSync(directory, { throwIfNoEntry: false }) === undefined) makeDirectory(directory)
    directory = realpathSync(directory)
    refuseOpenDirectories(directory, purpose)
  } catch (error) {
    throw unusable(path, error, purpose)
  }
  return join(directory, basename(path))
}

function makeDirectory(directory: string): void {
  const first = mkdirSync(directory, { recursive: true, mode: OWNER_ONLY_DIRECTORY })
  // The umask may have taken the owner's bits, never added any.
  if (first !== undefined && hasModes) chmodSync(directory, OWNER_ONLY_DIRECTORY)
}

function refuseOpenDirectories(directory: string, purpose: FilePurpose): void {
  if (!hasModes) return
  const own = statSync(directory)
  if (!own.isDirectory()) throw unsafe(directory, 'is not a directory', purpose)
  if (own.uid !== process.getuid!() && own.uid !== 0)
    throw unsafe(directory, 'belongs to another user', purpose)
  for (let at = directory; ; at = dirname(at)) {
    if (isOpenToOthers(statSync(at))) {
      const what = 'can be written by others, who could exchange the files in it'
      throw unsafe(at, what, purpose, `chmod go-w ${at}`)
    }
    if (at === dirname(at)) return
  }
}

/** In a sticky directory (the one for temporary files) only the owner of a file may rename or remove it. */
function isOpenToOthers({ mode, gid }: Stats): boolean {
  if ((mode & STICKY) !== 0) return false
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== process.getgid!())
}

/**
 * Looks at a file without opening it: closing a descriptor would drop SQLite's locks on it in this process. A mode that
 * lets others in is tightened.
 * @returns undefined where there is nothing.
 * @throws FILE_UNSAFE, and the target of a link or the other name of the file is not touched.
 */
export function inspectFile(path: string, purpose: FilePurpose): SafeFile | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    const reason = reasonAgainst(stats)
    if (reason !== undefined) throw unsafe(path, reason, purpose)
    const wasOpen = hasModes && (stats.mode & 0o077) !== 0
    if (hasModes && (stats.mode & 0o777) !== OWNER_ONLY) chmodSync(path, OWNER_ONLY)
    return { stats, wasOpen }
  } catch (error) {
    // A journal goes away when its transaction ends.
    if (systemCode(error) === 'ENOENT') return undefined
    throw unusable(path, error, purpose)
  }
}

function reasonAgainst(stats: Stats): string | undefined {
  if (stats.isSymbolicLink()) return 'is a symbolic link'
  if (stats.isDirectory()) return 'is a directory'
  if (stats.isFIFO()) return 'is a FIFO'
  if (stats.isSocket()) return 'is a socket'
  if (!stats.isFile()) return 'is a device'
  if (stats.nlink > 1) return `has ${stats.nlink} names (hard links)`
  if (hasModes && stats.uid !== process.getuid!()) return `belongs to another user (uid ${stats.uid})`
  return undefined
}

/**
 * Makes a file that only its owner can read from its first moment on, on the disk when this returns.
 * @throws the system's error, EEXIST among them.
 */
export function createPrivateFile(path: string, content = ''): void {
  const file = openSync(path, CREATE, OWNER_ONLY)
  try {
    if (hasModes) fchmodSync(file, OWNER_ONLY)
    if (content !== '') writeSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** A rename or a new name is on the disk only when its directory is. */
export function syncDirectory(directory: string): void {
  // Windows opens no directories.
  if (process.platform === 'win32') return
  const handle = openSync(directory, constants.O_RDONLY)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function unsafe(path: string, what: string, { contents }: FilePurpose, remedy?: string): GmailSqlError {
  const hint =
    remedy === undefined
      ? 'Name a file of your own, or one that does not exist yet, in a directory that only you can write.'
      : `Run ${remedy}, or name a file in a directory that only you can write.`
  return new GmailSqlError('FILE_UNSAFE', `${contents} cannot be kept there: ${path} ${what}`, { hint })
}

/** An error of the disk or the system as one of ours. Its own text is left out: it adds nothing and is not ours to vouch for. */
export function unusable(path: string, error: unknown, { subject, hint }: FilePurpose): GmailSqlError {
  if (error instanceof GmailSqlError) return error
  const code = systemCode(error)
  const base = Object.keys(REASONS).find(known => isCode(code, known))
  const reason = base === undefined ? `the system answers ${code || 'with an error'}` : REASONS[base]
  return new GmailSqlError('FILE_UNSAFE', `${subject} ${path} cannot be used: ${reason} (${code})`, { hint })
}

/** Extended codes go on after an underscore: `SQLITE_IOERR_WRITE`. */
export function isCode(code: string, base: string): boolean {
  return code === base || code.startsWith(`${base}_`)
}
