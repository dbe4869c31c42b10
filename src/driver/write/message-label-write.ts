import { noMailboxNamed, updatedMessage } from '../../exec/write/changes.ts'
import { shown } from '../../exec/write/flag-values.ts'
import type { FoundMessage } from '../../exec/write/found-message.ts'
import { checkLabel, type KnownLabels, OWN_LABELS } from '../../exec/write/label-values.ts'
import { wireChanges } from '../../exec/write/wire-changes.ts'
import { quoteText } from '../../sql/rewrite/text-literals.ts'
import { qualifierOf } from '../../sql/write/as-select.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'
import type { RunContext } from '../run-context.ts'
import { carryOut } from './carry-out.ts'
import { messagesWithIds, messagesWithMsgIds } from './messages-by-id.ts'
import { withNames } from './target.ts'
import type { FoundWrite, PlannedTableWrite, WritableTable, WrittenRow } from './writable-table.ts'

/** INSERT puts a label on a message, DELETE takes it off, UPDATE of Label puts another one in its place. */
export const messageLabelTable: WritableTable = {
  rowsAre: 'labels of messages',
  keys: ['MsgId', 'Label'],
  settable: ['Label'],
  insertable: [
    ['MsgId', 'Label'],
    ['Id', 'Mailbox', 'Label'],
  ],
  // The directive of the condition, once named, would be a column of `*`.
  source: (write, condition) =>
    `(SELECT MsgId, Label FROM MessageLabels WHERE ${condition}) AS ${qualifierOf(write)}`,
  plan: planMessageLabelWrite,
}

/** A row of the table, and what stands in its place then. */
interface LabelPair {
  readonly row: WrittenRow
  readonly message: FoundMessage
  readonly off: string | null
  readonly on: string | null
}

async function planMessageLabelWrite(found: FoundWrite, context: RunContext): Promise<PlannedTableWrite> {
  const { resources, signal } = context
  const { gmail } = await resources.metadata.traits({ signal })
  if (!gmail)
    throw new GmailSqlError('NOT_WRITABLE', 'MessageLabels cannot be written: this server has no labels', {
      hint: 'UPDATE … SET Mailbox moves messages from one mailbox to another.',
    })
  const { CreateLabels, BatchSize } = resources.parsed.values
  const messageOf =
    found.kind === 'insert' ? await givenMessages(found, context) : await messagesOf(found, context)
  return await withNames(context, ({ mailboxes }) => {
    const known = { mailboxes, mayCreate: CreateLabels }
    const pairs = pairsOf(found, messageOf, known)
    const changes = [...Map.groupBy(pairs, pair => pair.message)].map(([message, own]) => {
      const value = JSON.stringify(labelsAfter(message, own))
      return updatedMessage(message, [{ column: 'Labels', value }], {
        ...known,
        gmail,
        mailboxNamed: noMailboxNamed,
      })
    })
    return {
      condition: conditionOf(pairs),
      rows: pairs.map(({ row }) => row),
      ids: pairs.map(({ message }) => message.msgId),
      dryRows: pairs.map(({ message: { path, uid, msgId }, off, on }) => {
        const change = [...(off === null ? [] : [`-${off}`]), ...(on === null ? [] : [`+${on}`])]
        return { mailbox: path, id: uid, msgId, change: `labels ${change.join(' ')}` }
      }),
      send: async order =>
        (await carryOut({ ...order, changes: wireChanges(changes, BatchSize) }, context)).journal,
    }
  })
}

type MessageOf = (row: WrittenRow) => FoundMessage | undefined

/** The messages of rows that were read; undefined for what is gone meanwhile. */
async function messagesOf({ rows }: FoundWrite, context: RunContext): Promise<MessageOf> {
  const msgIds = [...new Set(rows.map(({ keys }) => String(keys[0])))]
  const found = await messagesWithMsgIds(msgIds, { limit: Number.POSITIVE_INFINITY }, context)
  const messages = new Map(found.map(message => [message.msgId, message]))
  return ({ keys }) => messages.get(String(keys[0]))
}

/** The messages that INSERT names. @throws BAD_INPUT for one that is not there */
async function givenMessages({ columns, rows }: FoundWrite, context: RunContext): Promise<MessageOf> {
  const cell = ({ values }: WrittenRow, column: string) => values[columns.indexOf(column)] ?? null
  const nameOf = (row: WrittenRow) => (columns.includes('MsgId') ? 'Messages' : String(cell(row, 'Mailbox')))
  const idOf = (row: WrittenRow) => String(cell(row, columns.includes('MsgId') ? 'MsgId' : 'Id'))
  const messages = new Map<WrittenRow, FoundMessage>()
  for (const [name, group] of Map.groupBy(rows, nameOf)) {
    const named = await messagesWithIds(name, [...new Set(group.map(idOf))], context)
    for (const row of group) {
      const message = named.get(idOf(row))
      if (!message) throw noMessage(name, idOf(row))
      messages.set(row, message)
    }
  }
  return row => messages.get(row)
}

/** Each label of a message once; what INSERT puts on that is on already is left out. */
function pairsOf(found: FoundWrite, messageOf: MessageOf, known: KnownLabels): LabelPair[] {
  const at = found.columns.indexOf('Label')
  const pairs = new Map<string, LabelPair>()
  for (const row of found.rows) {
    const message = messageOf(row)
    if (!message) continue
    const off = found.kind === 'insert' ? null : writableLabel(String(row.keys[1]), known)
    const on = at < 0 ? null : writableLabel(readLabel(row.values[at]!), known)
    if (found.kind === 'insert' && message.labels?.includes(on!)) continue
    const key = JSON.stringify([message.msgId, off ?? on])
    if (!pairs.has(key)) pairs.set(key, { row, message, off, on })
  }
  return [...pairs.values()]
}

function readLabel(value: SqlValue): string {
  if (typeof value === 'string' && value !== '') return value
  throw new GmailSqlError('BAD_VALUE', `Label cannot be ${shown(value)}`, {
    hint: 'It is one label, as MessageLabels shows it.',
  })
}

/** @throws NOT_WRITABLE for what Gmail sets by itself and for places, and as `checkLabel` */
function writableLabel(name: string, known: KnownLabels): string {
  const label = checkLabel(name, known)
  if (!OWN_LABELS.includes(label)) return label
  throw new GmailSqlError('NOT_WRITABLE', `the label ${label} is set by Gmail alone`, {
    hint: "Leave it out: … AND Label NOT IN ('\\Sent', '\\Draft').",
  })
}

function labelsAfter({ labels }: FoundMessage, pairs: readonly LabelPair[]): string[] {
  const off = new Set(pairs.map(pair => pair.off))
  const on = pairs.flatMap(pair => pair.on ?? [])
  return [...new Set([...(labels ?? []).filter(label => !off.has(label)), ...on])]
}

/** Finds what was put on, wherever the messages are. */
function conditionOf(pairs: readonly LabelPair[]): string {
  const ids = [...new Set(pairs.map(({ message }) => quoteText(message.msgId)))]
  const rows = pairs.flatMap(({ message, on }) =>
    on === null ? [] : [`(${quoteText(message.msgId)}, ${quoteText(on)})`],
  )
  if (rows.length === 0) return '0'
  return `MsgId IN (${ids.join(', ')}) AND IncludeSpamTrash = 1 AND (MsgId, Label) IN (VALUES ${rows.join(', ')})`
}

function noMessage(mailbox: string, id: string): GmailSqlError {
  return new GmailSqlError('BAD_INPUT', `there is no message ${id} in ${mailbox}`, {
    hint: 'Nothing was changed. MsgId is that of Messages, Id that of the table that Mailbox names.',
  })
}
