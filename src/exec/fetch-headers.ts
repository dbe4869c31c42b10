import { headerBlockText, headerField } from '../mail/header-block.ts'
import type { MessageParts } from '../mail/source.ts'
import type { HeaderRow, Lacking } from '../store/content-store.ts'
import type { ExecContext } from './context.ts'

const MOST_MESSAGES = 500
const MOST_BYTES = 8_000_000
/** Hardly any header is longer. */
const USUAL_BYTES = 16_000

/**
 * Header blocks of messages. Nobody tells how long one is: it is no longer than its message, and where that does not bound the
 * batch only the usual length is asked for, and what is longer by itself.
 */
export async function fetchHeaders(lacking: readonly Lacking[], context: ExecContext): Promise<void> {
  for (let at = 0; at < lacking.length; at += MOST_MESSAGES)
    await fetchBatch(lacking.slice(at, at + MOST_MESSAGES), context)
}

async function fetchBatch(batch: readonly Lacking[], context: ExecContext): Promise<void> {
  const maxBytes = isBounded(batch) ? undefined : USUAL_BYTES
  const found = await fetched(batch, maxBytes, context)
  const isCut = ({ parts }: MessageParts) => (parts.get('HEADER')?.length ?? 0) === maxBytes
  const cut = new Set(found.filter(isCut).map(({ uid }) => uid))
  await keep(
    batch,
    found.filter(({ uid }) => !cut.has(uid)),
    context,
  )
  for (const message of batch.filter(({ uid }) => cut.has(uid)))
    await keep([message], await fetched([message], undefined, context), context)
  context.progress.add(batch.length)
}

function isBounded(batch: readonly Lacking[]): boolean {
  return batch.reduce((sum, { size }) => sum + (size ?? Number.POSITIVE_INFINITY), 0) <= MOST_BYTES
}

async function fetched(
  batch: readonly Lacking[],
  maxBytes: number | undefined,
  { source, signal }: ExecContext,
): Promise<MessageParts[]> {
  signal.throwIfAborted()
  const uids = batch.map(({ uid }) => uid)
  return await source.fetchParts(uids, [{ part: 'HEADER', maxBytes }], { signal })
}

async function keep(
  batch: readonly Lacking[],
  found: readonly MessageParts[],
  { contents, call }: ExecContext,
): Promise<void> {
  const keys = new Map(batch.map(({ uid, key }) => [uid, key]))
  await contents.keepHeaders(
    found.map(({ uid, parts }) => headerRow(keys.get(uid)!, parts.get('HEADER') ?? null)),
    call,
  )
}

function headerRow(key: number, octets: Buffer | null): HeaderRow {
  if (!octets) return { key, block: null, references: null, listId: null }
  const block = headerBlockText(octets)
  return { key, block, references: headerField(block, 'References'), listId: headerField(block, 'List-Id') }
}
