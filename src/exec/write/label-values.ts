import { ownLabel } from '../../mail/labels.ts'
import type { Mailbox } from '../../mail/source.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { labelsOfList } from '../../util/label-list.ts'
import { nearest } from '../../util/suggest.ts'
import type { SqlValue } from '../../util/value.ts'
import { shown } from './flag-values.ts'

export interface KnownLabels {
  readonly mailboxes: readonly Mailbox[]
  /** The property CreateLabels. */
  readonly mayCreate: boolean
}

/** What Gmail sets by itself. */
export const OWN_LABELS: readonly string[] = ['\\Sent', '\\Draft']

const WRITABLE = ['\\Inbox', '\\Starred', '\\Important', ...OWN_LABELS]
const PLACES = ['\\Trash', '\\Spam', '\\Junk']

/**
 * A JSON array or a list with commas, each label once.
 * @param before labels that the message has: those may be named again, whatever they are
 * @throws BAD_VALUE, and as `checkLabel`
 */
export function readLabels(value: SqlValue, known: KnownLabels, before: readonly string[] = []): string[] {
  if (typeof value !== 'string')
    throw new GmailSqlError('BAD_VALUE', `Labels cannot be ${shown(value)}`, {
      hint: "Write a list, 'Work,Receipts', or a JSON array; '' is none.",
    })
  const labels = arrayOf(value) ?? labelsOfList(value)
  return [...new Set(labels.map(label => (before.includes(label) ? label : checkLabel(label, known))))]
}

/** A label may begin with a bracket as well: only what is an array of texts is one. */
function arrayOf(value: string): string[] | null {
  if (!value.trimStart().startsWith('[')) return null
  try {
    const parsed: unknown = JSON.parse(value)
    return Array.isArray(parsed) && parsed.every(item => typeof item === 'string') ? parsed : null
  } catch {
    return null
  }
}

/**
 * The label in Gmail's spelling.
 * @throws NO_TABLE for one that does not exist, naming the near one, unless CreateLabels; NOT_WRITABLE for a place
 */
export function checkLabel(label: string, known: KnownLabels): string {
  if (label.startsWith('\\')) return systemLabel(label)
  const isInbox = label.toUpperCase() === 'INBOX'
  const mailbox = known.mailboxes.find(
    ({ path, isSelectable }) =>
      isSelectable && (path === label || (isInbox && path.toUpperCase() === 'INBOX')),
  )
  const own = mailbox ? ownLabel(mailbox) : null
  if (own !== null) return own.startsWith('\\') ? systemLabel(own) : own
  const byName = WRITABLE.find(name => name.slice(1).toLowerCase() === label.toLowerCase())
  if (byName !== undefined) return byName
  if (known.mayCreate && label.trim() !== '') return label
  throw unknownLabel(label, known)
}

function systemLabel(label: string): string {
  const name = label.toLowerCase()
  const found = WRITABLE.find(candidate => candidate.toLowerCase() === name)
  if (found) return found
  const isPlace = PLACES.some(place => place.toLowerCase() === name)
  throw new GmailSqlError(
    isPlace ? 'NOT_WRITABLE' : 'BAD_VALUE',
    isPlace ? `${label} is a place, not a label that could be set` : `there is no label ${shown(label)}`,
    {
      hint: isPlace
        ? "UPDATE … SET Mailbox = 'Trash' moves messages, and so does DELETE."
        : `System labels are ${WRITABLE.join(', ')}.`,
    },
  )
}

function unknownLabel(label: string, { mailboxes }: KnownLabels): GmailSqlError {
  const names = mailboxes.filter(({ isSelectable }) => isSelectable).map(({ path }) => path)
  const words = label.split(/\s+/)
  const near = nearest(label, names)
  const readings = `Is it the one label ${shown(label)}, or the labels ${words.map(shown).join(' and ')}? Write a JSON array, or commas between them.`
  const isList = words.length > 1 && words.every(word => names.includes(word))
  const hint = near
    ? `Did you mean "${near}"? CreateLabels=true makes new ones.`
    : 'CreateLabels=true makes it.'
  return new GmailSqlError('NO_TABLE', `there is no label ${shown(label)}`, {
    hint: isList ? readings : hint,
  })
}
