import type { MailboxState } from '../mail/source.ts'
import { failure } from './errors.ts'
import { mailboxArgument } from './mailboxes.ts'
import type { Session } from './session.ts'
import { isList, modSeqOf, type Token, textOf, uintOf } from './tokens.ts'
import type { Untagged } from './untagged.ts'

/**
 * EXAMINE: SELECT's read-only twin (RFC 9051 §6.3.3); the server itself then refuses changes. One command.
 */
export async function examine(session: Session, path: string): Promise<MailboxState> {
  const { state } = await openMailbox(session, 'EXAMINE', path)
  session.examined = { path, uidValidity: state.uidValidity }
  return state
}

/** EXAMINE, or SELECT for what writes. */
export async function openMailbox(
  session: Session,
  command: 'EXAMINE' | 'SELECT',
  path: string,
): Promise<{ readonly state: MailboxState; readonly isReadOnly: boolean }> {
  const name = mailboxArgument(session, path)
  const seen = { exists: null as number | null, codes: new Map<string, Token>() }
  // Either leaves no mailbox selected when it fails (RFC 9051 §6.3.2).
  session.examined = null
  session.selected = null
  const tagged = await session.exec(command, [name], {
    EXISTS: ({ command }) => {
      seen.exists = uintOf(command)
    },
    OK: untagged => collectCode(untagged, seen.codes),
    EXPUNGE: () => {},
    FETCH: () => {},
  })
  const uidValidity = uintOf(seen.codes.get('UIDVALIDITY'))
  const uidNext = uintOf(seen.codes.get('UIDNEXT'))
  if (seen.exists === null || uidValidity === null || uidValidity === 0 || uidNext === null) {
    throw failure(
      'PROTOCOL',
      `The mail server's answer to ${command} ${JSON.stringify(path)} lacks EXISTS, UIDVALIDITY or UIDNEXT.`,
    )
  }
  collectCode({ command: 'OK', ...tagged }, seen.codes)
  const highest = modSeqOf(seen.codes.get('HIGHESTMODSEQ'))
  const highestModSeq = highest === 0n ? null : highest
  const state = { path, uidValidity, uidNext, exists: seen.exists, highestModSeq }
  return { state, isReadOnly: seen.codes.has('READ-ONLY') }
}

/** `* OK [UIDVALIDITY 7] text`: the code and its first argument. */
function collectCode({ attributes }: Untagged, codes: Map<string, Token>): void {
  const first = attributes?.[0]
  if (first === null || typeof first !== 'object' || isList(first) || !('section' in first)) return
  const [code, argument] = first.section ?? []
  const name = textOf(code)?.toUpperCase()
  if (name !== undefined) codes.set(name, argument)
}
