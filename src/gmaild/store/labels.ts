import type { Account } from './account.ts'
import type { Mailbox } from './mailbox.ts'
import type { Message, Place } from './message.ts'

const SYSTEM: Readonly<Record<string, string>> = {
  '\\inbox': '\\Inbox',
  '\\sent': '\\Sent',
  '\\draft': '\\Draft',
  '\\drafts': '\\Draft',
  '\\important': '\\Important',
  '\\starred': '\\Starred',
}
const PLACES: Readonly<Record<string, Place>> = {
  '\\trash': 'trash',
  '\\spam': 'spam',
  '\\junk': 'spam',
}

/** A label as it is stored: system labels in Gmail's spelling, others as they are. */
export function canonicalLabel(label: string): string {
  return SYSTEM[label.toLowerCase()] ?? label
}

/** Labels go on; `\Trash` and `\Spam` move, and an unknown user label is created without a word, as on Gmail. */
export function addLabels(account: Account, message: Message, labels: readonly string[]): void {
  for (const label of labels) {
    const place = PLACES[label.toLowerCase()]
    if (place !== undefined) moveToPlace(account, message, place)
    else {
      const name = canonicalLabel(label)
      if (!name.startsWith('\\')) account.ensureLabel(name)
      account.change(message, m => setLabel(m, name))
    }
  }
}

export function removeLabels(account: Account, message: Message, labels: readonly string[]): void {
  for (const label of labels) account.change(message, m => clearLabel(m, canonicalLabel(label)))
}

/** `\Starred` and `\Flagged` are one fact, `\Draft` is both label and flag. */
function setLabel(message: Message, label: string): void {
  message.labels.add(label)
  if (label === '\\Starred') message.flags.add('\\Flagged')
  if (label === '\\Draft') message.flags.add('\\Draft')
}

export function clearLabel(message: Message, label: string): void {
  message.labels.delete(label)
  if (label === '\\Starred') message.flags.delete('\\Flagged')
  if (label === '\\Draft') message.flags.delete('\\Draft')
}

/** After flags were set or cleared: the label `\Starred` follows `\Flagged`. */
export function followFlags(message: Message): void {
  if (message.flags.has('\\Flagged')) message.labels.add('\\Starred')
  else message.labels.delete('\\Starred')
}

/** Trash and Spam take a message out of every label; back in mail it has only what is given to it then. */
export function moveToPlace(account: Account, message: Message, place: Place): void {
  account.change(message, m => {
    m.place = place
    if (place === 'mail') return
    for (const label of [...m.labels])
      if (!label.startsWith('\\') || label === '\\Inbox') m.labels.delete(label)
  })
}

/** What a copy into `mailbox` does: the label goes on, or the place changes. */
export function addToMailbox(account: Account, message: Message, mailbox: Mailbox): void {
  if (mailbox.role === 'spam' || mailbox.role === 'trash') moveToPlace(account, message, mailbox.role)
  else {
    if (message.place !== 'mail') moveToPlace(account, message, 'mail')
    const { label } = mailbox
    if (label !== undefined) account.change(message, m => setLabel(m, label))
  }
}

/**
 * What an expunge in `mailbox` does: in Trash and Spam the message is gone for ever, in All Mail nothing happens, in
 * a label it loses that label.
 */
export function expungeFrom(account: Account, message: Message, mailbox: Mailbox): void {
  if (mailbox.role === 'spam' || mailbox.role === 'trash') account.destroy(message)
  else if (mailbox.label !== undefined) {
    const { label } = mailbox
    account.change(message, m => clearLabel(m, label))
  }
}
