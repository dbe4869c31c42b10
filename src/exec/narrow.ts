import { narrowedView } from '../plan/narrow.ts'
import type { Narrowing, Scan, ViewReader } from '../plan/plan.ts'
import { usedParameters } from '../sql/parameters.ts'
import type { EngineRequest, Rows } from '../sqlite/protocol.ts'
import { isGmailSqlError } from '../util/errors.ts'
import type { StatementClock } from '../util/sql-function.ts'
import type { SqlValue } from '../util/value.ts'
import { candidateRequests, dropSql } from './candidates.ts'
import type { ExecContext } from './context.ts'
import type { Candidates } from './scan.ts'
import { dropSearches, findNamed, searchRequests } from './search-sets.ts'
import { messageViewSql, readerViewSql } from './view.ts'

export interface NarrowingInput {
  readonly params: readonly SqlValue[]
  readonly account: string
  readonly clock: StatementClock
  /** Where nothing filters afterwards: so many survivors are all that is needed; null is unknown. */
  readonly most: number | null
}

/** What is left of candidates. */
export interface Survivors extends Candidates {
  /** By UID the parts that are wanted, where a row shows one part of a message; null is all of them. */
  readonly parts: ReadonlyMap<number, ReadonlySet<string>> | null
}

/** The candidates for which the rest is fetched, newest first: the survivors of the scan's narrowing; without one all. */
export async function narrowed(
  scan: Scan,
  candidates: Candidates,
  input: NarrowingInput,
  context: ExecContext,
): Promise<Survivors> {
  const { narrow } = scan
  const rows = narrow && (await survivingRows(narrowingScan(scan), candidates, input, context))
  if (!rows) return { ...candidates, parts: null }
  const left = narrow.isWhole && input.most !== null ? rows.slice(0, input.most) : rows
  // A view may have several rows of a message.
  const uids = [...new Set(left.map(([, uid]) => uid as number))].sort((a, b) => b - a)
  return { mailbox: candidates.mailbox, uids, parts: scan.contents.includes('parts') ? partsOf(left) : null }
}

function partsOf(rows: Rows): Map<number, Set<string>> {
  const parts = new Map<number, Set<string>>()
  for (const [, uid, part] of rows as [number, number, string][]) {
    const own = parts.get(uid) ?? new Set()
    parts.set(uid, own.add(part))
  }
  return parts
}

/** The scan under names of its own, with the columns that the narrowing reads and no content. */
function narrowingScan(scan: Scan): Scan {
  const { table, reader, narrow } = scan
  const searches = scan.searches.map(search => ({ ...search, name: narrowedView(search.name) }))
  return {
    ...scan,
    contents: [],
    searches: searches.filter(({ name }) => narrow!.text.includes(name)),
    table: { ...table, view: narrowedView(table.view), read: narrow!.read },
    reader: reader && narrowingReader(reader, narrow!),
  }
}

/** Without the columns that take more than it reads. */
function narrowingReader({ table, definition }: ViewReader, { read }: Narrowing): ViewReader {
  const small = definition.columns.filter(
    ({ name, reads }) => table.read.has(name) && reads.every(each => read.has(each)),
  )
  const names = new Set(small.map(({ name }) => name))
  return { definition, table: { ...table, view: narrowedView(table.view), read: names } }
}

/**
 * Null when the narrowing fails, because an expression of it raises: then it decides nothing, since the statement may never
 * come to that expression.
 */
async function survivingRows(
  scan: Scan,
  candidates: Candidates,
  { params, account, clock, most }: NarrowingInput,
  context: ExecContext,
): Promise<Rows | null> {
  const { engine, call } = context
  // The first rows are the newest where so many are enough.
  const shape = { newestFirst: scan.narrow!.isWhole && most !== null, withKeys: true }
  const views = [
    messageViewSql({ scan, candidates: [candidates], account, ...shape }),
    ...readerViewSql(scan, shape),
  ]
  const drop: EngineRequest = { op: 'exec', sql: `${dropSql(scan)}\n${dropSearches(scan)}` }
  const sql = scan.narrow!.text
  const found = await findNamed(scan, candidates.mailbox, context)
  const setUp: EngineRequest[] = [
    drop,
    { op: 'clock', clock },
    ...candidateRequests(scan, [candidates]),
    ...searchRequests(scan, [found], false),
    ...views.map((view): EngineRequest => ({ op: 'exec', sql: view })),
  ]
  await engine.call(setUp, call)
  try {
    const [rows] = await engine.call([{ op: 'all', ...usedParameters(sql, params) }, drop], call)
    return rows
  } catch (error) {
    if (!isGmailSqlError(error) || ENDED.has(error.code)) throw error
    await engine.call([drop], call)
    return null
  }
}

/** What says nothing about the expressions. */
const ENDED = new Set(['CANCELLED', 'TIMEOUT', 'CACHE_DAMAGED', 'CONNECTION_LOST', 'INTERNAL'])
