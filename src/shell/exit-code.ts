import { isGmailSqlError } from './door.ts'

export const EXIT = { ok: 0, sqlError: 1, usage: 2, connection: 3, cancelled: 130 } as const

/** What the shell was doing when the error came. */
export type Phase = 'usage' | 'connect' | 'run'

const USAGE_CODES: ReadonlySet<string> = new Set(['BAD_PROPERTY', 'MISSING_PROPERTY', 'FILE_EXISTS'])
/** SQLSTATE classes: connection exception, authorization, insufficient resources (the server's limits). */
const CONNECTION_CLASSES: ReadonlySet<string> = new Set(['08', '28', '53'])

export function exitCodeOf(error: unknown, phase: Phase): number {
  if (!isGmailSqlError(error)) return phase === 'usage' ? EXIT.usage : EXIT.sqlError
  if (error.code === 'CANCELLED') return EXIT.cancelled
  if (phase === 'usage' || USAGE_CODES.has(error.code)) return EXIT.usage
  const isConnection = phase === 'connect' || CONNECTION_CLASSES.has(error.sqlState.slice(0, 2))
  return isConnection ? EXIT.connection : EXIT.sqlError
}
