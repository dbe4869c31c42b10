import type { Scan } from '../plan/plan.ts'
import { usedParameters } from '../sql/parameters.ts'
import type { EngineRequest, Rows } from '../sqlite/protocol.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import { viewRequests } from './bring.ts'
import { candidateRequests, fillRequest } from './candidates.ts'
import type { ExecContext } from './context.ts'
import type { RunInput } from './run-input.ts'
import type { Candidates } from './scan.ts'
import { findNamed, searchRequests } from './search-sets.ts'
import { candidateTable } from './view.ts'
import type { Workspace } from './workspace.ts'

/** What makes the view of a scan over candidates that come later, batch by batch. Its mailbox is the examined one. */
export async function batchRequests(
  scan: Scan,
  mailbox: StoredMailbox,
  input: RunInput,
  context: ExecContext,
): Promise<EngineRequest[]> {
  const sets = searchRequests(scan, [await findNamed(scan, mailbox, context)], true)
  const views = viewRequests(scan, [{ mailbox, uids: [] }], input)
  return [...candidateRequests(scan, []), ...sets, ...views]
}

export interface BatchRun {
  readonly input: RunInput
  /** No other batch follows. */
  readonly isLast: boolean
}

/** The rows of a statement over these candidates alone. */
export async function batchRows(
  sql: string,
  candidates: Candidates,
  { input: { plan, params, exact }, isLast }: BatchRun,
  workspace: Workspace,
): Promise<Rows> {
  const { view } = plan.scans[0]!.table
  const fill: EngineRequest[] = [
    { op: 'exec', sql: `DELETE FROM ${candidateTable(view)}` },
    fillRequest(view, candidates),
  ]
  return await workspace.rows(fill, { op: 'all', ...usedParameters(sql, params), exact }, isLast)
}
