import { randomBytes } from 'node:crypto'
import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises'
import { GmailSqlError, isGmailSqlError, systemCode } from './errors.ts'

/** Results in a file that appears under its name only when it is whole. */
export interface OutputFile {
  write(data: string | Uint8Array): Promise<void>
  finish(): Promise<void>
  discard(): Promise<void>
}

export interface OutputOptions {
  /** A file that is there is replaced once the new one is whole. */
  readonly replace: boolean
  /** What to do about a file that is there: `--force replaces it`. */
  readonly hint: string
}

/**
 * Mail is private: the file is born 0600, next to its final place, under another name.
 * @throws FILE_EXISTS unless `replace`; FILE_UNSAFE for what is not a plain file (a link, a device, a folder).
 */
export async function openOutputFile(path: string, options: OutputOptions): Promise<OutputFile> {
  await checkFree(path, options)
  const draft = `${path}.${randomBytes(6).toString('hex')}.part`
  const handle = await open(draft, 'wx', 0o600).catch(error => {
    throw cannotWrite(path, error)
  })
  return {
    async write(data) {
      try {
        await handle.appendFile(data)
      } catch (error) {
        throw cannotWrite(path, error)
      }
    },
    async finish() {
      try {
        await handle.sync()
        await handle.close()
        await publish(draft, path, options)
      } catch (error) {
        await closeQuietly(handle)
        await unlink(draft)
        throw isGmailSqlError(error) ? error : cannotWrite(path, error)
      }
    },
    async discard() {
      await closeQuietly(handle)
      await unlink(draft)
    },
  }
}

async function checkFree(path: string, options: OutputOptions): Promise<void> {
  const stats = await lstat(path).catch(() => undefined)
  if (!stats) return
  if (!stats.isFile()) {
    throw new GmailSqlError('FILE_UNSAFE', `the output "${path}" is there and not a plain file`, {
      hint: 'Give another name; a result goes into a plain file.',
    })
  }
  if (!options.replace) throw fileExists(path, options)
}

async function publish(draft: string, path: string, options: OutputOptions): Promise<void> {
  if (options.replace) return rename(draft, path)
  try {
    // Unlike rename, link fails when somebody else has made the file meanwhile.
    await link(draft, path)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw fileExists(path, options)
    // A file system without hard links: take the name first, then replace what is ours.
    await (await open(path, 'wx', 0o600)).close()
    return rename(draft, path)
  }
  await unlink(draft)
}

async function closeQuietly(handle: FileHandle): Promise<void> {
  // After a full disk close fails again; the draft goes either way.
  await handle.close().catch(() => {})
}

function cannotWrite(path: string, error: unknown): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `the output file "${path}" cannot be written: ${systemCode(error)}`, {
    hint: 'Check the folder, its permissions and the space left.',
  })
}

function fileExists(path: string, { hint }: OutputOptions): GmailSqlError {
  return new GmailSqlError('FILE_EXISTS', `the output file "${path}" is there already`, {
    hint: `Give another name; ${hint}.`,
  })
}
