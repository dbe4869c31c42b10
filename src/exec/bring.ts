import type { Scan } from '../plan/plan.ts'
import type { EngineRequest } from '../sqlite/protocol.ts'
import { fetchContents } from './contents.ts'
import type { ExecContext } from './context.ts'
import type { BeingKept } from './fetch-bodies.ts'
import { fetchSmallMessages } from './fetch-small-messages.ts'
import type { MessagesAlone } from './messages-alone.ts'
import { type NarrowingInput, narrowed } from './narrow.ts'
import type { RunInput } from './run-input.ts'
import { type Candidates, fetchMissing } from './scan.ts'
import { messageViewSql, readerViewSql } from './view.ts'

/** Fetches what the statement reads: of all candidates what narrows them, of the survivors the rest. */
export async function bring(
  scan: Scan,
  candidates: Candidates,
  input: NarrowingInput,
  context: ExecContext,
): Promise<Candidates> {
  const { survivors, kept } = await fetchAll(scan, candidates, input, context)
  await kept
  return survivors
}

/** The same; what came last is perhaps not yet in the store, but the server is asked for nothing more. */
export async function fetchAll(
  scan: Scan,
  candidates: Candidates,
  input: NarrowingInput,
  context: ExecContext,
): Promise<BeingKept & { readonly survivors: Candidates }> {
  await fetchMissing(candidates, scan, context)
  const survivors = await narrowed(scan, candidates, input, context)
  await fetchSmallMessages(survivors, scan, context)
  if (scan.late.length > 0) await fetchMissing(survivors, { items: scan.late }, context)
  return { survivors, ...(await fetchContents(survivors, scan.contents, context)) }
}

export function viewRequests(
  scan: Scan,
  candidates: readonly Candidates[],
  { account, plan: { newestFirst } }: RunInput,
  alone: MessagesAlone | null = null,
): EngineRequest[] {
  const shape = { newestFirst, withKeys: false }
  const view = messageViewSql({ scan, candidates, account, alone, ...shape })
  return [view, ...readerViewSql(scan, shape)].map(sql => ({ op: 'exec', sql }))
}
