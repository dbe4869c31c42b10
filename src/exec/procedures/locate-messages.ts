import type { ResolvedTable } from '../../catalog/resolve.ts'
import type { Mailbox } from '../../mail/source.ts'
import type { Lacking } from '../../store/content-store.ts'
import type { StoredMailbox } from '../../store/stored-mailbox.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { ProcedureInputs } from '../call.ts'
import type { ExecContext } from '../context.ts'
import { freshen } from '../freshen.ts'
import { fetchMissing } from '../scan.ts'

export interface ProcedureContext {
  readonly exec: ExecContext
  /** @throws NO_TABLE */
  readonly resolve: (table: string) => ResolvedTable
  /** The column MsgId of a SELECT's rows. */
  readonly msgIdsOf: (query: string) => Promise<readonly string[]>
}

/** A message in the mailbox that is examined. Its structure is in the store if it can be read. */
export type LocatedMessage = Lacking

const LARGEST_UID = 4_294_967_295

/**
 * The messages that a call names, one after the other: by Id and Mailbox, by MsgId, or by Query.
 * @throws MISSING_INPUT, BAD_INPUT, NO_TABLE, STALE_ID
 */
export async function* locateMessages(
  inputs: ProcedureInputs,
  context: ProcedureContext,
): AsyncGenerator<LocatedMessage> {
  const query = text(inputs, 'Query')
  if (query !== undefined) {
    for (const msgId of await context.msgIdsOf(query)) yield await byMsgId(msgId, inputs, context)
    return
  }
  const [id, msgId] = [text(inputs, 'Id'), text(inputs, 'MsgId')]
  if (msgId !== undefined) return yield await byMsgId(msgId, inputs, context)
  if (id === undefined)
    throw new GmailSqlError('MISSING_INPUT', 'the call names no message', {
      hint: 'Give Id and Mailbox, or MsgId, or Query.',
    })
  const table = context.resolve(text(inputs, 'Mailbox') ?? 'Inbox')
  if (table.kind === 'messages') return yield await byMsgId(id, inputs, context)
  if (table.kind !== 'mailbox') throw noMailbox(text(inputs, 'Mailbox') ?? '')
  yield await byUid(uidOf(id), await opened(table.mailbox.path, inputs, context), context)
}

export function noMailbox(name: string): GmailSqlError {
  return new GmailSqlError('BAD_INPUT', `Mailbox "${name}" is no mailbox`, {
    hint: 'SHOW TABLES lists them.',
  })
}

function text(inputs: ProcedureInputs, name: string): string | undefined {
  const value = inputs.get(name)
  return value === undefined || value === null ? undefined : String(value).trim()
}

function uidOf(id: string): number {
  const uid = /^\d{1,20}$/.test(id) ? Number(id) : Number.NaN
  if (uid >= 1 && uid <= LARGEST_UID) return uid
  const hint =
    uid > LARGEST_UID ? 'A number of this size is a MsgId: pass it as MsgId.' : 'It is the column Id.'
  throw new GmailSqlError('BAD_INPUT', `Id cannot be "${id}" in a mailbox`, { hint })
}

/** Examines the mailbox; the caller's epoch of it must be the one of now. */
async function opened(
  path: string,
  inputs: ProcedureInputs,
  { exec }: ProcedureContext,
): Promise<StoredMailbox> {
  const mailbox = await freshen(path, exec)
  const given = text(inputs, 'UIDValidity')
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
    return await byUid(uidOf(place[2]!), await opened(place[3]!, epoch, context), context)
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
