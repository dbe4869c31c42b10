import type { Connection } from '../../../src/index.ts'
import {
  loadDraw,
  type MadeReport,
  makeReport,
  parameterValues,
  readReport,
  runQueries,
} from '../../../src/report/index.ts'

/** The page of a report over a connection. */
export async function makePage(
  db: Connection,
  text: string,
  ...given: readonly string[]
): Promise<MadeReport> {
  const report = await readReport(text)
  const values = parameterValues(report.parameters, given)
  const outcomes = await runQueries(report, db, { values, signal: new AbortController().signal })
  return makeReport(report, outcomes, await loadDraw(), { values, facts: [], fallbackTitle: 'Test' })
}
