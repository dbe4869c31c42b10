import { headerFields } from '../../mime/compose/original.ts'
import type { HeaderField } from '../../mime/header-fields.ts'
import type { ParsedPart } from '../../mime/types.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { ProcedureInputs } from '../call.ts'
import { type LocatedMessage, locateMessages, type ProcedureContext } from '../procedures/locate-messages.ts'
import { rawMessage } from '../procedures/stored-content.ts'
import type { Place } from '../write/found-message.ts'

/** A message of the account that is answered or forwarded. */
export interface OriginalMessage {
  readonly place: Place
  readonly fields: readonly HeaderField[]
  readonly text: string
  readonly html: string | null
  readonly parts: readonly ParsedPart[]
}

/** @throws what locateMessages throws, BAD_INPUT for several messages, MESSAGE_LIMIT for one that cannot be read */
export async function readOriginal(
  inputs: ProcedureInputs,
  context: ProcedureContext,
): Promise<OriginalMessage> {
  const { exec } = context
  const place = await locateOne(inputs, context)
  const octets = await rawMessage(place, exec)
  const { text, html, parts, error } = await exec.mime.message(octets, { signal: exec.signal })
  if (error !== null && parts.length === 0)
    throw new GmailSqlError('MESSAGE_LIMIT', `the message cannot be read: ${error}`, {
      hint: 'GetRawMessage gives it as it is; SendMailMessage can attach that.',
    })
  return { place, fields: headerFields(octets), text: text ?? '', html, parts }
}

/** @throws BAD_INPUT when the inputs name several */
export async function locateOne(inputs: ProcedureInputs, context: ProcedureContext): Promise<LocatedMessage> {
  const found: LocatedMessage[] = []
  for await (const message of locateMessages(inputs, context)) {
    if (found.push(message) > 1)
      throw new GmailSqlError('BAD_INPUT', 'the call names several messages, and one is taken', {
        hint: 'Name one by Id, MsgId or Query.',
      })
  }
  if (found[0]) return found[0]
  throw new GmailSqlError('BAD_INPUT', 'Query gives no message', { hint: 'Look at its WHERE.' })
}
