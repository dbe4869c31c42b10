import type { Selected } from '../selected.ts'
import type { Session } from '../session.ts'
import type { Mailbox } from '../store/mailbox.ts'
import type { Cursor } from '../wire/cursor.ts'
import { fromOctets, toOctets } from '../wire/format.ts'
import { decodeMutf7, encodeMutf7 } from '../wire/mutf7.ts'
import { badSyntax, Refusal } from '../wire/refusal.ts'

/** A command being carried out: its arguments, read from after its name. */
export interface Call {
  readonly session: Session
  readonly args: Cursor
  readonly tag: string
  /** The UID form. */
  readonly uid: boolean
}

/** Gives the tagged line without its tag, e.g. `OK Success`. */
export type Handler = (call: Call) => string | Promise<string>

export type State = 'any' | 'before' | 'authenticated' | 'selected'

export interface Command {
  readonly state: State
  readonly handler: Handler
  /** False: no EXPUNGE may be sent during it (RFC 3501 §7.4.1). */
  readonly allowExpunge?: boolean
}

/** A mailbox name as the session's mode spells it. */
export function mailboxName(call: Call): string {
  return decodeName(call, call.args.astring())
}

export function decodeName(call: Call, octets: string): string {
  const name = findName(call, octets)
  if (name === undefined) throw new Refusal('NO', '[CANNOT] Invalid mailbox name (Failure)')
  return name
}

/** undefined: an atom or string as it should be, but no mailbox has such a name. Octets that are not ASCII are BAD. */
export function findName(call: Call, octets: string): string | undefined {
  if (call.session.utf8) return fromOctets(octets)
  if (/[^\x20-\x7e]/.test(octets)) throw badSyntax()
  return decodeMutf7(octets)
}

export function encodeName(session: Session, name: string): string {
  return session.utf8 ? toOctets(name) : encodeMutf7(name)
}

export function existingMailbox(call: Call, name: string): Mailbox {
  const mailbox = call.session.account.find(name)
  if (mailbox?.selectable) return mailbox
  throw new Refusal('NO', `[NONEXISTENT] Unknown Mailbox: ${encodeName(call.session, name)} (Failure)`)
}

export function selectedOf(call: Call): Selected {
  const { selected } = call.session
  if (selected === undefined) throw new Refusal('BAD', 'No mailbox selected')
  return selected
}

/** The selected mailbox, open for changes. */
export function writableOf(call: Call): Selected {
  const selected = selectedOf(call)
  if (!selected.readOnly) return selected
  throw new Refusal('NO', `[READ-ONLY] ${selected.mailbox.name} is selected read-only. (Failure)`)
}
