import { type GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import { asLibraryError, commandError, failure, serverAnswer } from '../errors.ts'
import type { Session } from '../session.ts'
import type { Tagged, UntaggedHandlers } from '../untagged.ts'
import type { Attribute } from '../wire.ts'

export interface WriteCommand {
  readonly command: string
  readonly attributes: readonly Attribute[]
  /** The mailbox that a refusal is about. */
  readonly mailbox: string
  readonly untagged?: UntaggedHandlers
}

/**
 * Sends a command that changes mail, once. Whatever ends it without an answer of the server leaves its outcome unknown.
 * @throws OUTCOME_UNKNOWN, or what the server's refusal means
 */
export async function sendWrite(
  session: Session,
  { command, attributes, mailbox, untagged = {} }: WriteCommand,
): Promise<Tagged> {
  const news: UntaggedHandlers = { EXISTS: () => {}, EXPUNGE: () => {}, FETCH: () => {} }
  try {
    return await session.exec(command, attributes, { ...news, ...untagged })
  } catch (error) {
    const about = { command, mailbox }
    throw (
      refusalOf(error, session, about) ?? unknownOutcome(commandError(error, session.context, about), about)
    )
  }
}

interface About {
  readonly command: string
  readonly mailbox: string
}

/** Null when the server did not answer. */
function refusalOf(error: unknown, { context }: Session, about: About): GmailSqlError | null {
  if (isGmailSqlError(error)) return null
  const answer = serverAnswer(asLibraryError(error), context)
  if (answer.status !== 'NO' && answer.status !== 'BAD') return null
  const said = answer.text === '' ? 'no reason given' : answer.text
  const name = JSON.stringify(about.mailbox)
  if (answer.code === 'TRYCREATE')
    return failure('NO_TABLE', `There is no mailbox named ${name}: ${said}`, {
      hint: 'SELECT Mailbox FROM Labels lists them; AddMailbox makes one.',
    })
  if (answer.code === 'ALREADYEXISTS')
    return failure('TABLE_EXISTS', `There is a mailbox named ${name} already: ${said}`)
  if (answer.code === 'TOOBIG')
    return failure('MESSAGE_LIMIT', `The message is too large for the mail server: ${said}`)
  if (answer.code === 'CANNOT')
    return failure('BAD_VALUE', `The mail server cannot do this ${about.command}: ${said}`)
  return commandError(error, context, about)
}

function unknownOutcome({ message }: GmailSqlError, { command, mailbox }: About): GmailSqlError {
  const about = `Whether ${command} on ${JSON.stringify(mailbox)} took effect is not known. ${message}`
  return failure('OUTCOME_UNKNOWN', about, { hint: 'Read the messages again before it is repeated.' })
}
