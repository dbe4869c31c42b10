import { nstring, quote } from '../wire/format.ts'
import { badSyntax, Refusal } from '../wire/refusal.ts'
import { type Call, encodeName, existingMailbox, mailboxName } from './command.ts'

export function capability(call: Call): string {
  call.args.end()
  call.session.line(`* CAPABILITY ${capabilities(call)}`)
  return 'OK Thats all she wrote!'
}

function capabilities(call: Call): string {
  const { session } = call
  return session.authenticated ? session.settings.capabilitiesAfter : session.settings.capabilitiesBefore
}

export function id(call: Call): string {
  const { args, session } = call
  args.space()
  if (!args.take('NIL')) {
    let items = 0
    args.list(() => {
      args.string()
      args.space()
      args.nstring()
      items++
    }, true)
    if (items > 30) throw badSyntax()
  }
  args.end()
  session.line(
    '* ID ("name" "GImap" "vendor" "Google, Inc." "support-url" "https://support.google.com/mail" "version" "gmaild")',
  )
  return 'OK Success'
}

export function noop(call: Call): string {
  call.args.end()
  return 'OK Success'
}

/** RFC 4978: what follows the tagged OK is compressed, so the session begins after it is sent. */
export function compress(call: Call): string {
  const { args, session } = call
  args.space()
  if (args.word() !== 'DEFLATE') throw badSyntax()
  args.end()
  if (session.output.compresses)
    throw new Refusal('NO', '[COMPRESSIONACTIVE] DEFLATE active already (Failure)')
  session.compressNext = true
  return 'OK Success'
}

export function logout(call: Call): string {
  call.args.end()
  call.session.line('* BYE LOGOUT Requested')
  return `OK 73 good day (Success)`
}

export function enable(call: Call): string {
  const { args, session } = call
  const enabled: string[] = []
  do {
    args.space()
    const word = args.word()
    if (word === 'UTF8=ACCEPT') session.utf8 = true
    else if (word === 'CONDSTORE') session.condstore = true
    else continue
    enabled.push(word)
  } while (!args.done)
  session.line(`* ENABLED${enabled.map(word => ` ${word}`).join('')}`)
  return 'OK Success'
}

export function namespace(call: Call): string {
  call.args.end()
  call.session.line('* NAMESPACE (("" "/")) NIL NIL')
  return 'OK Success'
}

export function getQuotaRoot(call: Call): string {
  call.args.space()
  const mailbox = existingMailbox(call, mailboxName(call))
  call.args.end()
  const name = encodeName(call.session, mailbox.name)
  call.session.line(`* QUOTAROOT ${nstring(name, call.session.utf8)} ""`)
  call.session.line(quotaLine(call))
  return 'OK Success'
}

export function getQuota(call: Call): string {
  call.args.space()
  const root = call.args.astring()
  call.args.end()
  if (root !== '') throw new Refusal('NO', `[NONEXISTENT] Unknown quota root ${quote(root)} (Failure)`)
  call.session.line(quotaLine(call))
  return 'OK Success'
}

/** Units of 1024 octets: a plausible use of Gmail's 15 GB. */
function quotaLine(call: Call): string {
  const used = [...call.session.account.messages.values()].length * 4
  return `* QUOTA "" (STORAGE ${used} ${15 * 1024 * 1024})`
}

/** Gmail's own, and it really answers nothing else. */
export function xyzzy(call: Call): string {
  call.args.end()
  return 'OK Nothing happens.'
}
