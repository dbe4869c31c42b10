import type { ProcedureInputs, ProcedurePort } from '../../exec/call.ts'
import { noMailbox } from '../../exec/procedures/message-inputs.ts'
import type { Mailbox } from '../../mail/source.ts'
import type { RunContext } from '../run-context.ts'
import { changeMailboxes, type MailboxChange, refuseLoss, refuseSystem } from './mailbox-changes.ts'
import { withNames } from './target.ts'

type Described = (name: string, inputs: ProcedureInputs) => string

/** AddMailbox, RenameMailbox, DeleteMailbox. */
export function mailboxProcedures(context: RunContext, described: Described): ProcedurePort {
  const existing = (inputs: ProcedureInputs) => namedMailbox(String(inputs.get('Mailbox')), context)
  const carryOut = async (inputs: ProcedureInputs, change: MailboxChange) => {
    const { kind } = change
    const order = { operation: kind, statement: described(kind, inputs), changes: [change] }
    await changeMailboxes(order, context)
    return [['true']]
  }
  return {
    AddMailbox: async inputs =>
      await carryOut(inputs, { kind: 'AddMailbox', path: String(inputs.get('Mailbox')) }),
    RenameMailbox: async inputs => {
      const { path } = refuseSystem(await existing(inputs))
      return await carryOut(inputs, {
        kind: 'RenameMailbox',
        path,
        destination: String(inputs.get('NewMailbox')),
      })
    },
    DeleteMailbox: async inputs => {
      const mailbox = refuseSystem(await existing(inputs))
      await refuseLoss([mailbox], context)
      return await carryOut(inputs, { kind: 'DeleteMailbox', path: mailbox.path })
    },
  }
}

/** Exactly, also one that holds only others; else as FROM finds it. */
async function namedMailbox(name: string, context: RunContext): Promise<Mailbox> {
  return await withNames(context, ({ resolve, mailboxes }) => {
    const listed = mailboxes.find(({ path }) => path === name)
    if (listed) return listed
    const found = resolve([name])
    if (found.kind === 'mailbox') return found.mailbox
    throw noMailbox(name)
  })
}
