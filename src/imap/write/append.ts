import type { AppendedUid, AppendRequest } from '../../mail/writer.ts'
import { SHORT_MONTHS } from '../../util/month-names.ts'
import { failure } from '../errors.ts'
import { mailboxArgument } from '../mailboxes.ts'
import type { Session } from '../session.ts'
import { type Token, uintOf } from '../tokens.ts'
import type { Attribute } from '../wire.ts'
import { codeArguments } from './response-code.ts'
import { sendWrite } from './send.ts'
import { flagArgument } from './store.ts'

/** APPEND. */
export async function append(session: Session, request: AppendRequest): Promise<AppendedUid | null> {
  const { path, octets, flags = [], internalDate } = request
  const attributes: Attribute[] = [mailboxArgument(session, path), flags.map(flagArgument)]
  if (internalDate !== undefined) attributes.push({ type: 'STRING', value: dateTime(internalDate) })
  attributes.push({ type: 'LITERAL', value: octets })
  refuseUnsendable(session, request)
  const { attributes: told } = await sendWrite(session, { command: 'APPEND', attributes, mailbox: path })
  return appendUid(told)
}

/** APPENDLIMIT (RFC 7889). */
export function appendLimit(session: Session): number | null {
  return session.capabilityNumber('APPENDLIMIT')
}

function refuseUnsendable(session: Session, { octets }: AppendRequest): void {
  const limit = appendLimit(session)
  if (limit !== null && octets.length > limit) {
    const size = `The message has ${octets.length} octets; the mail server takes ${limit} (APPENDLIMIT).`
    throw failure('MESSAGE_LIMIT', size, { hint: 'Leave out or shrink attachments.' })
  }
  // RFC 9051 §9: a literal has no NUL; what could carry one, BINARY, Gmail does not have.
  if (octets.includes(0))
    throw failure('BAD_VALUE', `The message contains a NUL at octet ${octets.indexOf(0) + 1}.`, {
      hint: 'Encode its parts as base64 or quoted-printable.',
    })
}

function appendUid(attributes: readonly Token[] | undefined): AppendedUid | null {
  const [validity, last] = codeArguments(attributes, 'APPENDUID') ?? []
  const [uidValidity, uid] = [uintOf(validity), uintOf(last)]
  return uidValidity === null || uid === null ? null : { uidValidity, uid }
}

/** date-time of RFC 9051 §9: `" 3-Feb-2026 09:00:00 +0000"`. @throws BAD_VALUE for what no four-digit year can say */
function dateTime(ms: number): string {
  const date = new Date(ms)
  const year = date.getUTCFullYear()
  if (!(year >= 0 && year <= 9999)) throw failure('BAD_VALUE', `${ms} cannot be the date of a message.`)
  const day = String(date.getUTCDate()).padStart(2, ' ')
  const time = date.toISOString().slice(11, 19)
  return `${day}-${SHORT_MONTHS[date.getUTCMonth()]}-${String(year).padStart(4, '0')} ${time} +0000`
}
