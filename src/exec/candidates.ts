import type { Scan } from '../plan/plan.ts'
import { quoteName } from '../sql/lexer.ts'
import type { EngineRequest } from '../sqlite/protocol.ts'
import type { Candidates } from './scan.ts'
import { candidateTable } from './view.ts'

/** Makes the table of a scan's candidates and fills it; a whole mailbox needs no rows in it. */
export function candidateRequests({ table }: Scan, candidates: readonly Candidates[]): EngineRequest[] {
  const columns = '(mailbox_id INTEGER, uid INTEGER, PRIMARY KEY (mailbox_id, uid)) WITHOUT ROWID'
  const create: EngineRequest = { op: 'exec', sql: `CREATE TABLE ${candidateTable(table.view)} ${columns}` }
  const some = candidates.filter(({ uids }) => uids !== null)
  return [create, ...some.map(each => fillRequest(table.view, each))]
}

export function fillRequest(view: string, { mailbox, uids }: Candidates): EngineRequest {
  const sql = `INSERT INTO ${candidateTable(view)} SELECT ?, value FROM json_each(?)`
  return { op: 'run', sql, params: [mailbox.id, new Uint32Array(uids ?? [])] }
}

/** Removes what a scan's rows come through, as far as it is there. */
export function dropSql({ table, reader }: Pick<Scan, 'table' | 'reader'>): string {
  const views = reader ? [reader.table.view, table.view] : [table.view]
  const drops = views.map(view => `DROP VIEW IF EXISTS temp.${quoteName(view)};`)
  return [...drops, `DROP TABLE IF EXISTS ${candidateTable(table.view)};`].join(' ')
}
