import { formatBodyStructure } from '../mime/bodystructure.ts'
import { formatEnvelope } from '../mime/envelope.ts'
import { type Part, parseMessage } from '../mime/part.ts'
import { sectionOctets } from '../mime/section.ts'
import type { Entry, Mailbox } from '../store/mailbox.ts'
import type { Message } from '../store/message.ts'
import { astring, formatDateTime, literal, quote, toOctets } from '../wire/format.ts'
import { encodeMutf7 } from '../wire/mutf7.ts'
import { type BodyItem, type FetchRequest, PLAIN_ITEMS, type PlainItem } from './fetch-items.ts'

/** What the texts of a row depend on besides the message. */
export interface RowContext {
  readonly mailbox: Mailbox
  readonly utf8: boolean
}

export function formatFlags(entry: Entry): string {
  const flags = [...entry.message.flags]
  if (entry.deleted) flags.push('\\Deleted')
  return `(${flags.map(flag => toOctets(flag)).join(' ')})`
}

/** The label of the selected mailbox is left out, as Gmail does. */
export function formatLabels(message: Message, context: RowContext): string {
  const labels = [...message.labels].filter(label => label !== context.mailbox.label)
  return `(${labels.map(label => formatLabel(label, context.utf8)).join(' ')})`
}

function formatLabel(label: string, utf8: boolean): string {
  if (label.startsWith('\\')) return quote(label)
  return astring(utf8 ? toOctets(label) : encodeMutf7(label), utf8)
}

/** The message data of one FETCH answer, in parentheses. */
export function formatRow(entry: Entry, request: FetchRequest, context: RowContext): string {
  let parsed: Part | undefined
  const root = (): Part => {
    parsed ??= parseMessage(entry.message.octets)
    return parsed
  }
  const items = PLAIN_ITEMS.filter(name => request.plain.has(name)).map(
    name => `${name} ${plainValue(name, { entry, context, root })}`,
  )
  for (const body of request.bodies) items.push(`${body.label} ${bodyValue(body, root())}`)
  return `(${items.join(' ')})`
}

interface RowSource {
  readonly entry: Entry
  readonly context: RowContext
  readonly root: () => Part
}

function plainValue(name: PlainItem, source: RowSource): string {
  const { entry, context } = source
  const { message } = entry
  switch (name) {
    case 'X-GM-THRID':
      return String(message.threadId)
    case 'X-GM-MSGID':
      return String(message.id)
    case 'X-GM-LABELS':
      return formatLabels(message, context)
    case 'RFC822.SIZE':
      return String(message.size)
    case 'MODSEQ':
      return `(${message.modSeq})`
    case 'INTERNALDATE':
      return formatDateTime(message.internalDate)
    case 'FLAGS':
      return formatFlags(entry)
    case 'UID':
      return String(entry.uid)
    default:
      return structureValue(name, source)
  }
}

function structureValue(name: 'ENVELOPE' | 'BODYSTRUCTURE' | 'BODY', source: RowSource): string {
  const { utf8 } = source.context
  return source.entry.message.once(utf8 ? `${name}+` : name, () =>
    name === 'ENVELOPE'
      ? formatEnvelope(source.root().fields, utf8)
      : formatBodyStructure(source.root(), name === 'BODYSTRUCTURE', utf8),
  )
}

function bodyValue(item: BodyItem, root: Part): string {
  const octets = sectionOctets(root, item.section)
  if (octets === undefined) return 'NIL'
  if (item.partial === undefined) return literal(octets)
  const [offset, count] = item.partial
  return literal(octets.slice(offset, offset + count))
}
