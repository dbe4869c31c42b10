import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { MadeReport } from '../report/make-report.ts'
import { isShippedReport, readShippedReport, SHIPPED_REPORTS } from '../report/shipped.ts'
import { systemCode } from '../util/errors.ts'
import { openOutputFile } from '../util/output-file.ts'
import { packageVersion } from '../util/package-file.ts'
import { authorization } from './authorization.ts'
import { type Connection, GmailSqlError, type Loader, nearest } from './door.ts'
import { EXIT, type Phase } from './exit-code.ts'
import type { ShellIo } from './io.ts'
import { unlessInterrupted } from './open-connection.ts'
import { errorText } from './report.ts'
import { parseReportArguments, type ReportInvocation } from './report-arguments.ts'
import { streamSink } from './sink.ts'

export interface ReportTask {
  readonly io: ShellIo
  readonly load: Loader
  /** How far it got, which decides the exit code of an error. */
  phase: Phase
}

/** `gmailsql report`; answers the exit code. */
export async function runReport(argv: readonly string[], task: ReportTask): Promise<number> {
  const parsed = parseReportArguments(argv, task.io)
  if (typeof parsed === 'number') return parsed
  const text = await readSource(parsed.report)
  if (parsed.source) {
    await streamSink(task.io.stdout).write(text)
    return EXIT.ok
  }
  const page = await preparePage(text, parsed)
  refuseTerminal(parsed, task.io)
  if (!parsed.demo) return await onAccount(parsed.connection ?? '', page, parsed, task)
  task.phase = 'connect'
  const demo = await task.load.demo()
  try {
    return await onAccount(demo.connectionString, page, parsed, task)
  } finally {
    await demo.close()
  }
}

/** @throws BAD_VALUE for what is neither a file nor the name of a report */
async function readSource(report: string): Promise<string> {
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
type MakePage = (connection: Connection, signal: AbortSignal) => Promise<MadeReport>

/** Reads and checks the report, before anything is opened. */
async function preparePage(text: string, invocation: ReportInvocation): Promise<MakePage> {
  const { loadDraw, makeReport, parameterValues, readReport, runQueries } = await import('../report/index.ts')
  const report = await readReport(text)
  const values = parameterValues(report.parameters, invocation.settings)
  return async (connection, signal) => {
    const account = await accountOf(connection)
    const outcomes = await runQueries(report, connection, { values, signal })
    const facts = [
      ['Account', account],
      ['Made', `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`],
      ['By', `gmailsql ${packageVersion()}`],
    ] as const
    const fallbackTitle = basename(invocation.report).replace(/\.md$/i, '')
    return makeReport(report, outcomes, await loadDraw(), { values, facts, fallbackTitle })
  }
}

async function accountOf(connection: Connection): Promise<string> {
  const { rows } = await connection.queryArrays("SELECT Value FROM sys_connection_props WHERE Name = 'User'")
  return String(rows[0]?.[0] ?? '')
}

function refuseTerminal({ output }: ReportInvocation, io: ShellIo): void {
  if (output !== undefined || !io.isTTY.stdout) return
  throw new GmailSqlError('BAD_VALUE', 'the page would be written to a terminal', {
    hint: 'Name a file with -o, or send standard output into one.',
  })
}

async function onAccount(
  target: string,
  page: MakePage,
  invocation: ReportInvocation,
  task: ReportTask,
): Promise<number> {
  const interrupt = new AbortController()
  const forget = task.io.onInterrupt(() => interrupt.abort())
  task.phase = 'connect'
  try {
    const library = await task.load.library()
    const opening = library.connect(target, authorization(task.io, {}))
    const connection = await unlessInterrupted(opening, interrupt.signal)
    try {
      task.phase = 'run'
      const made = await page(connection, interrupt.signal)
      await writePage(made.html, invocation, task.io)
      return await tellErrors(made, task.io)
    } finally {
      await connection.close()
    }
  } finally {
    forget()
  }
}

async function writePage(html: string, { output, force }: ReportInvocation, io: ShellIo): Promise<void> {
  if (output === undefined) return await streamSink(io.stdout).write(html)
  const file = await openOutputFile(output, { replace: force, hint: '--force replaces it' })
  try {
    await file.write(html)
  } catch (error) {
    await file.discard()
    throw error
  }
  await file.finish()
}

/** What the page shows in the places of figures is told here as well. */
async function tellErrors({ errors }: MadeReport, io: ShellIo): Promise<number> {
  const messages = streamSink(io.stderr)
  for (const error of errors) await messages.write(errorText(error))
  return errors.length === 0 ? EXIT.ok : EXIT.sqlError
}
