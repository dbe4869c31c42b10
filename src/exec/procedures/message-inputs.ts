import type { UidRange } from '../../mail/search-term.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { ProcedureInputs } from '../call.ts'

/** How a call names messages. */
export type MessageNames =
  | { readonly kind: 'query'; readonly query: string }
  | { readonly kind: 'msgIds'; readonly msgIds: readonly string[] }
  | IdsInMailbox

export interface IdsInMailbox {
  readonly kind: 'ids'
  readonly id: string
  readonly mailbox: string
  readonly uidValidity: string | undefined
}

/** RFC 9051 §2.3.1.1: a UID has 32 bits. */
const LARGEST_UID = 4_294_967_295

/**
 * By Query, by MsgId, or by Id and Mailbox.
 * @throws MISSING_INPUT for none of them, BAD_INPUT for two
 */
export function readMessageNames(inputs: ProcedureInputs): MessageNames {
  const text = (name: string) => givenText(inputs, name)
  const [id, msgId, query] = [text('Id'), text('MsgId'), text('Query')]
  const given = ['Id', 'MsgId', 'Query'].filter(name => inputs.has(name))
  if (given.length > 1)
    throw new GmailSqlError('BAD_INPUT', `${given.join(' and ')} are given together`, {
      hint: 'Each names messages by itself: leave the others out.',
    })
  if (query !== undefined) return { kind: 'query', query }
  if (msgId !== undefined) return { kind: 'msgIds', msgIds: [msgId] }
  if (id !== undefined)
    return { kind: 'ids', id, mailbox: text('Mailbox') ?? 'Inbox', uidValidity: text('UIDValidity') }
  throw new GmailSqlError('MISSING_INPUT', 'the call names no message: it needs the input Id', {
    hint: 'Give Id and Mailbox, or MsgId, or Query.',
  })
}

/** An input as text without blanks around it; undefined when it is not given. */
function givenText(inputs: ProcedureInputs, name: string): string | undefined {
  const value = inputs.get(name)
  return value === undefined || value === null ? undefined : String(value).trim()
}

/** The X-GM-MSGIDs of an Id in the table Messages. */
export function listedMsgIds(id: string): string[] {
  return id.split(',').map(each => each.trim())
}

/**
 * The UIDs of an Id in a mailbox: `7`, `1:5`, `1:5,7`.
 * @throws BAD_INPUT
 */
export function readUidRanges(id: string): UidRange[] {
  return id.split(',').map(rangeOf)
}

function rangeOf(part: string): UidRange {
  const match = /^(\d{1,20})(?::(\d{1,20}))?$/.exec(part.trim())
  const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])]
  if (from >= 1 && to >= 1 && from <= LARGEST_UID && to <= LARGEST_UID)
    return { from: Math.min(from, to), to: Math.max(from, to) }
  const isMsgId = Math.max(from, to) > LARGEST_UID
  throw new GmailSqlError('BAD_INPUT', `Id cannot be "${part.trim()}" in a mailbox`, {
    hint: isMsgId
      ? 'A number of this size is a MsgId: pass it as MsgId.'
      : 'It is a UID, or a set such as 1:5,7.',
  })
}

/** @throws STALE_ID when ids are of another epoch of the mailbox than the one of now */
export function refuseOtherEpoch(
  given: string | undefined,
  { path, uidValidity }: { readonly path: string; readonly uidValidity: number },
): void {
  if (given === undefined || given === String(uidValidity)) return
  throw new GmailSqlError('STALE_ID', `the ids of ${path} are of UIDVALIDITY ${uidValidity}, not ${given}`, {
    hint: 'Nothing was done. Read the Id again.',
  })
}

export function noMailbox(name: string): GmailSqlError {
  return new GmailSqlError('BAD_INPUT', `Mailbox "${name}" is no mailbox`, {
    hint: 'SHOW TABLES lists them.',
  })
}
