import type { ResolvedTable } from '../../catalog/resolve.ts'
import type { Mailbox } from '../../mail/source.ts'
import type { Lacking } from '../../store/content-store.ts'
import type { StoredMailbox } from '../../store/stored-mailbox.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { ProcedureInputs } from '../call.ts'
import type { ExecContext } from '../context.ts'
import { freshen } from '../freshen.ts'
import { fetchMissing } from '../scan.ts'
import { givenText, namesNoMessage, noMailbox, readUid } from './message-inputs.ts'

export interface ProcedureContext {
  readonly exec: ExecContext
  /** @throws NO_TABLE */
  readonly resolve: (table: string) => ResolvedTable
  /** The column MsgId of a SELECT's rows. */
  readonly msgIdsOf: (query: string) => Promise<readonly string[]>
}

/** A message in the mailbox that is examined. Its structure is in the store if it can be read. */
export type LocatedMessage = Lacking

/**
 * The messages that a call names, one after the other: by Id and Mailbox, by MsgId, or by Query.
 * @throws MISSING_INPUT, BAD_INPUT, NO_TABLE, STALE_ID
 */
export async function* locateMessages(
  inputs: ProcedureInputs,
  context: ProcedureContext,
): AsyncGenerator<LocatedMessage> {
  const query = givenText(inputs, 'Query')
  if (query !== undefined) {
    for (const msgId of await context.msgIdsOf(query)) yield await byMsgId(msgId, inputs, context)
    return
  }
  const [id, msgId] = [givenText(inputs, 'Id'), givenText(inputs, 'MsgId')]
  if (msgId !== undefined) return yield await byMsgId(msgId, inputs, context)
  if (id === undefined) throw namesNoMessage()
  const table = context.resolve(givenText(inputs, 'Mailbox') ?? 'Inbox')
  if (table.kind === 'messages') return yield await byMsgId(id, inputs, context)
  if (table.kind !== 'mailbox') throw noMailbox(givenText(inputs, 'Mailbox') ?? '')
  yield await byUid(readUid(id), await opened(table.mailbox.path, inputs, context), context)
}

/** Examines the mailbox; the caller's epoch of it must be the one of now. */
async function opened(
  path: string,
  inputs: ProcedureInputs,
  { exec }: ProcedureContext,
): Promise<StoredMailbox> {
  const mailbox = await freshen(path, exec)
  const given = givenText(inputs, 'UIDValidity')
  const { uidValidity } = mailbox.state
  if (given === undefined || given === String(uidValidity)) return mailbox
  throw new GmailSqlError('STALE_ID', `the ids of ${path} are of UIDVALIDITY ${uidValidity}, not ${given}`, {
    hint: 'Read the Id again.',
  })
}

async function byUid(
  uid: number,
  mailbox: StoredMailbox,
  { exec }: ProcedureContext,
): Promise<LocatedMessage> {
  const gone = new GmailSqlError('BAD_INPUT', `there is no message ${uid} in ${mailbox.path}`)
  const items = ['msgId', 'size', 'structure'] as const
  const live = await exec.source.search(
    { kind: 'uid', ranges: [{ from: uid, to: uid }] },
    { signal: exec.signal },
  )
  if (!live.includes(uid)) throw gone
  await fetchMissing({ mailbox, uids: [uid] }, { items }, exec)
  const found = await exec.contents.located(mailbox.id, uid, exec.call)
  if (!found) throw gone
  return found
}

async function byMsgId(
  msgId: string,
  inputs: ProcedureInputs,
  context: ProcedureContext,
): Promise<LocatedMessage> {
  const { exec } = context
  const place = /^(\d{1,10})\/(\d{1,10})@(.+)$/su.exec(msgId)
  if (place && !exec.traits.gmail) {
    const epoch = new Map(inputs).set('UIDValidity', place[1]!)
    return await byUid(readUid(place[2]!), await opened(place[3]!, epoch, context), context)
  }
  if (!/^[1-9]\d{0,19}$/.test(msgId) || !exec.traits.gmail)
    throw new GmailSqlError('BAD_INPUT', `MsgId cannot be "${msgId}"`, { hint: 'It is the column MsgId.' })
  for (const { path } of exec.mailboxes.filter(holdsMessages)) {
    const mailbox = await freshen(path, exec)
    const [uid] = await exec.source.search({ kind: 'gmMsgId', id: msgId }, { signal: exec.signal })
    if (uid !== undefined) return await byUid(uid, mailbox, context)
  }
  throw new GmailSqlError('BAD_INPUT', `there is no message with the MsgId ${msgId}`)
}

/** Each message is in one of them. */
function holdsMessages({ specialUse, isSelectable }: Mailbox): boolean {
  return isSelectable && (specialUse === '\\All' || specialUse === '\\Junk' || specialUse === '\\Trash')
}
