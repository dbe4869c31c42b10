import type { CopiedUids, MessageUids } from '../../mail/writer.ts'
import { failure } from '../errors.ts'
import { mailboxArgument } from '../mailboxes.ts'
import type { Session } from '../session.ts'
import { type Token, textOf, uintOf } from '../tokens.ts'
import { listedUids } from '../uid-set.ts'
import { atom, sequence } from '../wire.ts'
import { codeArguments } from './response-code.ts'
import { selectForWriting } from './select.ts'
import { sendWrite } from './send.ts'
import { setsOf } from './store.ts'

/** UID MOVE (RFC 6851); where the server has none, the copy, deletion and expunge that it stands for. */
export async function move(
  session: Session,
  messages: MessageUids,
  destination: string,
): Promise<CopiedUids | null> {
  if (session.has('MOVE')) return await relocate(session, 'UID MOVE', messages, destination)
  refuseWithoutUidPlus(session)
  const copied = await relocate(session, 'UID COPY', messages, destination)
  await expunge(session, messages)
  return copied
}

/** UID COPY. */
export async function copy(
  session: Session,
  messages: MessageUids,
  destination: string,
): Promise<CopiedUids | null> {
  return await relocate(session, 'UID COPY', messages, destination)
}

/** For good, and nothing else that has \Deleted. */
export async function expunge(session: Session, messages: MessageUids): Promise<void> {
  refuseWithoutUidPlus(session)
  await selectForWriting(session, messages)
  const mailbox = messages.path
  for (const set of setsOf(messages)) {
    const flags = [sequence(set), atom('+FLAGS.SILENT'), [atom('\\Deleted')]]
    await sendWrite(session, { command: 'UID STORE', attributes: flags, mailbox })
    await sendWrite(session, { command: 'UID EXPUNGE', attributes: [sequence(set)], mailbox })
  }
}

function refuseWithoutUidPlus(session: Session): void {
  if (session.has('UIDPLUS')) return
  throw failure('NOT_SUPPORTED', 'The mail server cannot expunge messages one by one (UIDPLUS).', {
    hint: 'Without it others that are marked as deleted would go too.',
  })
}

async function relocate(
  session: Session,
  command: string,
  messages: MessageUids,
  destination: string,
): Promise<CopiedUids | null> {
  const name = mailboxArgument(session, destination)
  await selectForWriting(session, messages)
  const copied = new CopiedSets()
  for (const set of setsOf(messages)) {
    // MOVE tells it in an untagged OK, before the EXPUNGE responses (RFC 6851 §4.3), COPY in the tagged one.
    const { attributes } = await sendWrite(session, {
      command,
      attributes: [sequence(set), name],
      mailbox: destination,
      untagged: { OK: untagged => copied.take(untagged.attributes) },
    })
    copied.take(attributes)
  }
  return copied.answer
}

/** COPYUID of one command after the other. */
class CopiedSets {
  #uidValidity: number | null = null
  readonly #uids = new Map<number, number>()

  take(attributes: readonly Token[] | undefined): void {
    const code = codeArguments(attributes, 'COPYUID')
    if (code === null) return
    const [validity, from, to] = code
    const [uidValidity, sources, copies] = [uintOf(validity), setOf(from), setOf(to)]
    // The sets go together position by position; of any others it is not known which copy is whose.
    if (uidValidity === null || sources === null || copies?.length !== sources.length) return
    this.#uidValidity = uidValidity
    for (const [index, uid] of sources.entries()) this.#uids.set(uid, copies[index]!)
  }

  get answer(): CopiedUids | null {
    return this.#uidValidity === null ? null : { uidValidity: this.#uidValidity, uids: this.#uids }
  }
}

function setOf(token: Token): number[] | null {
  return listedUids(textOf(token) ?? '')
}
