import { shown } from '../../exec/write/flag-values.ts'
import { canNameMailbox } from '../../mail/mailbox-name.ts'
import type { Mailbox } from '../../mail/source.ts'
import { quoteText } from '../../sql/rewrite/text-literals.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'
import type { RunContext } from '../run-context.ts'
import { changeMailboxes, type MailboxChange, refuseLoss, refuseSystem } from './mailbox-changes.ts'
import type { FoundWrite, PlannedTableWrite, WritableTable, WrittenRow } from './writable-table.ts'

/** INSERT makes mailboxes, UPDATE of Name renames them, DELETE removes them: what the procedures do with one. */
export const labelTable: WritableTable = {
  rowsAre: 'labels',
  keys: ['Id'],
  settable: ['Name'],
  insertable: [['Name']],
  source: ({ target }, condition) => `${target.typed} WHERE ${condition}`,
  plan: planLabelWrite,
}

/** What becomes of one row. */
interface LabelChange {
  readonly row: WrittenRow
  readonly path: string
  /** What the label is called then; null: it is gone. */
  readonly name: string | null
  /** Null where nothing is left to be done. */
  readonly command: MailboxChange | null
}

async function planLabelWrite(found: FoundWrite, context: RunContext): Promise<PlannedTableWrite> {
  const mailboxes = await context.mailboxes(false)
  const changes =
    found.kind === 'insert'
      ? made(found, mailboxes)
      : found.kind === 'update'
        ? renamed(found, mailboxes)
        : await removed(found, mailboxes, context)
  const names = changes.flatMap(({ name }) => (name === null ? [] : [quoteText(name)]))
  const commands = changes.flatMap(({ command }) => (command === null ? [] : [command]))
  return {
    condition: `Id IN (${names.join(', ')})`,
    rows: changes.map(({ row }) => row),
    ids: changes.map(({ path, name }) => name ?? path),
    dryRows: changes.map(({ path, name }) => ({
      mailbox: path,
      id: null,
      msgId: null,
      change: told(path, name, found.kind),
    })),
    send: async order =>
      commands.length === 0 ? null : await changeMailboxes({ ...order, changes: commands }, context),
  }
}

function told(path: string, name: string | null, kind: FoundWrite['kind']): string {
  if (kind === 'insert') return 'made'
  if (name === null) return 'removed'
  return name === path ? 'none' : `renamed to ${name}`
}

function made({ rows, conflict }: FoundWrite, mailboxes: readonly Mailbox[]): LabelChange[] {
  const changes = new Map<string, LabelChange>()
  for (const row of rows) {
    const name = readName(row.values[0]!)
    const isTaken = changes.has(name) || isMailbox(name, mailboxes)
    if (!isTaken) changes.set(name, { row, path: name, name, command: { kind: 'AddMailbox', path: name } })
    else if (conflict !== 'IGNORE') throw taken(name, 'INSERT OR IGNORE passes over what is there already.')
  }
  return [...changes.values()]
}

/** Those above come first, and take along what is below them (RFC 9051 §6.3.6). */
function renamed({ rows }: FoundWrite, mailboxes: readonly Mailbox[]): LabelChange[] {
  const moves: { readonly from: string; readonly to: string }[] = []
  const names = new Set<string>()
  const change = ({ row, mailbox: { path, delimiter } }: FoundLabel): LabelChange => {
    const name = readName(row.values[0]!)
    if (names.has(name) || (name !== path && isMailbox(name, mailboxes)))
      throw taken(name, 'Nothing was changed. Names are exchanged by way of a third one.')
    names.add(name)
    const now = moves.reduce(
      (at, { from, to }) => (at.startsWith(`${from}${delimiter}`) ? to + at.slice(from.length) : at),
      path,
    )
    if (now === name) return { row, path, name, command: null }
    moves.push({ from: now, to: name })
    return { row, path, name, command: { kind: 'RenameMailbox', path: now, destination: name } }
  }
  const found = rows.map(row => foundLabel(row, mailboxes))
  return found.sort((a, b) => a.mailbox.path.length - b.mailbox.path.length).map(change)
}

/** Those below go first: a mailbox that only holds others may go with the last of them. */
async function removed(
  { rows }: FoundWrite,
  mailboxes: readonly Mailbox[],
  context: RunContext,
): Promise<LabelChange[]> {
  const found = rows.map(row => foundLabel(row, mailboxes))
  const gone = found.map(({ mailbox }) => mailbox)
  await refuseLoss(gone, context)
  const change = ({ row, mailbox: { path, isSelectable } }: FoundLabel): LabelChange => ({
    row,
    path,
    name: null,
    command: { kind: 'DeleteMailbox', path, mayBeGone: !isSelectable },
  })
  return found.sort((a, b) => b.mailbox.path.length - a.mailbox.path.length).map(change)
}

interface FoundLabel {
  readonly row: WrittenRow
  readonly mailbox: Mailbox
}

/** @throws NOT_WRITABLE for one of the system */
function foundLabel(row: WrittenRow, mailboxes: readonly Mailbox[]): FoundLabel {
  return { row, mailbox: refuseSystem(listed(row.keys[0]!, mailboxes)) }
}

function listed(path: SqlValue, mailboxes: readonly Mailbox[]): Mailbox {
  const found = mailboxes.find(mailbox => mailbox.path === path)
  if (found) return found
  throw new GmailSqlError('NO_TABLE', `the mailbox ${shown(path)} is not there any more`)
}

function isMailbox(name: string, mailboxes: readonly Mailbox[]): boolean {
  const isInbox = name.toUpperCase() === 'INBOX'
  return isInbox || mailboxes.some(({ path, isSelectable }) => isSelectable && path === name)
}

function readName(value: SqlValue): string {
  if (typeof value === 'string' && canNameMailbox(value)) return value
  throw new GmailSqlError('BAD_VALUE', `Name cannot be ${shown(value)}`, {
    hint: 'A name has at least one letter, and no %, * or line end; / makes it one below another.',
  })
}

function taken(name: string, hint: string): GmailSqlError {
  return new GmailSqlError('TABLE_EXISTS', `there is a mailbox ${shown(name)} already`, { hint })
}
