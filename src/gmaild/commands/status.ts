import type { Session } from '../session.ts'
import type { Mailbox } from '../store/mailbox.ts'
import type { Cursor } from '../wire/cursor.ts'
import { quote, string } from '../wire/format.ts'
import { badSyntax } from '../wire/refusal.ts'
import { type Call, encodeName, existingMailbox, mailboxName } from './command.ts'

const ITEMS = [
  'MESSAGES',
  'RECENT',
  'UIDNEXT',
  'UIDVALIDITY',
  'UNSEEN',
  'HIGHESTMODSEQ',
  'APPENDLIMIT',
] as const
export type StatusItem = (typeof ITEMS)[number]

export function status(call: Call): string {
  const { session, args } = call
  args.space()
  const name = mailboxName(call)
  args.space()
  const items = parseStatusItems(args)
  args.end()
  if (items.includes('HIGHESTMODSEQ')) session.condstore = true
  session.line(statusLine(session, existingMailbox(call, name), items))
  return 'OK Success'
}

export function parseStatusItems(args: Cursor): StatusItem[] {
  return args.list(() => {
    const word = args.word()
    const item = ITEMS.find(candidate => candidate === word)
    if (item === undefined) throw badSyntax()
    return item
  })
}

export function statusLine(session: Session, mailbox: Mailbox, items: readonly StatusItem[]): string {
  const name = encodeName(session, mailbox.name)
  const shown = /[\x80-\xff]/.test(name) ? string(name, session.utf8) : quote(name)
  const values = items.map(item => `${item} ${statusValue(session, mailbox, item)}`)
  return `* STATUS ${shown} (${values.join(' ')})`
}

function statusValue(session: Session, mailbox: Mailbox, item: StatusItem): number {
  switch (item) {
    case 'MESSAGES':
      return mailbox.entries.length
    case 'RECENT':
      return 0
    case 'UIDNEXT':
      return mailbox.uidNext
    case 'UIDVALIDITY':
      return mailbox.uidValidity
    case 'UNSEEN':
      return mailbox.entries.reduce((n, entry) => n + (entry.message.flags.has('\\Seen') ? 0 : 1), 0)
    case 'HIGHESTMODSEQ':
      return mailbox.modSeq
    default:
      return session.settings.appendLimit
  }
}
