import { numberParameters } from '../sql/parameters.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'
import type { ResultColumn, SqlValue } from '../util/value.ts'
import type { ReportValue } from './front-matter.ts'
import { atLine, type Query, type Report } from './read-report.ts'

/** What a report needs of a connection. */
export interface ReportSource {
  /** Rows as they come. Leaving the loop early ends the statement. */
  streamArrays(
    sql: string,
    params: Readonly<Record<string, ReportValue>>,
    options: { signal?: AbortSignal },
  ): RowsAsTheyCome
}

export interface RowsAsTheyCome extends AsyncIterable<readonly SqlValue[]> {
  columns(): Promise<readonly ResultColumn[]>
}

/** The first rows of a query, and how many there are. */
export interface QueryRows {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly SqlValue[])[]
  readonly total: number
}

/** What came of a query. */
export type Outcome = QueryRows | { readonly error: GmailSqlError }

/** More than this nobody reads on a page; what lies behind is counted and not kept. */
const KEPT_ROWS = 100_000

/**
 * Runs the queries in the order of the report. One that fails is an outcome, so that the others are shown.
 * @throws what the connection is lost by, and CANCELLED
 */
export async function runQueries(
  { queries }: Report,
  source: ReportSource,
  { values, signal }: { readonly values: ReadonlyMap<string, ReportValue>; readonly signal: AbortSignal },
): Promise<Map<Query, Outcome>> {
  const outcomes = new Map<Query, Outcome>()
  for (const query of queries) {
    try {
      const stream = source.streamArrays(query.statement.text, parametersOf(query, values), { signal })
      outcomes.set(query, await readRows(stream))
    } catch (error) {
      if (!isGmailSqlError(error) || endsAll(error)) throw error
      outcomes.set(query, { error: atLine(query.line, error) })
    }
  }
  return outcomes
}

async function readRows(stream: RowsAsTheyCome): Promise<QueryRows> {
  const rows: (readonly SqlValue[])[] = []
  let total = 0
  for await (const row of stream) {
    if (total < KEPT_ROWS) rows.push(row)
    total++
  }
  return { columns: await stream.columns(), rows, total }
}

/** No query behind this one could do better: connection, login, limits of the server, Ctrl-C. */
function endsAll({ code, sqlState }: GmailSqlError): boolean {
  return code === 'CANCELLED' || ['08', '28', '53'].includes(sqlState.slice(0, 2))
}

/** @throws BAD_VALUE for a parameter that the front matter does not have */
function parametersOf(
  { statement }: Query,
  values: ReadonlyMap<string, ReportValue>,
): Readonly<Record<string, ReportValue>> {
  const { slots } = numberParameters(statement.tokens)
  return Object.fromEntries(slots.map(slot => [slot, givenValue(String(slot), values)]))
}

function givenValue(name: string, values: ReadonlyMap<string, ReportValue>): ReportValue {
  const value = values.get(name)
  if (value !== undefined) return value
  const near = nearest(name, values.keys())
  throw new GmailSqlError('BAD_VALUE', `the report has no parameter "${name}"`, {
    hint: near ? `Did you mean :${near}?` : 'Name it with a default in the front matter, under parameters.',
  })
}
