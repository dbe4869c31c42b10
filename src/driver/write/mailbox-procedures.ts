import type { ProcedureInputs, ProcedurePort } from '../../exec/call.ts'
import type { Mailbox } from '../../mail/source.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'
import type { RunContext } from '../run-context.ts'
import { openExec } from '../select-run.ts'
import { withNames } from './target.ts'

type Described = (name: string, inputs: ProcedureInputs) => string

/** AddMailbox, RenameMailbox, DeleteMailbox. */
export function mailboxProcedures(context: RunContext, described: Described): ProcedurePort {
  const { writer } = context.resources
  const existing = (inputs: ProcedureInputs) => namedMailbox(String(inputs.get('Mailbox')), context)
  const journalled = async (
    name: string,
    inputs: ProcedureInputs,
    path: string,
    work: () => Promise<void>,
  ) => {
    await sendJournalled({ name, statement: described(name, inputs), path, work }, context)
    await context.mailboxes(true)
    return [['true']] satisfies SqlValue[][]
  }
  return {
    AddMailbox: async inputs => {
      const path = String(inputs.get('Mailbox'))
      return await journalled('AddMailbox', inputs, path, () => writer.createMailbox(path))
    },
    RenameMailbox: async inputs => {
      const mailbox = refuseSystem(await existing(inputs))
      const to = String(inputs.get('NewMailbox'))
      return await journalled('RenameMailbox', inputs, mailbox.path, () =>
        writer.renameMailbox(mailbox.path, to),
      )
    },
    DeleteMailbox: async inputs => {
      const mailbox = refuseSystem(await existing(inputs))
      await refuseLoss(mailbox, context)
      return await journalled('DeleteMailbox', inputs, mailbox.path, () => writer.deleteMailbox(mailbox.path))
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
    throw new GmailSqlError('BAD_INPUT', `Mailbox "${name}" is no mailbox`, {
      hint: 'SHOW TABLES lists them.',
    })
  })
}

function refuseSystem(mailbox: Mailbox): Mailbox {
  const { path, specialUse } = mailbox
  if (specialUse === null && path.toUpperCase() !== 'INBOX') return mailbox
  throw new GmailSqlError('NOT_WRITABLE', `${path} is a mailbox of the system, which stays`, {
    hint: 'Labels and mailboxes of the user can be renamed and removed.',
  })
}

/** Elsewhere than on Gmail the messages of a mailbox go with it. */
async function refuseLoss({ path }: Mailbox, { resources, signal }: RunContext): Promise<void> {
  const { gmail } = await resources.metadata.traits({ signal })
  if (gmail || resources.parsed.values.AllowPermanentDelete) return
  const messages = (await resources.source.statuses([path], { signal })).get(path)?.messages ?? 0
  if (messages === 0) return
  throw new GmailSqlError(
    'NEEDS_PERMISSION',
    `the ${messages} messages of ${path} would be gone for good with it`,
    {
      hint: 'Move them away first, or allow it by AllowPermanentDelete=true.',
    },
  )
}

interface Sending {
  readonly name: string
  readonly statement: string
  readonly path: string
  readonly work: () => Promise<void>
}

async function sendJournalled({ name, statement, path, work }: Sending, context: RunContext): Promise<void> {
  const { journal, secrets } = context.resources
  await openExec(context, await context.mailboxes(false), true)
  const id = await journal.begin(name, secrets.mask(statement))
  await journal.record(id, { path, uidValidity: 0, change: { kind: name }, messages: [] }, work)
}
