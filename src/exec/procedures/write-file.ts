import { constants } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GmailSqlError, systemCode } from '../../util/errors.ts'
import { numberedName, safeFileName } from '../../util/file-name.ts'

/** Never through a symbolic link, which may lead anywhere. */
const NEW_FILE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW
const REPLACED_FILE = constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const MOST_NUMBERS = 10_000

/**
 * Writes a new file at a path that the user chose, readable by the user alone.
 * @throws FILE_EXISTS, FILE_UNSAFE naming the path
 */
export async function writeNewFile(path: string, content: Buffer): Promise<string> {
  const full = resolve(path)
  if (await written(full, content, NEW_FILE)) return full
  throw new GmailSqlError('FILE_EXISTS', `${full} is there already`, { hint: 'Name another file.' })
}

/** Files of one call in one folder: two of one name get numbers, whatever the case of their letters. */
export class AttachmentDirectory {
  readonly #path: string
  readonly #replaces: boolean
  readonly #taken = new Set<string>()

  private constructor(path: string, replaces: boolean) {
    this.#path = path
    this.#replaces = replaces
  }

  /** @throws BAD_INPUT when it is no folder */
  static async open(path: string, replaces: boolean): Promise<AttachmentDirectory> {
    try {
      const full = await realpath(path)
      if ((await stat(full)).isDirectory()) return new AttachmentDirectory(full, replaces)
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR') throw failure(path, error)
    }
    throw new GmailSqlError('BAD_INPUT', `Folder "${path}" is no folder`, { hint: 'Make it first.' })
  }

  /**
   * Writes a file directly in the folder, under a safe form of `name`.
   * @returns its path
   * @throws FILE_UNSAFE naming the file
   */
  async write(name: string, content: Buffer): Promise<string> {
    const safe = safeFileName(name)
    for (let number = 1; number <= MOST_NUMBERS; number++) {
      const candidate = number === 1 ? safe : numberedName(safe, number)
      const key = candidate.toLowerCase()
      if (this.#taken.has(key)) continue
      const path = join(this.#path, candidate)
      if (!(await written(path, content, this.#replaces ? REPLACED_FILE : NEW_FILE))) continue
      this.#taken.add(key)
      return path
    }
    throw new GmailSqlError('FILE_EXISTS', `there are ${MOST_NUMBERS} files called like ${safe} already`)
  }
}

/** False when a new file was wanted and something of that name is there. */
async function written(path: string, content: Buffer, flags: number): Promise<boolean> {
  try {
    await using file = await open(path, flags, 0o600)
    if (!(await file.stat()).isFile()) throw new GmailSqlError('FILE_UNSAFE', `${path} is no plain file`)
    await file.truncate(0)
    await file.writeFile(content)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw failure(path, error)
  }
}

function failure(path: string, error: unknown): Error {
  if (error instanceof GmailSqlError) return error
  const code = systemCode(error)
  const why = code === 'ELOOP' ? 'is a symbolic link' : `cannot be written (${code || String(error)})`
  return new GmailSqlError('FILE_UNSAFE', `${path} ${why}`, { hint: 'Choose another folder or file.' })
}
