import type { Scan } from '../plan/plan.ts'
import { quoteName } from '../sql/lexer.ts'
import type { EngineRequest } from '../sqlite/protocol.ts'
import type { StoredMailbox } from '../store/stored-mailbox.ts'
import type { ExecContext } from './context.ts'
import { candidateTable } from './view.ts'

/** UIDs that the server answered in one mailbox, for each search that the statement names of it. */
export interface FoundInMailbox {
  readonly mailbox: StoredMailbox
  readonly sets: readonly (readonly number[])[]
}

/** Asks the examined mailbox what the statement names of it. */
export async function findNamed(
  { searches }: Pick<Scan, 'searches'>,
  mailbox: StoredMailbox,
  { found }: ExecContext,
): Promise<FoundInMailbox> {
  const sets: (readonly number[])[] = []
  for (const { term } of searches) sets.push(await found.of(term, mailbox.path))
  return { mailbox, sets }
}

/**
 * The tables that the statement asks the membership in. `isBatched`: the candidates are those of one batch after another, and
 * what lies outside them is not looked at anew for each.
 */
export function searchRequests(
  { searches, table }: Pick<Scan, 'searches' | 'table'>,
  found: readonly FoundInMailbox[],
  isBatched: boolean,
): EngineRequest[] {
  return searches.flatMap(({ name }, index): EngineRequest[] => {
    const uids = uidTable(name)
    const create = `CREATE TABLE ${uids} (mailbox_id INTEGER, uid INTEGER, PRIMARY KEY (mailbox_id, uid)) WITHOUT ROWID`
    const insert = `INSERT INTO ${uids} SELECT ?, value FROM json_each(?)`
    const fill = found.map(({ mailbox, sets }): EngineRequest => {
      return { op: 'run', sql: insert, params: [mailbox.id, new Uint32Array(sets[index]!)] }
    })
    const batch = isBatched
      ? `${candidateTable(table.view)} c CROSS JOIN ${uids} f ON f.mailbox_id = c.mailbox_id AND f.uid = c.uid`
      : `${uids} f`
    const isByUid = table.resolved.kind === 'mailbox'
    const select = isByUid
      ? `SELECT f.uid FROM ${batch}`
      : `SELECT m.msgid FROM ${batch} JOIN main.location l ON l.mailbox_id = f.mailbox_id AND l.uid = f.uid JOIN main.message m ON m.key = l.message_key`
    const view = `CREATE TEMP VIEW ${quoteName(name)} AS ${select}`
    return [{ op: 'exec', sql: create }, ...fill, { op: 'exec', sql: view }]
  })
}

function uidTable(name: string): string {
  return `temp.${quoteName(`${name}_uids`)}`
}

/** Removes what {@link searchRequests} made; also right when it did not get that far. */
export function dropSearches({ searches }: Pick<Scan, 'searches'>): string {
  return searches
    .map(({ name }) => `DROP VIEW IF EXISTS temp.${quoteName(name)}; DROP TABLE IF EXISTS ${uidTable(name)};`)
    .join('\n')
}
