import { randomBytes } from 'node:crypto'
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { GmailSqlError, systemCode } from './errors.ts'

/** Files in a folder that appears under its name only when all of them are whole. */
export interface OutputDirectory {
  /** @throws BAD_VALUE when it cannot be written */
  write(name: string, data: Uint8Array): Promise<void>
  finish(): Promise<void>
  discard(): Promise<void>
}

/**
 * Mail is private: the folder is born 0700 and its files 0600, next to its final place, under another name.
 * @throws FILE_EXISTS when something of that name is there; BAD_VALUE when it cannot be made
 */
export async function openOutputDirectory(path: string): Promise<OutputDirectory> {
  await checkFree(path)
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`)
  await mkdir(draft, { mode: 0o700 }).catch(error => {
    throw cannotWrite(path, error)
  })
  const discard = () => rm(draft, { recursive: true, force: true })
  return {
    async write(name, data) {
      try {
        await using file = await open(join(draft, name), 'wx', 0o600)
        await file.writeFile(data)
      } catch (error) {
        throw cannotWrite(join(path, name), error)
      }
    },
    async finish() {
      try {
        // rename replaces an empty folder, and nothing else, that somebody has made meanwhile.
        await checkFree(path)
        await rename(draft, path)
      } catch (error) {
        await discard()
        throw error instanceof GmailSqlError ? error : cannotWrite(path, error)
      }
    },
    discard,
  }
}

async function checkFree(path: string): Promise<void> {
  if (!(await lstat(path).catch(() => undefined))) return
  throw new GmailSqlError('FILE_EXISTS', `the output folder "${path}" is there already`, {
    hint: 'Give the name of a new folder.',
  })
}

function cannotWrite(path: string, error: unknown): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `the output "${path}" cannot be written: ${systemCode(error)}`, {
    hint: 'Check the folder, its permissions and the space left.',
  })
}
