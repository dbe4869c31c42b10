import type { ResolvedTable } from '../../catalog/resolve.ts'
import type { UidRange } from '../../mail/search-term.ts'
import type { Mailbox } from '../../mail/source.ts'
import type { Lacking } from '../../store/content-store.ts'
import type { StoredMailbox } from '../../store/stored-mailbox.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { ProcedureInputs } from '../call.ts'
import type { ExecContext } from '../context.ts'
import { freshen } from '../freshen.ts'
import { fetchMissing } from '../scan.ts'
import type { Place } from '../write/found-message.ts'
import {
  type IdsInMailbox,
  listedMsgIds,
  noMailbox,
  readMessageNames,
  readUidRanges,
  refuseOtherEpoch,
} from './message-inputs.ts'

export interface ProcedureContext {
  readonly exec: ExecContext
  /** @throws NO_TABLE */
  readonly resolve: (table: string) => ResolvedTable
  /** The column MsgId of a SELECT's rows. */
  readonly msgIdsOf: (query: string) => Promise<readonly string[]>
}

/** A message in the mailbox that is examined. Its structure is in the store if it can be read. */
export interface LocatedMessage extends Lacking, Place {}

/**
 * The messages that a call names, one after the other: by Id and Mailbox, by MsgId, or by Query.
 * @throws MISSING_INPUT, BAD_INPUT, NO_TABLE, STALE_ID
 */
export async function* locateMessages(
  inputs: ProcedureInputs,
  context: ProcedureContext,
): AsyncGenerator<LocatedMessage> {
  const names = readMessageNames(inputs)
  if (names.kind === 'query') yield* byMsgIds(await context.msgIdsOf(names.query), context)
  else if (names.kind === 'msgIds') yield* byMsgIds(names.msgIds, context)
  else yield* byIds(names, context)
}

async function* byIds(names: IdsInMailbox, context: ProcedureContext): AsyncGenerator<LocatedMessage> {
  const table = context.resolve(names.mailbox)
  if (table.kind === 'messages') return yield* byMsgIds(listedMsgIds(names.id), context)
  if (table.kind !== 'mailbox') throw noMailbox(names.mailbox)
  const ranges = readUidRanges(names.id)
  const mailbox = await opened(table.mailbox.path, names.uidValidity, context)
  yield* byUids(ranges, mailbox, context)
}

async function* byMsgIds(
  msgIds: readonly string[],
  context: ProcedureContext,
): AsyncGenerator<LocatedMessage> {
  for (const msgId of msgIds) yield* byMsgId(msgId, context)
}

/** Examines the mailbox; the caller's epoch of it must be the one of now. */
async function opened(
  path: string,
  uidValidity: string | undefined,
  { exec }: ProcedureContext,
): Promise<StoredMailbox> {
  const mailbox = await freshen(path, exec)
  refuseOtherEpoch(uidValidity, { path, uidValidity: mailbox.state.uidValidity })
  return mailbox
}

/** Of a set those that are there, at least one. */
async function* byUids(
  ranges: readonly UidRange[],
  mailbox: StoredMailbox,
  { exec }: ProcedureContext,
): AsyncGenerator<LocatedMessage> {
  const { path } = mailbox
  const items = ['msgId', 'size', 'structure'] as const
  const uids = await exec.source.search({ kind: 'uid', ranges }, { signal: exec.signal })
  const set = ranges.map(({ from, to }) => (from === to ? from : `${from}:${to}`)).join(',')
  if (uids.length === 0) throw new GmailSqlError('BAD_INPUT', `there is no message ${set} in ${path}`)
  await fetchMissing({ mailbox, uids }, { items }, exec)
  for (const uid of uids) {
    const found = await exec.contents.located(mailbox.id, uid, exec.call)
    if (found) yield { ...found, path, uidValidity: mailbox.state.uidValidity }
  }
}

async function* byMsgId(msgId: string, context: ProcedureContext): AsyncGenerator<LocatedMessage> {
  const { exec } = context
  const place = /^(\d{1,10})\/(\d{1,10})@(.+)$/su.exec(msgId)
  if (place && !exec.traits.gmail) {
    const [, uidValidity, uid = '', path = ''] = place
    return yield* byUids(readUidRanges(uid), await opened(path, uidValidity, context), context)
  }
  if (!/^[1-9]\d{0,19}$/.test(msgId) || !exec.traits.gmail)
    throw new GmailSqlError('BAD_INPUT', `MsgId cannot be "${msgId}"`, { hint: 'It is the column MsgId.' })
  for (const { path } of exec.mailboxes.filter(holdsMessages)) {
    const mailbox = await freshen(path, exec)
    const [uid] = await exec.source.search({ kind: 'gmMsgId', id: msgId }, { signal: exec.signal })
    if (uid !== undefined) return yield* byUids([{ from: uid, to: uid }], mailbox, context)
  }
  throw new GmailSqlError('BAD_INPUT', `there is no message with the MsgId ${msgId}`)
}

/** Each message is in one of them. */
function holdsMessages({ specialUse, isSelectable }: Mailbox): boolean {
  return isSelectable && (specialUse === '\\All' || specialUse === '\\Junk' || specialUse === '\\Trash')
}
