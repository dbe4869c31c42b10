import { GmailSqlError } from '../util/errors.ts'

const MB = 1024 * 1024

/** What one message may cost. Nothing that a person sends comes near them. */
export const LIMITS = {
  /** Multiparts inside one another. */
  depth: 100,
  parts: 10_000,
  /** Of one header. */
  headerBytes: 2 * MB,
  headerFields: 10_000,
  /** Pieces of one parameter (RFC 2231 §3). */
  parameterPieces: 1_000,
  /** Of one part, decoded. */
  partBytes: 40 * MB,
  /** Of what is read at once: a whole message, or all its text parts. */
  messageBytes: 80 * MB,
  /** Elements inside one another, when text is made of HTML. */
  htmlDepth: 250,
  timeMs: 5_000,
  /** Of the process that reads: its objects and texts; octets are bounded by the limits above. */
  heapMb: 200,
} as const

/** @param what what is too large, and the limit: `nested deeper than 100 levels` */
export function limitError(what: string): GmailSqlError {
  return new GmailSqlError('MESSAGE_LIMIT', what, {
    hint: 'The message as it is can be had by RawMessage or GetRawMessage.',
  })
}

/** What the row of a message says that is over a limit. */
export function limitText(what: string): string {
  return `MESSAGE_LIMIT: ${what}`
}
