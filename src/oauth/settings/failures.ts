import { GmailSqlError, systemCode } from '../../util/errors.ts'
import { isCode } from '../../util/private-file.ts'

/** What a failed call on the settings file means for the next step. */
export type Failure = 'busy' | 'damaged' | 'moved' | 'other'

/** The file behind the path is another one than when it was looked at: another process has put a new one there. */
export class FileMoved extends Error {}

/** The content is not what gmailsql writes, although SQLite can read it. */
export class ContentDamaged extends Error {}

/** What SQLite says of content that it cannot take; with fixed statements an SQL error is such a one as well. */
const DAMAGE = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_ERROR', 'SQLITE_FORMAT']

export function failureOf(error: unknown): Failure {
  const code = systemCode(error)
  if (error instanceof FileMoved || code === 'SQLITE_READONLY_DBMOVED') return 'moved'
  if (error instanceof ContentDamaged) return 'damaged'
  if (isCode(code, 'SQLITE_BUSY') || isCode(code, 'SQLITE_LOCKED')) return 'busy'
  return DAMAGE.some(base => isCode(code, base)) ? 'damaged' : 'other'
}

export function damaged(path: string, what: string, hint: string): GmailSqlError {
  return new GmailSqlError('FILE_DAMAGED', `The OAuth settings file ${path} ${what}`, { hint })
}
