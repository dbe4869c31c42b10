import type { ProcedureInputs, ProcedurePort } from '../exec/call.ts'
import type { ProcedureContext } from '../exec/procedures/locate-messages.ts'
import { readStatement } from '../sql/statement.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { SqlValue } from '../util/value.ts'
import type { RunContext } from './run-context.ts'
import { openExec, prepare, run } from './select-run.ts'
import { withNames } from './write/target.ts'

type Work = (inputs: ProcedureInputs, context: ProcedureContext) => Promise<SqlValue[][]>

/** The procedures that read mail. They change nothing there. */
export function mailProcedures(context: RunContext): ProcedurePort {
  const byMessage = (name: 'downloadAttachments' | 'getPart' | 'getRawMessage') => {
    return async (inputs: ProcedureInputs) => {
      const work: Work = (await import('../exec/procedures/message-procedures.ts'))[name]
      return await work(inputs, await procedureContext(inputs, context))
    }
  }
  return {
    DownloadAttachments: byMessage('downloadAttachments'),
    GetPart: byMessage('getPart'),
    GetRawMessage: byMessage('getRawMessage'),
    Sync: async inputs => {
      const { sync } = await import('../exec/procedures/sync.ts')
      const bytesReceived = () => context.resources.stats().bytesReceived
      // All of them are those that there are now.
      if (!inputs.has('Mailbox')) await context.mailboxes(true)
      return await sync(inputs, { ...(await procedureContext(inputs, context)), bytesReceived })
    },
  }
}

/** What a procedure needs that looks for messages, also in a mailbox that is new. */
export async function procedureContext(
  inputs: ProcedureInputs,
  context: RunContext,
): Promise<ProcedureContext> {
  const name = inputs.get('Mailbox')
  const { mailboxes, resolve } = await withNames(context, names => {
    if (name !== undefined) names.resolve([String(name)])
    return names
  })
  return {
    exec: await openExec(context, mailboxes, true),
    resolve: table => resolve([table]),
    msgIdsOf: async query => await msgIdsOf(query, context),
  }
}

/** @throws BAD_INPUT when the text is no SELECT with a column MsgId */
export async function msgIdsOf(query: string, context: RunContext): Promise<string[]> {
  const statement = readStatement(query)
  if (statement.kind !== 'select') throw badQuery('Query is no SELECT')
  const prepared = await prepare(statement, [], context)
  const at = prepared.plan.columns.findIndex(({ name }) => name.toLowerCase() === 'msgid')
  if (at < 0) throw badQuery('Query has no column MsgId')
  const ids: string[] = []
  for await (const batch of run(prepared, context)) {
    for (const row of batch) if (row[at] !== null) ids.push(String(row[at]))
  }
  return [...new Set(ids)]
}

function badQuery(what: string): GmailSqlError {
  return new GmailSqlError('BAD_INPUT', what, {
    hint: 'Write SELECT MsgId FROM … WHERE ….',
  })
}
