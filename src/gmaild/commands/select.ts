import type { Session } from '../session.ts'
import { expungeFrom } from '../store/labels.ts'
import type { Mailbox } from '../store/mailbox.ts'
import { astring } from '../wire/format.ts'
import { badSyntax } from '../wire/refusal.ts'
import { type Call, encodeName, existingMailbox, mailboxName, selectedOf } from './command.ts'

const FLAGS = '\\Answered \\Flagged \\Draft \\Deleted \\Seen $NotPhishing $Phishing'

export const select = (call: Call): string => open(call, false)
export const examine = (call: Call): string => open(call, true)

function open(call: Call, readOnly: boolean): string {
  const { session, args } = call
  args.space()
  const name = mailboxName(call)
  const condstore = args.take(' ') ? takeCondstore(call) : false
  args.end()
  // A SELECT that fails leaves no mailbox selected (RFC 3501 §6.3.1).
  session.unselect()
  const mailbox = existingMailbox(call, name)
  if (condstore) session.condstore = true
  session.select(mailbox, readOnly)
  describe(session, mailbox, readOnly)
  const shown = astring(encodeName(session, mailbox.name), session.utf8)
  return `OK [${readOnly ? 'READ-ONLY' : 'READ-WRITE'}] ${shown} selected. (Success)`
}

function takeCondstore(call: Call): boolean {
  const words = call.args.list(() => call.args.word())
  if (words.length !== 1 || words[0] !== 'CONDSTORE') throw badSyntax()
  return true
}

function describe(session: Session, mailbox: Mailbox, readOnly: boolean): void {
  session.line(`* FLAGS (${FLAGS})`)
  session.line(`* OK [PERMANENTFLAGS (${readOnly ? '' : `${FLAGS} \\*`})] Flags permitted.`)
  session.line(`* OK [UIDVALIDITY ${mailbox.uidValidity}] UIDs valid.`)
  session.line(`* ${mailbox.entries.length} EXISTS`)
  session.line('* 0 RECENT')
  session.line(`* OK [UIDNEXT ${mailbox.uidNext}] Predicted next UID.`)
  session.line(`* OK [HIGHESTMODSEQ ${mailbox.modSeq}]`)
}

export function unselect(call: Call): string {
  call.args.end()
  call.session.unselect()
  return 'OK Returned to authenticated state. (Success)'
}

/** CLOSE expunges without telling (RFC 3501 §6.4.2). */
export function close(call: Call): string {
  call.args.end()
  const selected = selectedOf(call)
  call.session.unselect()
  if (!selected.readOnly) {
    for (const entry of selected.rows) {
      if (entry.deleted) expungeFrom(call.session.account, entry.message, selected.mailbox)
    }
  }
  return 'OK Returned to authenticated state. (Success)'
}

export function check(call: Call): string {
  call.args.end()
  return 'OK Success'
}
