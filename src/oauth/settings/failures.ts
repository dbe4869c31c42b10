import { GmailSqlError, systemCode } from '../../util/errors.ts'

/** What a failed call on the settings file means for the next step. */
export type Failure = 'busy' | 'damaged' | 'moved' | 'other'

/** The file behind the path is another one than when it was looked at: another process has put a new one there. */
export class FileMoved extends Error {}

/** The content is not what gmailsql writes, although SQLite can read it. */
export class ContentDamaged extends Error {}

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

/** What SQLite says of content that it cannot take; with fixed statements an SQL error is such a one as well. */
const DAMAGE = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_ERROR', 'SQLITE_FORMAT']

export function failureOf(error: unknown): Failure {
  const code = systemCode(error)
  if (error instanceof FileMoved || code === 'SQLITE_READONLY_DBMOVED') return 'moved'
  if (error instanceof ContentDamaged) return 'damaged'
  if (isCode(code, 'SQLITE_BUSY') || isCode(code, 'SQLITE_LOCKED')) return 'busy'
  return DAMAGE.some(base => isCode(code, base)) ? 'damaged' : 'other'
}

/** Extended codes go on after an underscore: `SQLITE_IOERR_WRITE`. */
export function isCode(code: string, base: string): boolean {
  return code === base || code.startsWith(`${base}_`)
}

/** An error of the disk or the system as one of ours. Its own text is left out: it adds nothing and is not ours to vouch for. */
export function unusable(path: string, error: unknown): GmailSqlError {
  if (error instanceof GmailSqlError) return error
  const code = systemCode(error)
  const base = Object.keys(REASONS).find(known => isCode(code, known))
  const reason = base === undefined ? `the system answers ${code || 'with an error'}` : REASONS[base]
  return new GmailSqlError(
    'FILE_UNSAFE',
    `The OAuth settings file ${path} cannot be used: ${reason} (${code})`,
    {
      hint: 'What was saved before is as it was. OAuthSettingsLocation can name another file, or memory://name.',
    },
  )
}

export function damaged(path: string, what: string, hint: string): GmailSqlError {
  return new GmailSqlError('FILE_DAMAGED', `The OAuth settings file ${path} ${what}`, { hint })
}
