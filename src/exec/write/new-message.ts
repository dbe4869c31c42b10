import { ownLabel } from '../../mail/labels.ts'
import type { Mailbox } from '../../mail/source.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'
import { composeInsert, type InsertContext, type InsertedMessage } from '../compose/compose-insert.ts'
import { hasFlag, readFlags, readTruth } from './flag-values.ts'
import { type KnownLabels, OWN_LABELS, readLabels } from './label-values.ts'

/** A message that is to be made, checked as far as that can be done here. */
export interface NewMessage extends InsertedMessage {
  readonly path: string
  readonly flags: readonly string[]
  /** Beside that of the mailbox, as X-GM-LABELS spells them. */
  readonly labels: readonly string[]
}

export interface NewMessageContext extends InsertContext, KnownLabels {
  readonly gmail: boolean
  /** Where the message of a row goes. @throws for a value of the column Mailbox that it cannot have */
  readonly mailboxOf: (value: SqlValue | undefined) => Mailbox
  /** APPENDLIMIT; null: not known. */
  readonly mostOctets: number | null
}

type Row = ReadonlyMap<string, SqlValue>

const FLAG_OF: Readonly<Record<string, string>> = {
  IsRead: '\\Seen',
  IsStarred: '\\Flagged',
  IsAnswered: '\\Answered',
}

/**
 * What a row of INSERT makes, from its columns by their declared names; NULL is as if the column were not named.
 * @throws BAD_VALUE, NO_TABLE, NOT_WRITABLE, NOT_SUPPORTED, FILE_UNSAFE, MESSAGE_LIMIT naming the column
 */
export async function newMessage(row: Row, context: NewMessageContext): Promise<NewMessage> {
  const mailbox = context.mailboxOf(row.get('Mailbox'))
  const labels = labelsOf(row, mailbox, context)
  const flags = flagsOf(row, labels, mailbox)
  const message = await composeInsert(row, context)
  refuseUnsendable(message.octets, context)
  return {
    ...message,
    path: mailbox.path,
    flags,
    // A star is one fact on Gmail, and is sent as the flag.
    labels: labels.filter(label => label !== '\\Starred'),
  }
}

function flagsOf(row: Row, labels: readonly string[], { path, specialUse }: Mailbox): string[] {
  const given = row.get('Flags') ?? null
  const stated = given === null ? [] : readFlags(given)
  const all = labels.includes('\\Starred') ? [...stated, '\\Flagged'] : stated
  const flags = Object.entries(FLAG_OF).reduce((list, [column, flag]) => {
    const value = row.get(column) ?? null
    const others = list.filter(other => other.toLowerCase() !== flag.toLowerCase())
    const isSet = value === null ? hasFlag(list, flag) : readTruth(column, value)
    return isSet ? [...others, flag] : others
  }, all)
  if (specialUse === '\\Drafts') return hasFlag(flags, '\\Draft') ? flags : [...flags, '\\Draft']
  if (!hasFlag(flags, '\\Draft')) return flags
  throw new GmailSqlError('NOT_WRITABLE', `the flag \\Draft cannot be set in ${path}`, {
    hint: 'INSERT INTO Drafts makes a draft.',
  })
}

function labelsOf(row: Row, mailbox: Mailbox, context: NewMessageContext): string[] {
  const [given, isImportant, isStarred] = ['Labels', 'IsImportant', 'IsStarred'].map(
    name => row.get(name) ?? null,
  ) as [SqlValue, SqlValue, SqlValue]
  if (!context.gmail) {
    if (given === null && isImportant === null) return []
    const column = given === null ? 'IsImportant' : 'Labels'
    throw new GmailSqlError('NOT_SUPPORTED', `${column} is set on Gmail only: this server has no labels`, {
      hint: `Leave ${column} out; the message goes to the mailbox that is named.`,
    })
  }
  const own = ownLabel(mailbox)
  const named = given === null ? [] : readLabels(given, context).filter(label => label !== own)
  const refused = named.find(label => OWN_LABELS.includes(label))
  if (refused !== undefined)
    throw new GmailSqlError('NOT_WRITABLE', `the label ${refused} is set by Gmail alone`, {
      hint: `INSERT INTO ${refused === '\\Sent' ? 'SentMail' : 'Drafts'} makes such a message.`,
    })
  const starred =
    isStarred !== null && !readTruth('IsStarred', isStarred) ? without(named, '\\Starred') : named
  if (isImportant === null) return starred
  const others = without(starred, '\\Important')
  return readTruth('IsImportant', isImportant) && own !== '\\Important' ? [...others, '\\Important'] : others
}

function without(labels: readonly string[], label: string): string[] {
  return labels.filter(other => other !== label)
}

/** Of every message before the first is sent, so that it is all of them or none. */
function refuseUnsendable(octets: Buffer, { mostOctets }: NewMessageContext): void {
  if (mostOctets !== null && octets.length > mostOctets)
    throw new GmailSqlError(
      'MESSAGE_LIMIT',
      `the message has ${octets.length} octets; the mail server takes ${mostOctets} (APPENDLIMIT)`,
      { hint: 'Leave out or shrink attachments.' },
    )
  // RFC 9051 §9: a literal has no NUL.
  if (octets.includes(0))
    throw new GmailSqlError('BAD_VALUE', `RawMessage contains a NUL at octet ${octets.indexOf(0) + 1}`, {
      hint: 'Encode its parts as base64 or quoted-printable.',
    })
}
