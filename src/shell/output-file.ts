import { randomBytes } from 'node:crypto'
import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises'
import { GmailSqlError, isGmailSqlError, type TextSink } from './door.ts'

/** Results in a file that appears under its name only when it is whole. */
export interface OutputFile extends TextSink {
  finish(): Promise<void>
  discard(): Promise<void>
}

/**
 * Mail is private: the file is born 0600, next to its final place, under another name.
 * @throws FILE_EXISTS unless `force`; FILE_UNSAFE for what is not a plain file (a link, a device, a folder).
 */
export async function openOutputFile(path: string, force: boolean): Promise<OutputFile> {
  await checkFree(path, force)
  const draft = `${path}.${randomBytes(6).toString('hex')}.part`
  const handle = await open(draft, 'wx', 0o600).catch(error => {
    throw cannotWrite(path, error)
  })
  return {
    write: async text => {
      await handle.appendFile(text)
    },
    async finish() {
      try {
        await handle.sync()
        await handle.close()
        await publish(draft, path, force)
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

async function checkFree(path: string, force: boolean): Promise<void> {
  const stats = await lstat(path).catch(() => undefined)
  if (!stats) return
  if (!stats.isFile()) {
    throw new GmailSqlError('FILE_UNSAFE', `the output "${path}" is there and not a plain file`, {
      hint: 'Give another name, or leave -o out and redirect standard output.',
    })
  }
  if (!force) throw fileExists(path)
}

async function publish(draft: string, path: string, force: boolean): Promise<void> {
  if (force) return rename(draft, path)
  try {
    // Unlike rename, link fails when somebody else has made the file meanwhile.
    await link(draft, path)
  } catch (error) {
    if (reasonOf(error) === 'EEXIST') throw fileExists(path)
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
  return new GmailSqlError('BAD_VALUE', `the output file "${path}" cannot be written: ${reasonOf(error)}`, {
    hint: 'Check the folder, its permissions and the space left.',
  })
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

function fileExists(path: string): GmailSqlError {
  return new GmailSqlError('FILE_EXISTS', `the output file "${path}" is there already`, {
    hint: 'Give another name, or --force to replace it.',
  })
}
