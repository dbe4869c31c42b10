import type { AppendedUid, AppendRequest } from '../../mail/writer.ts'
import { commandError, failure } from '../errors.ts'
import { mailboxArgument } from '../mailboxes.ts'
import type { Session } from '../session.ts'
import { type Token, uintOf } from '../tokens.ts'
import type { Attribute } from '../wire.ts'
import { codeArguments } from './response-code.ts'
import { sendWrite } from './send.ts'
import { flagArgument, storeLabels } from './store.ts'

/** APPEND, and the labels that it cannot carry. */
export async function append(session: Session, request: AppendRequest): Promise<AppendedUid | null> {
  const { path, octets, flags = [], internalDate, labels = [] } = request
  const attributes: Attribute[] = [mailboxArgument(session, path), flags.map(flagArgument)]
  if (internalDate !== undefined) attributes.push({ type: 'STRING', value: dateTime(internalDate) })
  attributes.push({ type: 'LITERAL', value: octets })
  refuseUnsendable(session, request)
  const { attributes: told } = await sendWrite(session, { command: 'APPEND', attributes, mailbox: path })
  const appended = appendUid(told)
  if (labels.length > 0) await label(session, path, { appended, labels })
  return appended
}

/** It has begun, so it may not be repeated as a whole, whatever keeps the labels from being set. */
async function label(
  session: Session,
  path: string,
  { appended, labels }: { readonly appended: AppendedUid | null; readonly labels: readonly string[] },
): Promise<void> {
  const name = JSON.stringify(path)
  const hint = 'Do not append it again; set its labels with UPDATE.'
  if (appended === null)
    throw failure('OUTCOME_UNKNOWN', `A message came to ${name}, but not its labels: its UID was not told.`, {
      hint,
    })
  const messages = { path, uidValidity: appended.uidValidity, uids: [appended.uid] }
  try {
    await storeLabels(session, messages, { operation: 'add', values: labels })
  } catch (error) {
    const { message } = commandError(error, session.context, { command: 'UID STORE', mailbox: path })
    const what = `A message came to ${name} as UID ${appended.uid}, but perhaps not its labels.`
    throw failure('OUTCOME_UNKNOWN', `${what} ${message}`, { hint })
  }
}

function refuseUnsendable(session: Session, { octets, labels = [] }: AppendRequest): void {
  const limit = session.capabilityNumber('APPENDLIMIT')
  if (limit !== null && octets.length > limit) {
    const size = `The message has ${octets.length} octets; the mail server takes ${limit} (APPENDLIMIT).`
    throw failure('MESSAGE_LIMIT', size, { hint: 'Leave out or shrink attachments.' })
  }
  // RFC 9051 §9: a literal has no NUL; what could carry one, BINARY, Gmail does not have.
  if (octets.includes(0))
    throw failure('BAD_VALUE', `The message contains a NUL at octet ${octets.indexOf(0) + 1}.`, {
      hint: 'Encode its parts as base64 or quoted-printable.',
    })
  if (labels.length > 0 && !session.has('X-GM-EXT-1'))
    throw failure('NOT_SUPPORTED', 'The mail server has no labels (X-GM-EXT-1).', {
      hint: 'Append the message without labels, to the mailbox where it belongs.',
    })
}

function appendUid(attributes: readonly Token[] | undefined): AppendedUid | null {
  const [validity, last] = codeArguments(attributes, 'APPENDUID') ?? []
  const [uidValidity, uid] = [uintOf(validity), uintOf(last)]
  return uidValidity === null || uid === null ? null : { uidValidity, uid }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** date-time of RFC 9051 §9: `" 3-Feb-2026 09:00:00 +0000"`. @throws BAD_VALUE for what no four-digit year can say */
function dateTime(ms: number): string {
  const date = new Date(ms)
  const year = date.getUTCFullYear()
  if (!(year >= 0 && year <= 9999)) throw failure('BAD_VALUE', `${ms} cannot be the date of a message.`)
  const day = String(date.getUTCDate()).padStart(2, ' ')
  const time = date.toISOString().slice(11, 19)
  return `${day}-${MONTHS[date.getUTCMonth()]}-${String(year).padStart(4, '0')} ${time} +0000`
}
