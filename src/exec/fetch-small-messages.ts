import type { MessageRecord } from '../mail/message.ts'
import type { MessageParts } from '../mail/source.ts'
import type { wholeParts } from '../mime/whole-parts.ts'
import type { Scan } from '../plan/plan.ts'
import type { Lacking } from '../store/content-store.ts'
import type { ExecContext } from './context.ts'
import { keepTexts, type TextWanted, textWanted } from './fetch-bodies.ts'
import { untilKept } from './freshen.ts'
import { askedOf, keep } from './kept-batches.ts'
import type { Candidates } from './scan.ts'

const MOST_MESSAGES = 100
/** Of one message, and of all together: what headers and attachments take of it costs less than a round trip. */
const SMALL_BYTES = 32_000
const MOST_BYTES = 160_000

/**
 * Structure and text of few small messages in one command instead of two: the texts are taken out of the whole messages. What
 * is left out here, because it is not small or the server's structure says otherwise, lacks its text afterwards.
 */
export async function fetchSmallMessages(
  { mailbox, uids }: Candidates,
  { late, contents }: Pick<Scan, 'late' | 'contents'>,
  context: ExecContext,
): Promise<void> {
  const { store, call, signal, source, maxMessageBytes } = context
  const isOnlyText = contents.every(content => content === 'text' || content === 'header')
  if (!late.includes('structure') || !contents.includes('text') || !isOnlyText) return
  const unknown = await store.missing(mailbox, uids, ['structure'], call)
  const count = unknown.reduce((sum, group) => sum + group.uids.length, 0)
  if (count === 0 || count > MOST_MESSAGES) return
  const lacking = await context.contents.lacking(mailbox.id, uids, 'text', call)
  const most = Math.min(SMALL_BYTES, maxMessageBytes)
  if (!areSmall(lacking, most)) return
  context.progress.begin(mailbox.path, lacking.length)
  context.mime.start()
  let records: readonly MessageRecord[] = []
  const fetch = async () => {
    signal.throwIfAborted()
    const set = { kind: 'uids', uids: lacking.map(({ uid }) => uid).reverse() } as const
    // The octet more tells a message that is larger than the server said.
    records = await source.fetch(set, askedOf(mailbox, ['structure']), { signal, octets: most + 1 })
    context.progress.add(records.length)
    return await keep(mailbox, records, context)
  }
  await untilKept(mailbox, fetch, context)
  const byUid = new Map(lacking.map(message => [message.uid, message]))
  // Loaded where a text is read: charsets come with it, which no other statement needs here.
  const taken = { most, ...(await import('../mime/whole-parts.ts')) }
  const read = records.flatMap(record => textsOf(record, byUid, taken) ?? [])
  await keepTexts(
    read.map(({ message }) => message),
    read.map(({ found }) => found),
    context,
  )
}

/** Where one is not, it takes a command of its own in any case. */
function areSmall(messages: readonly Lacking[], most: number): boolean {
  if (messages.length === 0 || messages.length > MOST_MESSAGES) return false
  const sizes = messages.map(({ size }) => size ?? Number.POSITIVE_INFINITY)
  return Math.max(...sizes) <= most && sizes.reduce((sum, size) => sum + size, 0) <= MOST_BYTES
}

interface ReadTexts {
  readonly message: TextWanted
  readonly found: MessageParts
}

function textsOf(
  { uid, structure, octets }: MessageRecord,
  messages: ReadonlyMap<number, Lacking>,
  taken: { readonly most: number; readonly wholeParts: typeof wholeParts },
): ReadTexts | null {
  const lacking = messages.get(uid)
  if (!lacking || !structure || !octets || octets.length > taken.most) return null
  const message = textWanted({ ...lacking, structure })
  const parts = message && taken.wholeParts(octets, message.parts)
  return parts && { message, found: { uid, parts } }
}
