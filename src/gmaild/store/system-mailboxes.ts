import { GmailSqlError } from '../../util/errors.ts'
import type { MailboxInit } from './mailbox.ts'
import { SYSTEM_NAMES } from './names.ts'

/** Where the mailboxes are added. */
interface MailboxList {
  addMailbox(init: MailboxInit): unknown
}

/** Adds INBOX and the mailboxes under `[Gmail]`; gives the prefix. UIDVALIDITYs are small numbers, as Gmail's are. */
export function addSystemMailboxes(account: MailboxList, language: string): string {
  const words = SYSTEM_NAMES[language]
  if (words === undefined) {
    throw new GmailSqlError('BAD_VALUE', `gmaild has no mailbox names in the language '${language}'.`, {
      hint: `Use one of ${Object.keys(SYSTEM_NAMES).join(', ')}.`,
    })
  }
  const path = (name: string): string => `${words.prefix}/${name}`
  account.addMailbox({ name: 'INBOX', role: 'inbox', label: '\\Inbox', uidValidity: 1 })
  account.addMailbox({ name: words.prefix, role: 'none', uidValidity: 2 })
  account.addMailbox({ name: path(words.all), role: 'all', use: '\\All', uidValidity: 11 })
  const labels = [
    [words.drafts, '\\Draft', '\\Drafts', 6],
    [words.important, '\\Important', '\\Important', 9],
    [words.sent, '\\Sent', '\\Sent', 5],
    [words.starred, '\\Starred', '\\Flagged', 4],
  ] as const
  for (const [name, label, use, uidValidity] of labels) {
    account.addMailbox({ name: path(name), role: 'label', label, use, uidValidity })
  }
  account.addMailbox({ name: path(words.spam), role: 'spam', use: '\\Junk', uidValidity: 3 })
  account.addMailbox({ name: path(words.trash), role: 'trash', use: '\\Trash', uidValidity: 7 })
  return words.prefix
}
