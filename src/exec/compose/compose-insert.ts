import { composeMessage } from '../../mime/compose/compose.ts'
import { headerFields, messageIdsOf } from '../../mime/compose/original.ts'
import type { OutgoingMessage } from '../../mime/compose/types.ts'
import { parseDateText } from '../../util/date-text.ts'
import { GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import { instantOf } from '../../util/time-zone.ts'
import type { SqlValue } from '../../util/value.ts'
import { readTruth } from '../write/flag-values.ts'
import { type ComposeContext, readFields, textOfHtml } from './fields.ts'

export interface InsertContext extends ComposeContext {
  /** Of a day: it is its midnight there. A time without a zone is UTC, as the columns show it. */
  readonly timeZone: string
  /** Whether Attachments without AttachmentData are paths of this machine. False for names that come out of mail. */
  readonly readsFiles: boolean
}

/** A message as INSERT puts it into a mailbox. */
export interface InsertedMessage {
  readonly octets: Buffer
  /** Null: RawMessage has none. */
  readonly messageId: string | null
  /** INTERNALDATE in milliseconds since the epoch; null: now. */
  readonly receivedMs: number | null
}

/** Columns that the content is made of. The others, Flags, Labels, Is…, say what the message has in the mailbox. */
const CONTENT_COLUMNS: readonly string[] = [
  ...['From', 'To', 'CC', 'BCC', 'ReplyTo', 'Subject', 'Date', 'MessageBody', 'BodyText', 'BodyHtml'],
  ...['Attachments', 'AttachmentData', 'RawMessage', 'ReceivedDate', 'IsHTML'],
]

/**
 * The message of a row that is inserted: from its columns, by their declared names, NULL where the row has none; or RawMessage as
 * it is. The Bcc field stays in it, as in a draft.
 * @throws BAD_VALUE, FILE_UNSAFE, MESSAGE_LIMIT naming the column
 */
export async function composeInsert(
  row: ReadonlyMap<string, SqlValue>,
  context: InsertContext,
): Promise<InsertedMessage> {
  const given = new Map([...row].filter(([, value]) => value !== null && value !== ''))
  const data = row.get('AttachmentData')
  // A file without content, and no path.
  if (data === '' && given.has('Attachments')) given.set('AttachmentData', data)
  const receivedMs = dateOf(given, 'ReceivedDate', context)
  if (given.has('RawMessage')) return { ...rawMessage(given), receivedMs }
  try {
    const message = await readFields(inputsOf(given, context), context)
    const date = dateOf(given, 'Date', context)
    const whole: OutgoingMessage = {
      ...message,
      ...(await bodiesOf(given, context)),
      date: date === null ? message.date : new Date(date),
    }
    const octets = await composeMessage(whole, { keepsBcc: true })
    return { octets, messageId: message.messageId, receivedMs }
  } catch (error) {
    throw isGmailSqlError(error) ? asColumnError(error) : error
  }
}

type Given = ReadonlyMap<string, SqlValue>

function rawMessage(given: Given): Pick<InsertedMessage, 'octets' | 'messageId'> {
  const beside = CONTENT_COLUMNS.find(
    name => given.has(name) && !['RawMessage', 'ReceivedDate', 'IsHTML'].includes(name),
  )
  if (beside !== undefined)
    throw new GmailSqlError(
      'BAD_VALUE',
      `RawMessage is the whole message, and ${beside} is given beside it`,
      {
        hint: `Leave ${beside} out.`,
      },
    )
  const raw = given.get('RawMessage')!
  const octets = raw instanceof Uint8Array ? Buffer.from(raw) : Buffer.from(String(raw))
  return { octets, messageId: messageIdsOf(headerFields(octets), 'message-id')[0] ?? null }
}

/** As the sending procedures name them. Attachments are names where AttachmentData has their content, else paths. */
function inputsOf(given: Given, { readsFiles }: InsertContext): Map<string, SqlValue> {
  const same = ['From', 'To', 'CC', 'BCC', 'ReplyTo', 'Subject'].flatMap(name => {
    const value = given.get(name)
    return value === undefined ? [] : ([[name, value]] as const)
  })
  const inputs = new Map<string, SqlValue>(same)
  const names = listOf(given, 'Attachments')
  const contents = listOf(given, 'AttachmentData')
  if (names.length > 0 && !given.has('AttachmentData') && !readsFiles)
    throw new GmailSqlError(
      'BAD_VALUE',
      `Attachments names ${names.length} file${names.length === 1 ? '' : 's'}, and AttachmentData has none`,
      { hint: 'Names that come out of mail are no paths: select AttachmentData beside them.' },
    )
  if (given.has('AttachmentData') && names.length !== contents.length)
    throw new GmailSqlError(
      'BAD_VALUE',
      `Attachments names ${names.length} files, and AttachmentData has ${contents.length}`,
      { hint: 'Both are lists with semicolons, position by position.' },
    )
  for (const [index, name] of names.entries()) inputs.set(`Attachment#${index + 1}`, name)
  for (const [index, content] of contents.entries()) inputs.set(`AttachmentData#${index + 1}`, content)
  return inputs
}

/** A BLOB of AttachmentData is the one file. */
function listOf(given: Given, name: string): SqlValue[] {
  const value = given.get(name)
  if (value === undefined) return []
  if (value instanceof Uint8Array) return [value]
  return String(value)
    .split(';')
    .map(item => item.trim())
}

async function bodiesOf(
  given: Given,
  { isHtml, mime }: InsertContext,
): Promise<Pick<OutgoingMessage, 'text' | 'html'>> {
  const choice = given.get('IsHTML')
  const isBodyHtml = choice === undefined ? isHtml : readTruth('IsHTML', choice)
  const twin = isBodyHtml ? 'BodyHtml' : 'BodyText'
  if (given.has('MessageBody') && given.has(twin))
    throw new GmailSqlError('BAD_VALUE', `MessageBody and ${twin} are the same body`, {
      hint: `Leave one of them out${isBodyHtml ? ', or set IsHTML to 0' : ', or set IsHTML to 1'}.`,
    })
  const body = textOf(given, 'MessageBody')
  const html = textOf(given, 'BodyHtml') ?? (isBodyHtml ? body : null)
  const text = textOf(given, 'BodyText') ?? (isBodyHtml ? null : body)
  return { html, text: text ?? (html === null ? null : await textOfHtml(html, mime)) }
}

function textOf(given: Given, name: string): string | null {
  const value = given.get(name)
  if (value === undefined) return null
  if (!(value instanceof Uint8Array)) return String(value)
  throw new GmailSqlError('BAD_VALUE', `${name} is a BLOB`, { hint: 'It takes a text.' })
}

function dateOf(given: Given, name: string, { timeZone }: InsertContext): number | null {
  const value = given.get(name)
  if (value === undefined) return null
  const date = parseDateText(String(value))
  if (date === null)
    throw new GmailSqlError('BAD_VALUE', `${name} cannot be "${String(value).slice(0, 100)}"`, {
      hint: "Write '2026-01-05 10:00:00' or '2026-01-05T10:00:00+09:00'.",
    })
  return date.form === 'date' ? instantOf(timeZone, date.ms) : date.ms
}

/** The same failure, of the column that the row has in place of the input. */
function asColumnError(error: GmailSqlError): GmailSqlError {
  const isInput = error.code === 'BAD_INPUT' || error.code === 'MISSING_INPUT'
  const message = error.message.replace(
    /^Attachment(Data)?#(\d+)/,
    (_, data, number) => `${data ? 'AttachmentData' : 'Attachments'}, number ${number}`,
  )
  return new GmailSqlError(isInput ? 'BAD_VALUE' : error.code, message, { hint: error.hint })
}
