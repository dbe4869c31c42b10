import type { Address } from '../../mail/message.ts'
import { readAddresses } from '../../mime/compose/addresses.ts'
import { newMessageId, readHeaders } from '../../mime/compose/field-checks.ts'
import type { HeaderText, OutgoingMessage } from '../../mime/compose/types.ts'
import type { MimeReader } from '../../mime/types.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { ProcedureInputs } from '../call.ts'
import { readAttachments, readInlineImages } from './attached-files.ts'
import { checkedText, inputText, inputTruth } from './input-text.ts'

export interface ComposeContext {
  /** The account: the sender, where none is given. */
  readonly user: string
  /** The property: whether a body is HTML. */
  readonly isHtml: boolean
  readonly mime: Pick<MimeReader, 'bodies'>
}

/** Bodies of a message; null: it has none of that kind. */
export interface Bodies {
  readonly text: string | null
  readonly html: string | null
}

/**
 * What the inputs of a composing procedure say; the columns of INSERT have the same names.
 * @throws BAD_INPUT, MISSING_INPUT, FILE_UNSAFE, MESSAGE_LIMIT naming the input
 */
export async function readFields(inputs: ProcedureInputs, context: ComposeContext): Promise<OutgoingMessage> {
  const from = sender(inputs, context)
  const list = (name: string) => readAddresses(inputText(inputs, name) ?? '', name)
  const fields = {
    from: [from],
    to: list('To'),
    cc: list('CC'),
    bcc: list('BCC'),
    replyTo: list('ReplyTo'),
    subject: checkedText(inputs, 'Subject') ?? '',
    headers: [...gradeHeaders(inputs), ...readHeaders(inputText(inputs, 'Headers') ?? '', 'Headers')],
    date: new Date(),
    messageId: newMessageId(from.address),
    inReplyTo: null,
    references: [],
  }
  const inlineImages = await readInlineImages(inputs)
  const bodies = await readBodies(inputs, context)
  if (inlineImages.length > 0 && bodies.html === null)
    throw new GmailSqlError('BAD_INPUT', 'InlineImage#1 has no HTML to stand in', {
      hint: 'Give a MessageBody with <img src="cid:name"> and IsHTML=TRUE, or Attachment#1.',
    })
  return { ...fields, ...bodies, attachments: await readAttachments(inputs), inlineImages }
}

function sender(inputs: ProcedureInputs, { user }: ComposeContext): Address {
  const given = inputText(inputs, 'From')
  if (given === undefined && !user.includes('@'))
    throw new GmailSqlError('MISSING_INPUT', `User=${user} is no address to send from`, {
      hint: 'Give From.',
    })
  const [from, ...others] = readAddresses(given ?? user, given === undefined ? 'User' : 'From')
  if (from !== undefined && others.length === 0) return from
  throw new GmailSqlError('BAD_INPUT', `From cannot be "${given ?? user}"`, {
    hint: 'A message has one sender.',
  })
}

/** A body of HTML gets a text beside it, for readers that show no HTML. */
async function readBodies(inputs: ProcedureInputs, { isHtml, mime }: ComposeContext): Promise<Bodies> {
  const body = inputText(inputs, 'MessageBody') ?? ''
  if (body === '') return { text: null, html: null }
  if (!(inputTruth(inputs, 'IsHTML') ?? isHtml)) return { text: body, html: null }
  return { text: await textOfHtml(body, mime), html: body }
}

/** Null: it cannot be made, as of HTML that is nested too deeply. */
export async function textOfHtml(html: string, mime: Pick<MimeReader, 'bodies'>): Promise<string | null> {
  const params = { charset: 'utf-8' }
  const part = { part: '1', type: 'text/html', params, encoding: '8bit', rendering: 'both' } as const
  const [bodies] = await mime.bodies([[{ ...part, content: Buffer.from(html) }]])
  return bodies?.text ?? null
}

/** RFC 2156 §5.3, and the spelling of Sensitivity there. */
const SENSITIVITY: Readonly<Record<string, string>> = {
  PERSONAL: 'Personal',
  PRIVATE: 'Private',
  COMPANYCONFIDENTIAL: 'Company-Confidential',
}
const PRIORITY: Readonly<Record<string, string>> = {
  NORMAL: 'normal',
  URGENT: 'urgent',
  NONURGENT: 'non-urgent',
}
const IMPORTANCE: Readonly<Record<string, string>> = { LOW: 'low', NORMAL: 'normal', HIGH: 'high' }

function gradeHeaders(inputs: ProcedureInputs): HeaderText[] {
  return Object.entries({ Importance: IMPORTANCE, Priority: PRIORITY, Sensitivity: SENSITIVITY }).flatMap(
    ([name, words]) => {
      const value = words[inputText(inputs, name) ?? '']
      return value === undefined ? [] : [{ name, value }]
    },
  )
}
