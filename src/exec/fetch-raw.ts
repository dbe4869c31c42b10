import type { Lacking } from '../store/content-store.ts'
import type { ExecContext } from './context.ts'

const MOST_AT_ONCE = 200
const MOST_BYTES = 8_000_000

/** Whole messages. One larger than MaxMessageBytes is not fetched, which a notice says. */
export async function fetchRaw(lacking: readonly Lacking[], context: ExecContext): Promise<void> {
  const { contents, call, maxMessageBytes } = context
  const tooLarge = lacking.filter(({ size }) => (size ?? 0) > maxMessageBytes)
  for (const { uid, size } of tooLarge) notifyTooLarge(`message ${uid} has ${size} bytes`, context)
  await contents.keepRaw(
    tooLarge.map(({ key }) => ({ key, octets: null })),
    call,
  )
  for (const batch of batches(lacking.filter(message => !tooLarge.includes(message)))) {
    await fetchBatch(batch, context)
  }
}

export function notifyTooLarge(what: string, { notify, maxMessageBytes }: ExecContext): void {
  notify({
    code: 'MESSAGE_LIMIT',
    message: `${what}, more than MaxMessageBytes=${maxMessageBytes}; it was not fetched`,
  })
}

async function fetchBatch(batch: readonly Lacking[], context: ExecContext): Promise<void> {
  const { source, signal, contents, call } = context
  signal.throwIfAborted()
  const keys = new Map(batch.map(({ uid, key }) => [uid, key]))
  const found = await source.fetchParts([...keys.keys()], [{ part: '' }], { signal })
  await contents.keepRaw(
    found.map(({ uid, parts }) => ({ key: keys.get(uid)!, octets: parts.get('') ?? null })),
    call,
  )
  // Behind that: whoever cancels when he is told loses nothing of it.
  context.progress.add(batch.length)
}

function batches(messages: readonly Lacking[]): Lacking[][] {
  const all: Lacking[][] = []
  let bytes = 0
  for (const message of messages) {
    const last = all.at(-1)
    const own = message.size ?? MOST_BYTES
    if (!last || last.length === MOST_AT_ONCE || bytes + own > MOST_BYTES) {
      all.push([message])
      bytes = own
    } else {
      last.push(message)
      bytes += own
    }
  }
  return all
}
