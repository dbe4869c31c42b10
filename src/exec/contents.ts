import type { ContentItem } from '../mail/message.ts'
import type { Lacking, MessageContent } from '../store/content-store.ts'
import type { ExecContext } from './context.ts'
import { fetchAttachments } from './fetch-attachments.ts'
import { type BeingKept, fetchBodies } from './fetch-bodies.ts'
import { fetchHeaders } from './fetch-headers.ts'
import { fetchRaw } from './fetch-raw.ts'
import type { Survivors } from './narrow.ts'

/** Fetches what the store lacks of the survivors' content; the last of it may still be on its way there. Their mailbox is the examined one. */
export async function fetchContents(
  { mailbox, uids, parts }: Survivors,
  contents: readonly ContentItem[],
  context: ExecContext,
): Promise<BeingKept> {
  const { contents: store, call } = context
  let last: BeingKept = { kept: Promise.resolve() }
  for (const content of contents) {
    await last.kept
    if (content === 'attachments' || content === 'parts') {
      const lacking = await store.lackingParts(mailbox.id, uids, call)
      const wanted = content === 'parts' ? parts : null
      context.progress.begin(mailbox.path, lacking.length)
      if (lacking.length > 0) await fetchAttachments(lacking, wanted, context)
    } else {
      const lacking = await store.lacking(mailbox.id, uids, content, call)
      context.progress.begin(mailbox.path, lacking.length)
      if (lacking.length > 0) last = await FETCH[content](lacking, context)
    }
  }
  return last
}

const FETCH: Readonly<
  Record<MessageContent, (lacking: readonly Lacking[], context: ExecContext) => Promise<BeingKept>>
> = { header: keptAtOnce(fetchHeaders), text: fetchBodies, raw: keptAtOnce(fetchRaw) }

function keptAtOnce(fetch: (lacking: readonly Lacking[], context: ExecContext) => Promise<void>) {
  return async (lacking: readonly Lacking[], context: ExecContext): Promise<BeingKept> => ({
    kept: Promise.resolve(await fetch(lacking, context)),
  })
}
