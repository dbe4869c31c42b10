import type { ProcedureInputs } from '../../exec/call.ts'
import { noMailbox } from '../../exec/procedures/message-inputs.ts'
import type { SqlValue } from '../../util/value.ts'
import type { RunContext } from '../run-context.ts'
import { msgIdsOfMade, sendMessages } from './insert-run.ts'
import { newMessagePlanning } from './message-insert.ts'
import type { MessageTable } from './message-write.ts'
import { withNames } from './target.ts'

/** ImportMessage. @param described the call as the journal names it */
export async function importMessage(
  inputs: ProcedureInputs,
  described: (name: string, inputs: ProcedureInputs) => string,
  context: RunContext,
): Promise<SqlValue[][]> {
  const name = String(inputs.get('Mailbox'))
  const table = await withNames(context, ({ resolve }): MessageTable => {
    const found = resolve([name])
    if (found.kind === 'mailbox' || found.kind === 'messages') return found
    throw noMailbox(name)
  })
  const columns = ['RawMessage', 'ReceivedDate', 'Flags', 'Labels']
  const row = new Map(columns.map(column => [column, inputs.get(column) ?? null]))
  const message = await (await newMessagePlanning(table, false, context)).plan(row)
  // The journal keeps no mail.
  const shown = new Map([...inputs].filter(([input]) => input !== 'RawMessage'))
  const statement = described('ImportMessage', shown)
  const order = { operation: 'ImportMessage', statement, typed: name }
  const made = await sendMessages({ messages: [message], toCreate: [] }, order, table, context)
  const [msgId] = await msgIdsOfMade(made, context)
  const { uid } = made[0]!
  const id = table.kind === 'messages' ? msgId : uid
  return [['true', id === null || id === undefined ? null : String(id), msgId ?? null]]
}
