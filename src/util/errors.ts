/**
 * Every error that leaves gmailsql is a {@link GmailSqlError} whose `code` is a key of this table. A code is a
 * promise: programs switch on it, so it is added to, never renamed. SQLSTATEs are PostgreSQL's where one fits.
 */
export const ERROR_CODES = {
  BAD_PROPERTY: {
    sqlState: '08P01',
    doc: 'A connection property is unknown, repeated, or has a value that it does not take.',
  },
  MISSING_PROPERTY: { sqlState: '08001', doc: 'A connection property is needed and was not given.' },
  FILE_UNSAFE: {
    sqlState: '58030',
    doc: 'A file is not one that secrets or mail may be kept in, or not a plain file.',
  },
  FILE_DAMAGED: {
    sqlState: '58P01',
    doc: 'A file of ours cannot be read: it is damaged or of another program.',
  },
  FILE_EXISTS: { sqlState: '58P02', doc: 'A file is there already and would be overwritten.' },
  CERT_UNREADABLE: { sqlState: '28000', doc: 'A certificate or private key cannot be read.' },
  OAUTH_STATE: { sqlState: '28000', doc: 'An OAuth answer does not belong to a request that was made here.' },
  OAUTH_DENIED: { sqlState: '28000', doc: 'The user refused, or Google did on the user’s behalf.' },
  OAUTH_SCOPE: { sqlState: '28000', doc: 'The token does not carry the scope that IMAP needs.' },
  OAUTH_GRANT_DEAD: { sqlState: '28000', doc: 'The code or refresh token is used, expired or revoked.' },
  OAUTH_CLIENT: { sqlState: '28000', doc: 'The OAuth client id or secret is not accepted.' },
  OAUTH_ENDPOINT: {
    sqlState: '08006',
    doc: 'The token endpoint failed or answered something that is not a token.',
  },
  OAUTH_TIMEOUT: { sqlState: '08006', doc: 'The OAuth exchange took longer than its limit.' },
  AUTH_REFUSED: { sqlState: '28P01', doc: 'The mail server refused the login.' },
  TLS_REFUSED: {
    sqlState: '08001',
    doc: 'The secure connection could not be made: certificate or protocol.',
  },
  CONNECT: { sqlState: '08001', doc: 'The mail server could not be reached.', retryable: true },
  CONNECTION_LOST: {
    sqlState: '08006',
    doc: 'The connection broke while a statement was running.',
    retryable: true,
  },
  THROTTLED: { sqlState: '53400', doc: 'Gmail’s command or bandwidth limit was reached.', retryable: true },
  TOO_MANY_CONNECTIONS: {
    sqlState: '53300',
    doc: 'The account has too many simultaneous connections.',
    retryable: true,
  },
  PROTOCOL: { sqlState: '08P01', doc: 'The server sent something that IMAP does not allow.' },
  MESSAGE_LIMIT: { sqlState: '54000', doc: 'A message is larger or deeper than the limits for parsing.' },
  BAD_VALUE: { sqlState: '22023', doc: 'A value or parameter is not one that can be used there.' },
  SYNTAX: { sqlState: '42601', doc: 'The SQL text is not well-formed.' },
  NO_TABLE: { sqlState: '42P01', doc: 'There is no table or mailbox of that name.' },
  TABLE_EXISTS: { sqlState: '42P07', doc: 'A temporary or cached table would take a name that is taken.' },
  NO_COLUMN: { sqlState: '42703', doc: 'There is no column of that name.' },
  NO_FUNCTION: {
    sqlState: '42883',
    doc: 'There is no function of that name, or not with so many arguments.',
  },
  AMBIGUOUS: { sqlState: '42702', doc: 'A name means more than one thing.' },
  NOT_WRITABLE: { sqlState: '42808', doc: 'A column or table cannot be written.' },
  READ_ONLY: { sqlState: '25006', doc: 'The connection is Readonly.' },
  NEEDS_WHERE: { sqlState: '21000', doc: 'An UPDATE or DELETE without WHERE was refused.' },
  TOO_MANY_AFFECTED: { sqlState: '54000', doc: 'A write would change more rows than MaxAffected.' },
  STALE_ID: {
    sqlState: '40001',
    doc: 'A message id belongs to another epoch of the mailbox, or the message changed.',
  },
  SEND_REFUSED: { sqlState: '58000', doc: 'The mail server did not take a message that was to be sent.' },
  OUTCOME_UNKNOWN: { sqlState: '40003', doc: 'Whether a write took effect could not be found out.' },
  NEEDS_PERMISSION: { sqlState: '42501', doc: 'A property must allow this first.' },
  NO_PROCEDURE: { sqlState: '42883', doc: 'There is no stored procedure of that name.' },
  MISSING_INPUT: { sqlState: '22004', doc: 'A required input of a stored procedure is missing.' },
  BAD_INPUT: { sqlState: '22023', doc: 'An input of a stored procedure has a value that it does not take.' },
  TOO_COMPLEX: { sqlState: '54001', doc: 'The statement is nested too deeply or is too long.' },
  NOT_SUPPORTED: {
    sqlState: '0A000',
    doc: 'This is not done, on purpose; the hint says what to use instead.',
  },
  NOT_IN_STORE: { sqlState: '55000', doc: 'Offline: the store does not hold what the statement reads.' },
  CACHE_DAMAGED: { sqlState: 'XX001', doc: 'The message store is damaged.' },
  BUSY: {
    sqlState: '55006',
    doc: 'Another statement is streaming on this connection, or other processes keep the store busy.',
  },
  NO_RESOURCES: {
    sqlState: '53000',
    doc: 'The machine has no process, open file or memory left for what a statement needs.',
    retryable: true,
  },
  CANCELLED: { sqlState: '57014', doc: 'The statement was cancelled.' },
  TIMEOUT: { sqlState: '57014', doc: 'The statement ran into Timeout or StatementTimeout.' },
  INTERNAL: { sqlState: 'XX000', doc: 'A mistake of gmailsql itself; please report it.' },
} as const satisfies Record<string, { sqlState: string; doc: string; retryable?: true }>

export type ErrorCode = keyof typeof ERROR_CODES

/** Where in the text of a statement (or connection string) an error is; all counted from 1, in code units. */
export interface ErrorPosition {
  readonly line: number
  readonly column: number
}

export interface GmailSqlErrorOptions {
  /** What the user can do about it, one sentence. */
  readonly hint?: string | undefined
  readonly position?: ErrorPosition | undefined
  /** Overrides what the code's row says. */
  readonly retryable?: boolean | undefined
}

/**
 * The one error class. `message` names what happened and the offending value, `hint` says what to do. There is no
 * `cause`: library errors carry requests and tokens (measured), and an error is printed with everything it carries.
 */
export class GmailSqlError extends Error {
  readonly code: ErrorCode
  readonly sqlState: string
  readonly retryable: boolean
  declare readonly hint?: string
  declare readonly position?: ErrorPosition

  constructor(code: ErrorCode, message: string, options: GmailSqlErrorOptions = {}) {
    super(message)
    this.name = 'GmailSqlError'
    const row: { sqlState: string; retryable?: true } = ERROR_CODES[code]
    this.code = code
    this.sqlState = row.sqlState
    this.retryable = options.retryable ?? row.retryable ?? false
    if (options.hint !== undefined) this.hint = options.hint
    if (options.position !== undefined) this.position = options.position
  }
}

/** The code of an error of the system or of SQLite, `ENOSPC` or `SQLITE_FULL`; empty when it has none. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

export function isGmailSqlError(error: unknown): error is GmailSqlError {
  return error instanceof GmailSqlError
}
