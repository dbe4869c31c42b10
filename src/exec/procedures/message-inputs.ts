import { GmailSqlError } from '../../util/errors.ts'
import type { ProcedureInputs } from '../call.ts'

/** RFC 9051 §2.3.1.1: a UID has 32 bits. */
const LARGEST_UID = 4_294_967_295

/** An input as text without blanks around it; undefined when it is not given. */
export function givenText(inputs: ProcedureInputs, name: string): string | undefined {
  const value = inputs.get(name)
  return value === undefined || value === null ? undefined : String(value).trim()
}

/** @throws BAD_INPUT */
export function readUid(id: string): number {
  return uidOf(id, id, 'It is the column Id.')
}

/** `7` or `1:5`, its ends in any order. @throws BAD_INPUT */
export function readUidRange(part: string): { readonly from: number; readonly to: number } {
  const [, first = '', last = first] = /^(\d+)(?::(\d+))?$/.exec(part.trim()) ?? []
  const ends = [first, last].map(text => uidOf(text, part, 'It is a UID, or a set such as 1:5,7.'))
  return { from: Math.min(...ends), to: Math.max(...ends) }
}

function uidOf(text: string, id: string, hint: string): number {
  const uid = /^\d{1,20}$/.test(text) ? Number(text) : Number.NaN
  if (uid >= 1 && uid <= LARGEST_UID) return uid
  const isMsgId = uid > LARGEST_UID
  throw new GmailSqlError('BAD_INPUT', `Id cannot be "${id}" in a mailbox`, {
    hint: isMsgId ? 'A number of this size is a MsgId: pass it as MsgId.' : hint,
  })
}

export function noMailbox(name: string): GmailSqlError {
  return new GmailSqlError('BAD_INPUT', `Mailbox "${name}" is no mailbox`, {
    hint: 'SHOW TABLES lists them.',
  })
}

/** The call gives nothing that says which messages it is about. */
export function namesNoMessage(): GmailSqlError {
  return new GmailSqlError('MISSING_INPUT', 'the call names no message', {
    hint: 'Give Id and Mailbox, or MsgId, or Query.',
  })
}
