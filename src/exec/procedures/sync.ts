import type { FetchItem } from '../../mail/message.ts'
import type { SqlValue } from '../../util/value.ts'
import type { ProcedureInputs } from '../call.ts'
import type { ExecContext } from '../context.ts'
import { freshen } from '../freshen.ts'
import { fetchMissing, findCandidates, type Scan } from '../scan.ts'
import type { ProcedureContext } from './locate-messages.ts'
import { noMailbox } from './message-inputs.ts'

export interface SyncContext extends ProcedureContext {
  /** So far, on this connection. */
  readonly bytesReceived: () => number
}

/** What `*` shows. */
const ITEMS: readonly FetchItem[] = ['msgId', 'flags', 'internalDate', 'size', 'envelope']
const GMAIL_ITEMS: readonly FetchItem[] = ['threadId', 'labels']

/** Sync. */
export async function sync(inputs: ProcedureInputs, context: SyncContext): Promise<SqlValue[][]> {
  const rows: SqlValue[][] = []
  for (const path of pathsOf(inputs, context)) {
    const started = performance.now()
    const bytes = context.bytesReceived()
    const counts = await syncMailbox(path, context.exec)
    const milliseconds = Math.round(performance.now() - started)
    rows.push([path, ...counts, context.bytesReceived() - bytes, milliseconds])
  }
  const { words, call } = context.exec
  await words?.complete(call)
  return rows
}

function pathsOf(inputs: ProcedureInputs, { exec, resolve }: SyncContext): string[] {
  const name = inputs.get('Mailbox')
  if (name === undefined || name === null)
    return exec.mailboxes.filter(({ isSelectable }) => isSelectable).map(({ path }) => path)
  const table = resolve(String(name))
  if (table.kind !== 'mailbox') throw noMailbox(String(name))
  return [table.mailbox.path]
}

/** New, changed and expunged messages. */
async function syncMailbox(path: string, exec: ExecContext): Promise<number[]> {
  const { traits, store, call } = exec
  const known = await store.mailbox(path, call)
  const before = known ? await store.mutableTexts(known.id, call) : new Map<number, string | null>()
  const items: FetchItem[] = [...ITEMS, ...(traits.gmail ? GMAIL_ITEMS : [])]
  if (traits.condstore) items.push('modSeq')
  const scan: Scan = { term: null, newest: null, items }
  const candidates = await findCandidates(scan, await freshen(path, exec), null, exec)
  await fetchMissing(candidates, scan, exec)
  const after = await store.mutableTexts(candidates.mailbox.id, call)
  const isSameEpoch = known?.state.uidValidity === candidates.mailbox.state.uidValidity
  const old = isSameEpoch ? before : new Map<number, string | null>()
  const added = [...after.keys()].filter(uid => !old.has(uid))
  const changed = [...after].filter(([uid, text]) => {
    const was = old.get(uid)
    return was !== undefined && was !== null && was !== text
  })
  const expunged = [...before.keys()].filter(uid => !isSameEpoch || !after.has(uid))
  return [added.length, changed.length, expunged.length]
}
