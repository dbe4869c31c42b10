import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { MadeReport } from '../report/make-report.ts'
import { isShippedReport, readShippedReport, SHIPPED_REPORTS } from '../report/shipped.ts'
import { systemCode } from '../util/errors.ts'
import { packageVersion } from '../util/package-file.ts'
import { type Connection, GmailSqlError, nearest } from './door.ts'
import type { ReportInvocation } from './report-arguments.ts'

/** @throws BAD_VALUE for what is neither a file nor the name of a report */
export async function readSource(report: string): Promise<string> {
  if (isShippedReport(report)) return await readShippedReport(report)
  let bytes: Buffer
  try {
    bytes = await readFile(report)
  } catch (error) {
    const near = nearest(report, Object.keys(SHIPPED_REPORTS))
    throw new GmailSqlError('BAD_VALUE', `the report "${report}" cannot be read: ${systemCode(error)}`, {
      hint: near
        ? `Did you mean ${near}?`
        : `Give a file, or one of ${Object.keys(SHIPPED_REPORTS).join(', ')}.`,
    })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new GmailSqlError('BAD_VALUE', `the report "${report}" is not UTF-8 text`, {
      hint: 'Save it as UTF-8.',
    })
  }
}

/** Makes the page over a connection. */
export type MakePage = (connection: Connection, signal: AbortSignal) => Promise<MadeReport>

/** Reads and checks the report, before anything is opened. */
export async function preparePage(
  text: string,
  invocation: ReportInvocation,
  reloadFrom?: string,
): Promise<MakePage> {
  const { loadDraw, makeReport, parameterValues, readReport, runQueries } = await import('../report/index.ts')
  const report = await readReport(text)
  const values = parameterValues(report.parameters, invocation.settings)
  const draw = await loadDraw()
  return async (connection, signal) => {
    const account = await accountOf(connection)
    const outcomes = await runQueries(report, connection, { values, signal })
    const facts = [
      ['Account', account],
      ['Made', `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`],
      ['By', `gmailsql ${packageVersion()}`],
    ] as const
    const fallbackTitle = titleOf(invocation)
    return makeReport(report, outcomes, draw, { values, facts, fallbackTitle, reloadFrom })
  }
}

/** Of a report that has no title, or cannot be read. */
export function titleOf({ report }: ReportInvocation): string {
  return basename(report).replace(/\.md$/i, '')
}

async function accountOf(connection: Connection): Promise<string> {
  const { rows } = await connection.queryArrays("SELECT Value FROM sys_connection_props WHERE Name = 'User'")
  return String(rows[0]?.[0] ?? '')
}
