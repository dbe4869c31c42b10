import type { Mailbox } from './source.ts'

const ROLE_LABELS: Readonly<Record<string, string>> = {
  '\\Sent': '\\Sent',
  '\\Drafts': '\\Draft',
  '\\Flagged': '\\Starred',
  '\\Important': '\\Important',
  '\\Junk': '\\Spam',
  '\\Trash': '\\Trash',
}

/**
 * The label that a mailbox is a view of, as X-GM-LABELS spells it; null for All Mail, which is a view of none. Gmail
 * leaves it out of the messages of that mailbox, so it is added to them.
 */
export function ownLabel(mailbox: Pick<Mailbox, 'path' | 'specialUse'>): string | null {
  if (mailbox.path.toUpperCase() === 'INBOX') return '\\Inbox'
  if (mailbox.specialUse === '\\All') return null
  return (mailbox.specialUse && ROLE_LABELS[mailbox.specialUse]) || mailbox.path
}

/** Whether the server itself has the mailbox, so that it can be neither renamed nor removed. */
export function isSystemMailbox({ path, specialUse }: Pick<Mailbox, 'path' | 'specialUse'>): boolean {
  return specialUse !== null || path.toUpperCase() === 'INBOX' || /^\[G(oogle )?[Mm]ail\]/.test(path)
}
