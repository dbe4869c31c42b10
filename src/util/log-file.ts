import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  renameSync,
  type Stats,
  writeSync,
} from 'node:fs'
import { GmailSqlError, systemCode } from './errors.ts'
import type { Logger, LogLevel, LogModule, SecretRegistry } from './log.ts'
import { datedPath, removeOldest } from './log-rotation.ts'
import { escapeForTerminal } from './text.ts'

export interface LogFileOptions {
  readonly path: string
  /** Texts of a higher level are not written. */
  readonly verbosity: LogLevel
  /** Which parts log; none named is all. */
  readonly modules?: readonly LogModule[]
  /** The file goes on in a new one at this size in bytes; less than 100,000 is 100,000. */
  readonly maxBytes: number
  /** How many files are kept, this one among them; 1 is 2, and 0 or less is all. */
  readonly maxCount: number
  /** Masked in every line; may grow while the log is open. */
  readonly secrets: SecretRegistry
  /** Called once, when a line could not be written; the log then stays silent, statements go on. */
  readonly onFailure?: (error: GmailSqlError) => void
}

export interface LogFile extends Logger {
  /** Idempotent. */
  close(): void
}

const SMALLEST_FILE = 100_000
const SMALLEST_COUNT = 2
const OWNER_ONLY = 0o600
// O_NONBLOCK: a FIFO without a reader is refused instead of waited for.
const APPEND =
  constants.O_WRONLY | constants.O_APPEND | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)

/**
 * Opens a log that is appended to, line by line and at once, so that a crash loses nothing.
 *
 * @throws FILE_UNSAFE for a symbolic link, something that is no plain file, or a file of somebody else; BAD_PROPERTY
 * where the file cannot be made.
 */
export function openLogFile(options: LogFileOptions): LogFile {
  return new RollingFile(options)
}

class RollingFile implements LogFile {
  readonly #options: LogFileOptions
  #file: number | undefined

  constructor(options: LogFileOptions) {
    this.#options = options
    this.#file = openSafely(options.path)
  }

  isEnabled(level: LogLevel, module: LogModule): boolean {
    const { verbosity, modules = [] } = this.#options
    return (
      this.#file !== undefined && level <= verbosity && (modules.length === 0 || modules.includes(module))
    )
  }

  write(level: LogLevel, module: LogModule, text: string): void {
    if (!this.isEnabled(level, module)) return
    const masked = escapeForTerminal(this.#options.secrets.mask(text))
    try {
      this.#append(Buffer.from(`${new Date().toISOString()} ${level} ${module} ${masked}\n`))
    } catch (error) {
      this.#fail(error)
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  #append(line: Buffer): void {
    const size = fstatSync(this.#file!).size
    const limit = Math.max(this.#options.maxBytes, SMALLEST_FILE)
    if (size > 0 && size + line.length > limit) this.#roll()
    writeSync(this.#file!, line)
  }

  #roll(): void {
    const { path, maxCount } = this.#options
    const own = fstatSync(this.#file!)
    const there = lstatSync(path, { throwIfNoEntry: false })
    // Another process that logs here may have rolled over already: then its new file is the one to go on in.
    if (there !== undefined && isSameFile(own, there)) renameSync(path, datedPath(path, new Date()))
    this.close()
    this.#file = openSafely(path)
    if (maxCount > 0) removeOldest(path, Math.max(maxCount, SMALLEST_COUNT) - 1)
  }

  #fail(error: unknown): void {
    try {
      this.close()
    } catch {
      // The file is given up; that it cannot even be closed adds nothing.
      this.#file = undefined
    }
    this.#options.onFailure?.(unusable(this.#options.path, error))
  }
}

function openSafely(path: string): number {
  refuseLink(path)
  const file = openOrCreate(path)
  try {
    makePrivate(path, file)
    return file
  } catch (error) {
    closeSync(file)
    throw error
  }
}

function openOrCreate(path: string): number {
  try {
    return openSync(path, APPEND | constants.O_CREAT | constants.O_EXCL, OWNER_ONLY)
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw unusable(path, error)
  }
  try {
    return openSync(path, APPEND)
  } catch (error) {
    throw unusable(path, error)
  }
}

/** Where the system has no O_NOFOLLOW, this look before the open is what there is. */
function refuseLink(path: string): void {
  let there: Stats | undefined
  try {
    there = lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw unusable(path, error)
  }
  if (there?.isSymbolicLink()) throw unsafe(path, 'a symbolic link')
  if (there !== undefined && !there.isFile()) throw unsafe(path, 'not a plain file')
}

/** The umask took bits away at birth, never added any; an older file may be readable by others. */
function makePrivate(path: string, file: number): void {
  const stats = fstatSync(file)
  if (!stats.isFile()) throw unsafe(path, 'not a plain file')
  if (process.getuid !== undefined && stats.uid !== process.getuid()) throw unsafe(path, 'of another user')
  if ((stats.mode & 0o777) !== OWNER_ONLY) fchmodSync(file, OWNER_ONLY)
}

function isSameFile(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.dev === b.dev
}

function unsafe(path: string, what: string): GmailSqlError {
  const hint = 'Name a file of your own, or one that does not exist yet.'
  return new GmailSqlError('FILE_UNSAFE', `The log file ${path} is ${what}`, { hint })
}

function unusable(path: string, error: unknown): GmailSqlError {
  if (error instanceof GmailSqlError) return error
  const errno = systemCode(error) || String(error)
  if (errno === 'ELOOP') return unsafe(path, 'a symbolic link')
  if (errno === 'ENXIO' || errno === 'EISDIR') return unsafe(path, 'not a plain file')
  const hint = 'Logfile must name a file in a directory that exists and may be written to.'
  return new GmailSqlError('BAD_PROPERTY', `The log file ${path} cannot be written: ${errno}`, { hint })
}
