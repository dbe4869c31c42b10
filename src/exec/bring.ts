import type { Scan } from '../plan/plan.ts'
import type { EngineRequest } from '../sqlite/protocol.ts'
import { fetchContents } from './contents.ts'
import type { ExecContext } from './context.ts'
import { fetchSmallMessages } from './fetch-small-messages.ts'
import type { MessagesAlone } from './messages-alone.ts'
import { type NarrowingInput, narrowed, type Survivors } from './narrow.ts'
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
  const survivors = await bringColumns(scan, candidates, input, context)
  const { kept } = await fetchContents(survivors, scan.contents, context)
  await kept
  return survivors
}

/** The same without content, but what tells where that is. */
export async function bringColumns(
  scan: Scan,
  candidates: Candidates,
  input: NarrowingInput,
  context: ExecContext,
): Promise<Survivors> {
  await fetchMissing(candidates, scan, context)
  const survivors = await narrowed(scan, candidates, input, context)
  await fetchSmallMessages(survivors, scan, context)
  if (scan.late.length > 0) await fetchMissing(survivors, { items: scan.late }, context)
  return survivors
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
