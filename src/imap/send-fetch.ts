import { type GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { asLibraryError, failure } from './errors.ts'
import type { UnparsedLine } from './log-adapter.ts'
import type { Session } from './session.ts'
import type { Token } from './tokens.ts'
import { type Attribute, sequence } from './wire.ts'

/** What takes the rows of a FETCH. */
export interface FetchSink {
  /** Names and values in turn, and the names of items that were nested too deep. False: nobody asked for this UID. */
  take(row: Token, tooDeep: readonly string[]): boolean
  /** The first failure of decoding: `take` does not throw, since others read on behind it. */
  readonly error: GmailSqlError | null
}

export interface FetchCommand {
  /** `FETCH` or `UID FETCH`. */
  readonly command: string
  readonly range: string
  readonly requests: readonly Attribute[]
  readonly modifiers: readonly Attribute[]
}

const MAX_UNPARSED = 100

/** One FETCH. False when the server refused or garbled some rows: what came is kept. */
export async function sendFetch(
  session: Session,
  sink: FetchSink,
  { command, range, requests, modifiers }: FetchCommand,
): Promise<boolean> {
  let refused = false
  const unparsed: UnparsedLine[] = []
  try {
    await session.fetch(command, [sequence(range), requests, ...modifiers], {
      take: (row, tooDeep) => sink.take(row, tooDeep),
      unparsed: line => {
        // Bounded: a server may send garbage for ever.
        if (unparsed.length < MAX_UNPARSED) unparsed.push(line)
      },
    })
  } catch (error) {
    if (sink.error === null && !isPartial(error)) throw error
    refused = true
  }
  if (sink.error !== null) throw sink.error
  const broken = unparsed.find(isBrokenFraming)
  if (broken !== undefined) throw framingError(session, broken.text)
  return !refused && unparsed.length === 0
}

/**
 * `NO Some messages could not be FETCHed (Failure)`: Gmail's answer when one message of the set is damaged.
 */
function isPartial(error: unknown): boolean {
  if (isGmailSqlError(error)) return false
  const { responseStatus, responseText } = asLibraryError(error)
  return responseStatus === 'NO' && /some messages could not be fetched/i.test(String(responseText))
}

/**
 * A tokenizer's error about a literal, imapflow's or ours, or a literal's mark cut short: what follows may be
 * message text.
 */
function isBrokenFraming({ code, text }: UnparsedLine): boolean {
  return /^(?:BadLiteral|ParserError(?:2[3-6]|35))$/.test(code) || /\{[+-]?\d*\}?$/.test(text)
}

function framingError(session: Session, text: string): GmailSqlError {
  session.drop()
  return failure(
    'PROTOCOL',
    `The mail server sent a literal whose length cannot be read: ${session.clean(text).slice(-60)}`,
  )
}
