import type { ProcedureInputs, ProcedurePort } from '../../exec/call.ts'
import { type Assigned, deletedMessage, noMailboxNamed, updatedMessage } from '../../exec/write/changes.ts'
import { flagsBeside, readFlags } from '../../exec/write/flag-values.ts'
import { type FoundMessage, type MessageChange, UNCHANGED } from '../../exec/write/found-message.ts'
import { readLabels } from '../../exec/write/label-values.ts'
import { refuseUndo, undoEntries } from '../../exec/write/undo.ts'
import { type WireChange, wireChanges } from '../../exec/write/wire-changes.ts'
import { quoteText } from '../../sql/rewrite/text-literals.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'
import type { RunContext } from '../run-context.ts'
import { openExec } from '../select-run.ts'
import { beginJournal } from './begin-journal.ts'
import { afterWriting, carryOut } from './carry-out.ts'
import { importMessage } from './import-message.ts'
import { mailboxProcedures } from './mailbox-procedures.ts'
import { namedMessages } from './named-messages.ts'
import { type WriteNames, withNames } from './target.ts'

/** The procedures that change mail. */
export function writeProcedures(context: RunContext): ProcedurePort {
  const done = (name: string, inputs: ProcedureInputs, plan: Plan) =>
    carriedOut({ name, inputs, plan }, context)
  return {
    SetFlags: async inputs => {
      const { affected } = await done('SetFlags', inputs, assigning('Flags', inputs))
      return [['true', affected]]
    },
    SetLabels: async inputs => {
      const { affected } = await done('SetLabels', inputs, assigning('Labels', inputs))
      return [['true', affected]]
    },
    MoveEmails: async inputs => {
      const { affected, ids } = await done('MoveEmails', inputs, relocating('move', inputs))
      return [['true', affected, listed(ids)]]
    },
    CopyEmails: async inputs => {
      const { affected, ids } = await done('CopyEmails', inputs, relocating('copy', inputs))
      return [['true', affected, listed(ids)]]
    },
    TrashMessage: async inputs => {
      await done('TrashMessage', inputs, trashing)
      return [['true']]
    },
    UntrashMessage: async inputs => {
      await done('UntrashMessage', inputs, (messages, { resolve }) =>
        moving(messages, pathOf(resolve(['Inbox'])), context),
      )
      return [['true']]
    },
    ImportMessage: async inputs => await importMessage(inputs, described, context),
    Undo: async inputs => await undo(inputs, context),
    ...mailboxProcedures(context, described),
  }
}

interface Procedure {
  readonly name: string
  readonly inputs: ProcedureInputs
  readonly plan: Plan
}

/** Finds the messages that a call names, and does what is planned for them. */
async function carriedOut(
  { name, inputs, plan }: Procedure,
  context: RunContext,
): Promise<{ affected: number; ids: (number | undefined)[] }> {
  const messages = await namedMessages(inputs, context)
  const { gmail } = await context.resources.metadata.traits({ signal: context.signal })
  const changes = await withNames(context, names => plan(messages, { ...names, gmail, context }))
  const order = { operation: name, statement: described(name, inputs), changes }
  const { gone, moved } = await carryOut(order, context)
  const left = messages.filter(message => !gone.has(message))
  return { affected: left.length, ids: left.map(message => moved.get(message)?.uid) }
}

interface Surroundings extends WriteNames {
  readonly gmail: boolean
  readonly context: RunContext
}

type Plan = (messages: readonly FoundMessage[], surroundings: Surroundings) => WireChange[]

function toWire(changes: readonly MessageChange[], { resources }: RunContext): WireChange[] {
  return wireChanges(changes, resources.parsed.values.BatchSize)
}

/** SetFlags and SetLabels: as an UPDATE of the column. */
function assigning(column: 'Flags' | 'Labels', inputs: ProcedureInputs): Plan {
  return (messages, { mailboxes, gmail, context }) => {
    const mayCreate = context.resources.parsed.values.CreateLabels
    const known = { mailboxes, mayCreate }
    const given = inputs.get(column) ?? ''
    const values = column === 'Flags' ? readFlags(given) : gmail ? readLabels(given, known) : []
    const operation = String(inputs.get('OperationType'))
    const changes = messages.map(message => {
      const before = (column === 'Flags' ? message.flags : message.labels) ?? []
      const after = combined(before, values, operation)
      const value =
        column === 'Flags' ? after.filter(flag => flag !== '\\Deleted').join(' ') : JSON.stringify(after)
      const assigned: Assigned[] = [{ column, value }]
      const change = updatedMessage(message, assigned, { ...known, gmail, mailboxNamed: noMailboxNamed })
      return { ...change, isComputed: operation === 'REPLACE' }
    })
    return toWire(changes, context)
  }
}

function combined(before: readonly string[], values: readonly string[], operation: string): string[] {
  if (operation === 'ADD') return [...before, ...flagsBeside(values, before)]
  return operation === 'REMOVE' ? flagsBeside(before, values) : [...values]
}

function relocating(kind: 'move' | 'copy', inputs: ProcedureInputs): Plan {
  return (messages, { resolve, context }) => {
    const destination = pathOf(resolve([String(inputs.get('DestinationMailbox'))]))
    const away = messages.filter(({ path }) => path !== destination)
    if (kind === 'move') return moving(away, destination, context)
    return moving(away, destination, context).map(change => ({ ...change, kind: 'copy', destination }))
  }
}

/** What is in Trash and Spam stays there. */
const trashing: Plan = (messages, { mailboxes, context }) => {
  const changes = messages.map(message => deletedMessage(message, mailboxes))
  return toWire(
    changes.filter(({ isExpunged }) => !isExpunged),
    context,
  )
}

function moving(messages: readonly FoundMessage[], moveTo: string, context: RunContext): WireChange[] {
  return toWire(
    messages.map(message => ({ ...UNCHANGED, message, moveTo })),
    context,
  )
}

function pathOf(table: ReturnType<WriteNames['resolve']>): string {
  if (table.kind === 'mailbox') return table.mailbox.path
  throw new GmailSqlError('BAD_INPUT', `${table.table.name} is no mailbox that messages could go to`, {
    hint: 'SELECT Mailbox FROM Labels lists them.',
  })
}

function listed(ids: readonly (number | undefined)[]): string | null {
  return ids.every(id => id !== undefined) ? ids.join(',') : null
}

/** A call as the journal names it. */
function described(name: string, inputs: ProcedureInputs): string {
  const given = [...inputs].map(([input, value]) => `@${input} = ${quoteText(String(value))}`)
  return `EXEC ${name} ${given.join(', ')}`
}

async function undo(inputs: ProcedureInputs, context: RunContext): Promise<SqlValue[][]> {
  const number = Number(inputs.get('Journal'))
  const { resources, signal, progress, notify } = context
  const { writer, source, journal } = resources
  const mailboxes = await context.mailboxes(false)
  await openExec(context, mailboxes, true)
  await resources.recovery?.run(source, { signal })
  const entries = Number.isSafeInteger(number) ? await journal.entriesOf(number) : []
  refuseUndo(number, entries)
  const id = await beginJournal('Undo', described('Undo', inputs), context)
  const tools = { writer, source, journal, signal, progress }
  try {
    const { affected, lost } = await undoEntries(entries, { mailboxes, tools, journal: id })
    await journal.markUndone(number, id)
    if (lost > 0)
      notify({
        code: 'UNDO',
        message: `Of ${lost} messages it is not known where they went: they stay there`,
      })
    return [['true', affected]]
  } finally {
    await afterWriting(
      entries.map(({ path }) => path),
      context,
    )
  }
}
