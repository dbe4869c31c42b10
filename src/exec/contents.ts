import type { ContentItem } from '../mail/message.ts'
import type { Lacking, MessageContent } from '../store/content-store.ts'
import type { ExecContext } from './context.ts'
import { fetchAttachments } from './fetch-attachments.ts'
import { fetchBodies } from './fetch-bodies.ts'
import { fetchHeaders } from './fetch-headers.ts'
import { fetchRaw } from './fetch-raw.ts'
import type { Survivors } from './narrow.ts'

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
