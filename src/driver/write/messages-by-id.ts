import { noMailbox, readUidRanges } from '../../exec/procedures/message-inputs.ts'
import type { FoundMessage } from '../../exec/write/found-message.ts'
import { type KnownPlace, knownPlaces } from '../../exec/write/known-places.ts'
import type { Mailbox } from '../../mail/source.ts'
import { quoteName } from '../../sql/lexer.ts'
import { quoteText } from '../../sql/rewrite/text-literals.ts'
import { readStatement } from '../../sql/statement.ts'
import { callOptions } from '../prepare-context.ts'
import type { RunContext } from '../run-context.ts'
import { prepare } from '../select-run.ts'
import { type Finding, findMessages, KEY_COLUMNS, tooMany } from './find-messages.ts'
import { withNames } from './target.ts'

/** A MsgId off Gmail: UIDVALIDITY, UID and path. */
const PLACE = /^\d{1,10}\/(\d{1,10})@(.+)$/su

export interface NamedByMsgId {
  /** More are TOO_MANY_AFFECTED. */
  readonly limit: number
  /** Any mailbox will do in which the message is; else it is found where Messages has it. */
  readonly anywhere?: boolean
}

/**
 * The messages of these MsgIds that are there, in Spam and Trash too. Where one is is looked up in the store first, so that the server
 * searches only for those of which this is not known.
 */
export async function messagesWithMsgIds(
  msgIds: readonly string[],
  { limit, anywhere = false }: NamedByMsgId,
  context: RunContext,
): Promise<FoundMessage[]> {
  const { gmail } = await context.resources.metadata.traits(callOptions(context))
  const mailboxes = await context.mailboxes(false)
  const left = new Set(msgIds)
  const found: FoundMessage[] = []
  const take = (messages: readonly FoundMessage[]) => {
    for (const message of messages) if (left.delete(message.msgId)) found.push(message)
    if (found.length > limit) throw tooMany(limit)
  }
  const places = gmail
    ? await placesInStore(msgIds, { mailboxes, anywhere }, context)
    : msgIds.flatMap(placeOf)
  const listed = places.filter(({ path }) =>
    mailboxes.some(mailbox => mailbox.isSelectable && mailbox.path === path),
  )
  for (const [path, group] of Map.groupBy(listed, place => place.path)) {
    const ids = group.map(({ uid }) => String(uid))
    take(await selected(uidSource(path, ids), { byMsgId: false, limit, ofAnyEpoch: true }, context))
  }
  for (const more of gmail ? ['', ' AND IncludeSpamTrash = 1'] : []) {
    if (left.size === 0) break
    const where = `MsgId IN (${[...left].map(quoteText).join(', ')})${more}`
    take(await selected(`Messages WHERE ${where}`, { byMsgId: true, limit }, context))
  }
  return found
}

function placeOf(msgId: string): KnownPlace[] {
  const match = PLACE.exec(msgId)
  return match ? [{ path: match[2]!, uid: Number(match[1]), msgId }] : []
}

async function placesInStore(
  msgIds: readonly string[],
  { mailboxes, anywhere }: { readonly mailboxes: readonly Mailbox[]; readonly anywhere: boolean },
  context: RunContext,
): Promise<KnownPlace[]> {
  const { store, engine } = context.resources
  const call = callOptions(context)
  await store.open(call)
  const paths = mailboxes
    .filter(({ specialUse }) => specialUse !== null && ['\\All', '\\Junk', '\\Trash'].includes(specialUse))
    .map(({ path }) => path)
  return await knownPlaces(msgIds, { paths, anywhere }, { engine, call })
}

/**
 * Those of a table that are there, by their Ids as text.
 * @throws BAD_INPUT, NO_TABLE
 */
export async function messagesWithIds(
  table: string,
  ids: readonly string[],
  context: RunContext,
): Promise<Map<string, FoundMessage>> {
  const limit = Number.POSITIVE_INFINITY
  const resolved = await withNames(context, ({ resolve }) => resolve([table]))
  if (resolved.kind === 'messages') {
    const found = await messagesWithMsgIds(ids, { limit, anywhere: true }, context)
    return new Map(found.map(message => [message.msgId, message]))
  }
  if (resolved.kind !== 'mailbox') throw noMailbox(table)
  const found = await selected(uidSource(resolved.mailbox.path, ids), { byMsgId: false, limit }, context)
  return new Map(found.map(message => [String(message.uid), message]))
}

/** Those that are there, by sets of UIDs: `1:5`, `7`. @throws BAD_INPUT, STALE_ID */
export async function messagesWithUids(
  path: string,
  sets: readonly string[],
  limit: number,
  context: RunContext,
): Promise<FoundMessage[]> {
  return await selected(uidSource(path, sets), { byMsgId: false, limit }, context)
}

/** What follows FROM. Single ids are one list: SQLite takes no thousand terms of OR. */
function uidSource(path: string, ids: readonly string[]): string {
  const ranges = ids.flatMap(readUidRanges)
  const single = ranges.filter(({ from, to }) => from === to).map(({ from }) => from)
  const where = ranges
    .filter(({ from, to }) => from !== to)
    .map(({ from, to }) => `Id BETWEEN ${from} AND ${to}`)
  if (single.length > 0) where.push(`Id IN (${single.join(', ')})`)
  return `Mailbox.${quoteName(path)} WHERE ${where.join(' OR ')}`
}

async function selected(from: string, finding: Finding, context: RunContext): Promise<FoundMessage[]> {
  const statement = readStatement(`SELECT ${KEY_COLUMNS.join(', ')} FROM ${from}`)
  const prepared = await prepare(statement, [], context, { maxRows: 0 })
  return (await findMessages(prepared, finding, context)).map(({ message }) => message)
}
