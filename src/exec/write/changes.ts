import { ownLabel } from '../../mail/labels.ts'
import type { Mailbox } from '../../mail/source.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'
import { flagsBeside, hasFlag, readFlags, readTruth } from './flag-values.ts'
import { type FoundMessage, type MessageChange, UNCHANGED } from './found-message.ts'
import { type KnownLabels, OWN_LABELS, readLabels } from './label-values.ts'

/** Columns that UPDATE sets, and what a value of each is for. */
export interface Assigned {
  readonly column: string
  readonly value: SqlValue
}

export interface ChangeContext extends KnownLabels {
  readonly gmail: boolean
  /** The mailbox that a value of the column Mailbox names. @throws NO_TABLE */
  readonly mailboxNamed: (value: SqlValue) => Mailbox
}

/** For changes that set no column Mailbox. */
export function noMailboxNamed(): never {
  throw new GmailSqlError('INTERNAL', 'a change of flags or labels asked for a mailbox')
}

const FLAG_OF: Readonly<Record<string, string>> = {
  IsRead: '\\Seen',
  IsStarred: '\\Flagged',
  IsAnswered: '\\Answered',
}

/** What a message is to be like. */
interface Wanted {
  flags: string[]
  labels: string[]
  moveTo: Mailbox | null
}

/**
 * What the assignments make of a message.
 * @throws BAD_VALUE, NOT_WRITABLE, NO_TABLE for a value; NOT_SUPPORTED for labels on a server without them
 */
export function updatedMessage(
  message: FoundMessage,
  assigned: readonly Assigned[],
  context: ChangeContext,
): MessageChange {
  const wanted: Wanted = { flags: [...message.flags], labels: [...(message.labels ?? [])], moveTo: null }
  for (const assignment of assigned) assign(wanted, assignment, { ...context, before: message.labels ?? [] })
  keepStarInStep(wanted, message, assigned)
  const change = { ...UNCHANGED, message, ...flagChanges(message, wanted), ...labelChanges(message, wanted) }
  const here = mailboxOf(message, context.mailboxes)
  const moved = wanted.moveTo === null ? change : moveOf(change, here, wanted.moveTo, context.gmail)
  return context.gmail ? withoutOwnLabel(moved, here, context.mailboxes) : moved
}

function mailboxOf({ path }: FoundMessage, mailboxes: readonly Mailbox[]): Mailbox {
  const found = mailboxes.find(mailbox => mailbox.path === path)
  if (found) return found
  throw new GmailSqlError('NO_TABLE', `the mailbox ${JSON.stringify(path)} is not there any more`)
}

function assign(
  wanted: Wanted,
  { column, value }: Assigned,
  context: ChangeContext & { readonly before: readonly string[] },
): void {
  const flag = FLAG_OF[column]
  if (flag !== undefined) wanted.flags = withFlag(wanted.flags, flag, readTruth(column, value))
  else if (column === 'Flags') wanted.flags = readFlags(value)
  else if (column === 'Mailbox') wanted.moveTo = context.mailboxNamed(value)
  else {
    if (!context.gmail)
      throw new GmailSqlError('NOT_SUPPORTED', `${column} is set on Gmail only: this server has no labels`, {
        hint: 'Move messages with UPDATE … SET Mailbox, or set flags.',
      })
    if (column === 'Labels') wanted.labels = readLabels(value, context, context.before)
    else wanted.labels = withLabel(wanted.labels, '\\Important', readTruth(column, value))
  }
}

function withFlag(flags: readonly string[], flag: string, isSet: boolean): string[] {
  const others = flags.filter(other => other.toLowerCase() !== flag.toLowerCase())
  return isSet ? [...others, flag] : others
}

function withLabel(labels: readonly string[], label: string, isSet: boolean): string[] {
  const others = labels.filter(other => other !== label)
  return isSet ? [...others, label] : others
}

/** \Flagged and \Starred are one fact on Gmail; it is sent as the flag. */
function keepStarInStep(wanted: Wanted, message: FoundMessage, assigned: readonly Assigned[]): void {
  if (message.labels === null) return
  const isLabelsSet = assigned.some(({ column }) => column === 'Labels')
  const isFlagSet = assigned.some(({ column }) => column === 'Flags' || column === 'IsStarred')
  const [byFlag, byLabel] = [hasFlag(wanted.flags, '\\Flagged'), wanted.labels.includes('\\Starred')]
  if (isLabelsSet && isFlagSet && byFlag !== byLabel)
    throw new GmailSqlError('BAD_VALUE', 'Labels and flags say different things about the star', {
      hint: 'The label \\Starred and the flag \\Flagged are one: set both or neither.',
    })
  if (isLabelsSet) wanted.flags = withFlag(wanted.flags, '\\Flagged', byLabel)
}

function flagChanges(
  message: FoundMessage,
  { flags }: Wanted,
): Pick<MessageChange, 'addFlags' | 'removeFlags'> {
  const addFlags = flagsBeside(flags, message.flags)
  if (hasFlag(addFlags, '\\Draft'))
    throw new GmailSqlError('NOT_WRITABLE', 'the flag \\Draft is set by the server alone', {
      hint: 'INSERT INTO Drafts makes a draft.',
    })
  // What the server itself sets stays, whether the list names it or not.
  const removeFlags = flagsBeside(message.flags, [...flags, '\\Draft', '\\Deleted'])
  return { addFlags, removeFlags }
}

function labelChanges(
  message: FoundMessage,
  { labels }: Wanted,
): Pick<MessageChange, 'addLabels' | 'removeLabels'> {
  const before = message.labels ?? []
  const isSent = (label: string) => label !== '\\Starred'
  const addLabels = labels.filter(label => !before.includes(label) && isSent(label))
  const own = addLabels.find(label => OWN_LABELS.includes(label))
  if (own !== undefined)
    throw new GmailSqlError('NOT_WRITABLE', `the label ${own} is set by Gmail alone`, {
      hint: `It stays where it is, whether Labels names it or not.`,
    })
  const stays = new Set([...labels, ...OWN_LABELS, '\\Trash', '\\Spam'])
  return { addLabels, removeLabels: before.filter(label => !stays.has(label) && isSent(label)) }
}

/** From All Mail a message goes into a label, and out of the inbox; else it goes from one mailbox to another. */
function moveOf(change: MessageChange, here: Mailbox, to: Mailbox, gmail: boolean): MessageChange {
  const isArchive = gmail && to.specialUse === '\\All'
  if (here.path === to.path && !isArchive) return change
  const isPlace = to.specialUse === '\\Trash' || to.specialUse === '\\Junk'
  if (!gmail || here.specialUse !== '\\All' || isPlace) return { ...change, moveTo: to.path }
  const label = ownLabel(to)
  if (label !== null && OWN_LABELS.includes(label))
    throw new GmailSqlError('NOT_WRITABLE', `no message can be moved to ${to.path}`, {
      hint: 'Gmail itself says what was sent and what is a draft.',
    })
  const has = (name: string) => change.message.labels?.includes(name) ?? false
  const added = label !== null && !has(label) ? [label] : []
  const removed = label !== '\\Inbox' && has('\\Inbox') ? ['\\Inbox'] : []
  const addLabels = [...new Set([...change.addLabels, ...added])].filter(name => !removed.includes(name))
  const removeLabels = [...new Set([...change.removeLabels, ...removed])].filter(name => name !== label)
  return { ...change, addLabels, removeLabels }
}

/** The label of the selected mailbox cannot be taken off there (STORE says OK and does nothing): a move to All Mail does it. */
function withoutOwnLabel(change: MessageChange, here: Mailbox, mailboxes: readonly Mailbox[]): MessageChange {
  const own = ownLabel(here)
  if (own === null || !change.removeLabels.includes(own)) return change
  const removeLabels = change.removeLabels.filter(label => label !== own)
  const all = mailboxes.find(({ specialUse }) => specialUse === '\\All')
  if (!all)
    throw new GmailSqlError(
      'NOT_SUPPORTED',
      `the label ${own} cannot be taken off: All Mail is not shown in IMAP`,
      {
        hint: 'Settings, Labels, Show in IMAP switches it on.',
      },
    )
  return { ...change, removeLabels, moveTo: change.moveTo ?? all.path }
}

/**
 * What DELETE makes of a message: it goes to Trash, and from Trash and Spam for good.
 * @throws NOT_SUPPORTED on an account without Trash
 */
export function deletedMessage(message: FoundMessage, mailboxes: readonly Mailbox[]): MessageChange {
  const here = mailboxOf(message, mailboxes)
  const isForGood = here.specialUse === '\\Trash' || here.specialUse === '\\Junk'
  if (isForGood) return { ...UNCHANGED, message, isExpunged: true }
  const trash = mailboxes.find(({ specialUse }) => specialUse === '\\Trash')
  if (trash) return { ...UNCHANGED, message, moveTo: trash.path }
  throw new GmailSqlError('NOT_SUPPORTED', 'the account shows no mailbox for what is deleted (\\Trash)', {
    hint: "Move messages away with UPDATE … SET Mailbox = '…'.",
  })
}
