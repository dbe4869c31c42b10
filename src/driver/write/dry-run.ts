import type { MessageChange } from '../../exec/write/found-message.ts'
import type { NewMessage } from '../../exec/write/new-message.ts'
import { isWord } from '../../sql/lexer.ts'
import { respell } from '../../sql/respell.ts'
import type { Statement } from '../../sql/statement.ts'
import type { Rows } from '../../sqlite/protocol.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { Parameters, ResultColumn } from '../../util/value.ts'
import type { RunContext, StatementRun } from '../run-context.ts'
import { planInsert, prepareInsert } from './message-insert.ts'
import { planMessageWrite, prepareMessageWrite } from './message-write.ts'
import { plainWrite } from './plain-write.ts'
import { readMessageWrite } from './start-write.ts'
import { dryRunTableWrite, readTableWrite } from './table-write.ts'
import type { DryRow } from './writable-table.ts'

export const DRY_RUN_COLUMNS: readonly ResultColumn[] = [
  { name: 'Mailbox', type: 'TEXT', table: null },
  { name: 'Id', type: 'INTEGER', table: null },
  { name: 'MsgId', type: 'TEXT', table: null },
  { name: 'Change', type: 'TEXT', table: null },
]

export function isDryRun({ tokens }: Statement): boolean {
  return isWord(tokens[0], 'DRY') && isWord(tokens[1], 'RUN')
}

/** `DRY RUN UPDATE …`: a row for each message that would be made or changed, and how. Nothing is. */
export async function startDryRun(
  statement: Statement,
  params: Parameters,
  context: RunContext,
): Promise<StatementRun> {
  const inner = statement.tokens[2]
  if (!isWord(inner, 'INSERT', 'UPDATE', 'DELETE', 'WITH'))
    throw new GmailSqlError('NOT_SUPPORTED', 'DRY RUN stands before INSERT, UPDATE and DELETE only', {
      hint: 'EXPLAIN shows what other statements would do.',
    })
  const bare = respell(statement, [{ start: statement.tokens[0]!.start, end: inner!.start, text: '' }])
  const plan = await bare.locate(async write => {
    const plain = await plainWrite(write, context)
    return await (plain
      ? plain.locate(one => planned(one, params, context))
      : planned(write, params, context))
  })
  async function* rows(): AsyncGenerator<Rows> {
    yield (await plan()).map(({ mailbox, id, msgId, change }) => [mailbox, id, msgId, change])
  }
  return { command: 'DRY RUN', columns: DRY_RUN_COLUMNS, rows: rows() }
}

/** What tells the rows, once they are asked for. */
async function planned(
  statement: Statement,
  params: Parameters,
  context: RunContext,
): Promise<() => Promise<readonly DryRow[]>> {
  const ofTable = readTableWrite(statement, context)
  if (ofTable) return await dryRunTableWrite(ofTable, params, context)
  const { write, table } = await readMessageWrite(statement, context)
  if (write.kind === 'insert') {
    const insert = await prepareInsert(statement, { write, table }, params, context)
    return async () => {
      const { messages, toCreate } = await planInsert(insert, Number.POSITIVE_INFINITY, context)
      return messages.map(message => newRow(message, toCreate))
    }
  }
  const prepared = await prepareMessageWrite({ statement, write, table }, params, context)
  return async () => {
    const { changes, toCreate } = await planMessageWrite(prepared, Number.POSITIVE_INFINITY, context)
    return changes.map(change => dryRow(change, toCreate))
  }
}

function newRow({ path, flags, labels }: NewMessage, toCreate: readonly string[]): DryRow {
  const parts = [
    'a new message',
    ...(toCreate.includes(path) ? ['in a mailbox that is made'] : []),
    ...(flags.length > 0 ? [`flags ${flags.join(' ')}`] : []),
    ...(labels.length > 0 ? [`labels ${labels.map(label => `+${label}`).join(' ')}`] : []),
  ]
  return { mailbox: path, id: null, msgId: null, change: parts.join('; ') }
}

function dryRow(change: MessageChange, toCreate: readonly string[]): DryRow {
  const { path, uid, msgId } = change.message
  return { mailbox: path, id: uid, msgId, change: described(change, toCreate) }
}

function described(change: MessageChange, toCreate: readonly string[]): string {
  const { addFlags, removeFlags, addLabels, removeLabels, moveTo, isExpunged } = change
  const signed = (sign: string, values: readonly string[]) => values.map(value => `${sign}${value}`)
  const flags = [...signed('+', addFlags), ...signed('-', removeFlags)]
  const labels = [...signed('+', addLabels), ...signed('-', removeLabels)]
  const isNew = moveTo !== null && toCreate.includes(moveTo)
  const parts = [
    ...(flags.length > 0 ? [`flags ${flags.join(' ')}`] : []),
    ...(labels.length > 0 ? [`labels ${labels.join(' ')}`] : []),
    ...(moveTo === null ? [] : [`to ${moveTo}${isNew ? ', which is made' : ''}`]),
    ...(isExpunged ? ['removed for good'] : []),
  ]
  return parts.join('; ') || 'none'
}
