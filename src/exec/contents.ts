import { headerBlockText, headerField } from '../mail/header-block.ts'
import type { ContentItem } from '../mail/message.ts'
import type { Lacking, MessageContent } from '../store/content-store.ts'
import type { ExecContext } from './context.ts'
import { fetchAttachments } from './fetch-attachments.ts'
import { fetchBodies } from './fetch-bodies.ts'
import { fetchRaw } from './fetch-raw.ts'
import type { Survivors } from './narrow.ts'

const HEADERS_AT_ONCE = 500

/** Fetches what the store lacks of the survivors' content. Their mailbox is the examined one. */
export async function fetchContents(
  { mailbox, uids, parts }: Survivors,
  contents: readonly ContentItem[],
  context: ExecContext,
): Promise<void> {
  const { contents: store, call } = context
  for (const content of contents) {
    if (content === 'attachments' || content === 'parts') {
      const lacking = await store.lackingParts(mailbox.id, uids, call)
      const wanted = content === 'parts' ? parts : null
      context.progress.begin(mailbox.path, lacking.length)
      if (lacking.length > 0) await fetchAttachments(lacking, wanted, context)
    } else {
      const lacking = await store.lacking(mailbox.id, uids, content, call)
      context.progress.begin(mailbox.path, lacking.length)
      if (lacking.length > 0) await FETCH[content](lacking, context)
    }
  }
}

const FETCH: Readonly<
  Record<MessageContent, (lacking: readonly Lacking[], context: ExecContext) => Promise<void>>
> = { header: fetchHeaders, text: fetchBodies, raw: fetchRaw }

async function fetchHeaders(lacking: readonly Lacking[], context: ExecContext): Promise<void> {
  const { source, signal, contents, call, progress } = context
  const keys = new Map(lacking.map(({ uid, key }) => [uid, key]))
  const uids = [...keys.keys()]
  for (let at = 0; at < uids.length; at += HEADERS_AT_ONCE) {
    signal.throwIfAborted()
    const batch = uids.slice(at, at + HEADERS_AT_ONCE)
    const found = await source.fetchParts(batch, [{ part: 'HEADER' }], { signal })
    progress.add(batch.length)
    await contents.keepHeaders(
      found.map(({ uid, parts }) => headerRow(keys.get(uid)!, parts.get('HEADER') ?? null)),
      call,
    )
  }
}

function headerRow(key: number, octets: Buffer | null) {
  if (!octets) return { key, block: null, references: null, listId: null }
  const block = headerBlockText(octets)
  return { key, block, references: headerField(block, 'References'), listId: headerField(block, 'List-Id') }
}
