import { ERROR_CODES, type ErrorCode, GmailSqlError } from '../util/errors.ts'

/** What SQLite says, in the words of its own error texts (stable for twenty years), as one of our codes. */
const TEXTS: readonly [
  RegExp,
  'NO_TABLE' | 'NO_COLUMN' | 'NO_FUNCTION' | 'AMBIGUOUS' | 'TOO_COMPLEX' | 'SYNTAX',
][] = [
  [/^no such table: /, 'NO_TABLE'],
  [/^no such column: /, 'NO_COLUMN'],
  [/^no such function: |^wrong number of arguments to function /, 'NO_FUNCTION'],
  [/^ambiguous column name: /, 'AMBIGUOUS'],
  [
    /parser stack overflow|Recursion limit|Expression tree is too large|too many (terms|columns|SQL variables|arguments|FROM)/i,
    'TOO_COMPLEX',
  ],
  [
    /LIKE or GLOB pattern too complex|at most \d+ tables in a join|string or blob too big|query aborted|statement too long/,
    'TOO_COMPLEX',
  ],
]

/** The error that SQLite gave, with its text kept: it names the offending word. */
export function sqliteError(error: {
  code: string
  message: string
  hint?: string | undefined
}): GmailSqlError {
  if (isOurs(error.code)) return new GmailSqlError(error.code, error.message, { hint: error.hint })
  const known = TEXTS.find(([pattern]) => pattern.test(error.message))
  if (known) return new GmailSqlError(known[1], error.message, hintFor(known[1]))
  if (error.code === 'SQLITE_ERROR') return plainError(error.message)
  if (/^SQLITE_(?:CORRUPT|NOTADB)/.test(error.code)) {
    return new GmailSqlError('CACHE_DAMAGED', `the message store is damaged: ${error.message}`, {
      hint: 'Connect again: a new store is filled from the server, and no mail is lost.',
    })
  }
  if (error.code === 'SQLITE_FULL' || error.code.startsWith('SQLITE_IOERR')) {
    return new GmailSqlError('FILE_UNSAFE', `the message store cannot be written: ${error.message}`, {
      hint: 'Free some disk space.',
    })
  }
  if (/^SQLITE_(?:CANTOPEN|READONLY|PERM)/.test(error.code)) {
    return new GmailSqlError('FILE_UNSAFE', `the message store cannot be used: ${error.message}`, {
      hint: 'Give yourself permission to write the file and its directory, or name another in CacheLocation.',
    })
  }
  if (/^SQLITE_(?:BUSY|LOCKED)/.test(error.code)) {
    return new GmailSqlError('BUSY', `other processes keep the message store busy: ${error.message}`, {
      hint: 'Try again.',
      retryable: true,
    })
  }
  if (error.code === 'SQLITE_MISMATCH') {
    return new GmailSqlError('BAD_VALUE', 'LIMIT or OFFSET is no whole number below 2^63', {
      hint: 'LIMIT -1 sets none.',
    })
  }
  if (error.code === 'SQLITE_TOOBIG') return new GmailSqlError('TOO_COMPLEX', error.message)
  return new GmailSqlError('BAD_VALUE', error.message)
}

function plainError(message: string): GmailSqlError {
  if (message !== 'integer overflow') return new GmailSqlError('SYNTAX', message)
  return new GmailSqlError('BAD_VALUE', 'integer overflow: a sum of integers is beyond 64 bits', {
    hint: 'TOTAL(x), or SUM(CAST(x AS REAL)), adds without that bound.',
  })
}

function hintFor(code: ErrorCode): { hint?: string } {
  return code === 'TOO_COMPLEX'
    ? {
        hint: 'These are SQLite’s limits: 1,000 levels of an expression, 500 SELECTs in a UNION, 50,000 bytes of a pattern.',
      }
    : {}
}

/** Thrown by a function that SQL called. */
function isOurs(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code)
}
