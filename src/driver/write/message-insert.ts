import type { PreparedSelect } from '../../exec/prepare.ts'
import type { NewMessage, NewMessageContext } from '../../exec/write/new-message.ts'
import type { Mailbox } from '../../mail/source.ts'
import type { Statement } from '../../sql/statement.ts'
import { insertedRows } from '../../sql/write/as-select.ts'
import { zoneInsertedDates } from '../../sql/write/inserted-dates.ts'
import { typedItems } from '../../sql/write/inserted-items.ts'
import type { InsertWrite } from '../../sql/write/read-write.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { Parameters, SqlValue } from '../../util/value.ts'
import { Login } from '../login.ts'
import { prepareContext } from '../prepare-context.ts'
import type { RunContext } from '../run-context.ts'
import { run } from '../select-run.ts'
import { refuseOtherCount } from '../value-count.ts'
import { destination } from './destination.ts'
import { prepareFinding } from './find-messages.ts'
import { insertColumns } from './insert-columns.ts'
import type { MessageTable } from './message-write.ts'
import { type WriteNames, withNames } from './target.ts'

/** An INSERT of messages: what brings its rows is prepared. */
export interface MessageInsert {
  readonly write: InsertWrite
  readonly table: MessageTable
  readonly prepared: PreparedSelect
  /** In the order of the values of a row. */
  readonly columns: readonly string[]
  /** Names of files come from the statement, and not out of mail. */
  readonly readsFiles: boolean
}

/** What it would make. */
export interface PlannedInsert {
  readonly messages: readonly NewMessage[]
  /** Mailboxes that are named and not there, by CreateLabels. */
  readonly toCreate: readonly string[]
}

const DATES = ['Date', 'ReceivedDate']

/** @throws NO_COLUMN, NOT_WRITABLE, NOT_SUPPORTED, SYNTAX and what preparing a SELECT throws */
export async function prepareInsert(
  statement: Statement,
  { write, table }: { readonly write: InsertWrite; readonly table: MessageTable },
  params: Parameters,
  context: RunContext,
): Promise<MessageInsert> {
  const columns = checkedColumns(write, table)
  const { clock } = prepareContext(context)
  const dates = DATES.map(name => columns.indexOf(name)).filter(index => index >= 0)
  const zoning =
    clock.timeZone === 'UTC' || dates.length === 0 ? [] : zoneInsertedDates(statement, write, dates, params)
  const prepared = await prepareFinding(insertedRows(statement, write, zoning), params, context)
  refuseOtherCount(columns.length, prepared.plan.columns.length)
  const files = typedItems(statement, write, columns.indexOf('Attachments'))
  const isTyped = files.length > 0 && !files.includes(null)
  return { write, table, columns, prepared, readsFiles: isTyped || !readsMail(prepared) }
}

/** @throws NOT_SUPPORTED for OR REPLACE and its like; as insertColumns */
export function checkedColumns(write: InsertWrite, table: MessageTable): string[] {
  if (write.conflict !== null)
    throw new GmailSqlError('NOT_SUPPORTED', `INSERT OR ${write.conflict} is not done: no key can clash`, {
      hint: 'Write INSERT.',
    })
  return insertColumns(write, table)
}

/** What a cached table keeps came out of mail as well. */
function readsMail({ plan }: PreparedSelect): boolean {
  return plan.tables.some(({ resolved: { kind } }) => kind !== 'temp' && kind !== 'list')
}

/** Octets: all messages of a statement are made before the first is sent. */
const MOST_TOGETHER = 1_000_000_000

/**
 * Reads the rows and makes a message of each.
 * @param limit more are TOO_MANY_AFFECTED
 * @throws what newMessage throws, saying which row it is
 */
export async function planInsert(
  insert: MessageInsert,
  limit: number,
  context: RunContext,
): Promise<PlannedInsert> {
  const planning = await newMessagePlanning(insert.table, insert.readsFiles, context)
  const messages: NewMessage[] = []
  let octets = 0
  for await (const batch of run(insert.prepared, context, { isForWrite: true, exact: true })) {
    for (const row of batch) {
      if (messages.length >= limit) throw tooMany(limit)
      const values = new Map(insert.columns.map((column, index) => [column, row[index]!]))
      const message = await planning.plan(values).catch((error: unknown) => {
        throw inRow(error, messages.length + 1)
      })
      messages.push(message)
      octets += message.octets.length
      if (octets > MOST_TOGETHER) throw tooLarge(messages.length)
    }
  }
  return { messages, toCreate: planning.toCreate() }
}

export interface NewMessagePlanning {
  plan(row: ReadonlyMap<string, SqlValue>): Promise<NewMessage>
  /** Mailboxes that rows named so far, to be made. */
  toCreate(): string[]
}

/** What makes messages of rows for a table. @throws NOT_SUPPORTED for Messages where there is no All Mail */
export async function newMessagePlanning(
  table: MessageTable,
  readsFiles: boolean,
  context: RunContext,
): Promise<NewMessagePlanning> {
  const { resources, signal } = context
  const { parsed, oauth, mime, writer, metadata } = resources
  const { gmail } = await metadata.traits({ signal })
  // What composes a message is loaded by the first statement that makes one.
  const { newMessage } = await import('../../exec/write/new-message.ts')
  const { CreateLabels, IsHTML } = parsed.values
  const toCreate = new Map<string, Mailbox>()
  const fixed = {
    user: await new Login(parsed.values, oauth).user(),
    isHtml: IsHTML,
    mime,
    timeZone: prepareContext(context).clock.timeZone,
    readsFiles,
    mayCreate: CreateLabels,
    gmail,
    mostOctets: await writer.appendLimit(),
  }
  const plan = async (row: ReadonlyMap<string, SqlValue>) =>
    await withNames(context, async names => {
      const { mailboxes } = names
      const mailboxOf: NewMessageContext['mailboxOf'] = value =>
        placeOf(value, table, names, CreateLabels ? toCreate : null)
      return await newMessage(row, { ...fixed, mailboxes, mailboxOf })
    })
  return { plan, toCreate: () => [...toCreate.keys()] }
}

function placeOf(
  value: SqlValue | undefined,
  table: MessageTable,
  names: WriteNames,
  toCreate: Map<string, Mailbox> | null,
): Mailbox {
  const isGiven = value !== undefined && value !== null && value !== ''
  if (table.kind === 'messages') return isGiven ? destination(value, names, toCreate) : allMail(names)
  const { mailbox } = table
  if (!isGiven) return mailbox
  const named = destination(value, names, null)
  if (named.path === mailbox.path) return mailbox
  throw new GmailSqlError('BAD_VALUE', `Mailbox is ${named.path}, and the INSERT is into ${mailbox.path}`, {
    hint: 'INSERT INTO that mailbox, or INSERT INTO Messages, where each row may name its own.',
  })
}

function allMail({ mailboxes }: WriteNames): Mailbox {
  const all = mailboxes.find(({ specialUse }) => specialUse === '\\All')
  if (all) return all
  throw new GmailSqlError('NOT_SUPPORTED', 'the account shows no mailbox for all mail (\\All)', {
    hint: 'INSERT INTO a mailbox, or name one in the column Mailbox. On Gmail: Settings, Labels, Show in IMAP.',
  })
}

function inRow(error: unknown, row: number): unknown {
  if (!(error instanceof GmailSqlError) || row === 1) return error
  const { code, message, hint, retryable } = error
  return new GmailSqlError(code, `row ${row}: ${message}`, { hint, retryable })
}

function tooMany(limit: number): GmailSqlError {
  return new GmailSqlError(
    'TOO_MANY_AFFECTED',
    `the statement would make more than ${limit} messages (MaxAffected)`,
    { hint: 'Nothing was sent. Raise MaxAffected on purpose.' },
  )
}

function tooLarge(rows: number): GmailSqlError {
  return new GmailSqlError(
    'MESSAGE_LIMIT',
    `the first ${rows} messages have more than ${MOST_TOGETHER} bytes together`,
    { hint: 'Nothing was sent. Insert them by several statements.' },
  )
}
