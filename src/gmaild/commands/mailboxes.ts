import { DELIMITER } from '../store/account.ts'
import type { Mailbox } from '../store/mailbox.ts'
import { Refusal } from '../wire/refusal.ts'
import { type Call, encodeName, mailboxName } from './command.ts'

export function create(call: Call): string {
  const { session } = call
  call.args.space()
  const name = mailboxName(call).replace(/\/$/, '')
  call.args.end()
  checkNewName(call, name)
  if (session.account.find(name)?.selectable) {
    throw new Refusal('NO', `[ALREADYEXISTS] Duplicate folder name ${encodeName(session, name)} (Failure)`)
  }
  session.account.ensureLabel(name)
  return 'OK Success'
}

export function remove(call: Call): string {
  call.args.space()
  const mailbox = userMailbox(call)
  call.args.end()
  call.session.account.removeLabel(mailbox)
  return 'OK Success'
}

/** Names below go along (RFC 3501 §6.3.5). */
export function rename(call: Call): string {
  const { session, args } = call
  args.space()
  const mailbox = userMailbox(call)
  args.space()
  const name = mailboxName(call)
  args.end()
  checkNewName(call, name)
  const { account } = session
  if (account.mailboxes.has(name)) {
    throw new Refusal('NO', `[ALREADYEXISTS] Duplicate folder name ${encodeName(session, name)} (Failure)`)
  }
  const old = mailbox.name
  const below = [...account.mailboxes.values()].filter(other => other.name.startsWith(old + DELIMITER))
  account.renameLabel(mailbox, name)
  for (const child of below) account.renameLabel(child, name + child.name.slice(old.length))
  return 'OK Success'
}

export function subscribe(call: Call): string {
  return setSubscribed(call, true)
}

export function unsubscribe(call: Call): string {
  return setSubscribed(call, false)
}

function setSubscribed(call: Call, subscribed: boolean): string {
  call.args.space()
  const mailbox = anyMailbox(call)
  call.args.end()
  mailbox.subscribed = subscribed
  return 'OK Success'
}

function anyMailbox(call: Call): Mailbox {
  const name = mailboxName(call)
  const mailbox = call.session.account.find(name)
  if (mailbox !== undefined) return mailbox
  throw new Refusal('NO', `[NONEXISTENT] Unknown Mailbox: ${encodeName(call.session, name)} (Failure)`)
}

function userMailbox(call: Call): Mailbox {
  const mailbox = anyMailbox(call)
  const { prefix } = call.session.account
  if (mailbox.role === 'inbox' || mailbox.name === prefix || mailbox.name.startsWith(prefix + DELIMITER)) {
    throw new Refusal(
      'NO',
      `[CANNOT] Invalid mailbox name: ${encodeName(call.session, mailbox.name)} (Failure)`,
    )
  }
  return mailbox
}

function checkNewName(call: Call, name: string): void {
  const { prefix } = call.session.account
  const reserved = name.toUpperCase() === 'INBOX' || name === prefix || name.startsWith(prefix + DELIMITER)
  const parts = name.split(DELIMITER)
  if (
    reserved ||
    parts.some(part => part.trim() === '') ||
    /[\x00-\x1f\x7f\\]/.test(name) ||
    name.length > 225
  ) {
    throw new Refusal('NO', `[CANNOT] Invalid mailbox name: ${encodeName(call.session, name)} (Failure)`)
  }
}
