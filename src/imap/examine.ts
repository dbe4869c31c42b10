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
  const name = mailboxArgument(session, path)
  const seen = { exists: null as number | null, codes: new Map<string, Token>() }
  // A failed EXAMINE leaves no mailbox selected (RFC 9051 §6.3.2).
  session.examined = null
  await session.exec('EXAMINE', [name], {
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
      `The mail server's answer to EXAMINE ${JSON.stringify(path)} lacks EXISTS, UIDVALIDITY or UIDNEXT.`,
    )
  }
  session.examined = { path, uidValidity }
  const highest = modSeqOf(seen.codes.get('HIGHESTMODSEQ'))
  return { path, uidValidity, uidNext, exists: seen.exists, highestModSeq: highest === 0n ? null : highest }
}

/** `* OK [UIDVALIDITY 7] text`: the code and its first argument. */
function collectCode({ attributes }: Untagged, codes: Map<string, Token>): void {
  const first = attributes?.[0]
  if (first === null || typeof first !== 'object' || isList(first) || !('section' in first)) return
  const [code, argument] = first.section ?? []
  const name = textOf(code)?.toUpperCase()
  if (name !== undefined) codes.set(name, argument)
}
