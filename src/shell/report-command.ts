import type { MadeReport } from '../report/make-report.ts'
import { findChromium, printPdf } from '../report/pdf.ts'
import { openOutputFile } from '../util/output-file.ts'
import { type Connection, GmailSqlError } from './door.ts'
import { EXIT } from './exit-code.ts'
import type { ShellIo } from './io.ts'
import { onAccount, type SubcommandTask } from './open-connection.ts'
import { errorText } from './report.ts'
import { parseReportArguments, type ReportInvocation } from './report-arguments.ts'
import { preparePage, readSource } from './report-page.ts'
import { watchReport } from './report-watch.ts'
import { streamSink } from './sink.ts'

/** `gmailsql report`; answers the exit code. */
export async function runReport(argv: readonly string[], task: SubcommandTask): Promise<number> {
  const parsed = parseReportArguments(argv, task.io)
  if (typeof parsed === 'number') return parsed
  const text = await readSource(parsed.report)
  if (parsed.source) {
    await streamSink(task.io.stdout).write(text)
    return EXIT.ok
  }
  const act = parsed.watch ? watching(parsed, task) : await writing(text, parsed, task)
  const run: Act = (connection, signal) => {
    task.phase = 'run'
    return act(connection, signal)
  }
  task.phase = 'connect'
  if (!parsed.demo) return await onAccount(parsed.connection ?? '', task, run)
  const demo = await task.load.demo()
  try {
    return await onAccount(demo.connectionString, task, run)
  } finally {
    await demo.close()
  }
}

function refuseTerminal({ output }: ReportInvocation, io: ShellIo): void {
  if (output !== undefined || !io.isTTY.stdout) return
  throw new GmailSqlError('BAD_VALUE', 'the page would be written to a terminal', {
    hint: 'Name a file with -o, or send standard output into one.',
  })
}

/** What is done with an open connection; answers the exit code. */
type Act = (connection: Connection, signal: AbortSignal) => Promise<number>

function watching(invocation: ReportInvocation, { io }: SubcommandTask): Act {
  return (connection, signal) => watchReport(connection, invocation, { io, signal })
}

/** Everything that can be wrong is found before anything is opened. */
async function writing(text: string, invocation: ReportInvocation, { io }: SubcommandTask): Promise<Act> {
  const page = await preparePage(text, invocation)
  refuseTerminal(invocation, io)
  const chromium = isPdf(invocation) ? findChromium(io.env) : undefined
  return async (connection, signal) => {
    const made = await page(connection, signal)
    const content = chromium === undefined ? made.html : await printPdf(made.html, chromium, signal)
    await writePage(content, invocation, io)
    return await tellErrors(made, io)
  }
}

function isPdf({ output }: ReportInvocation): boolean {
  return output !== undefined && /\.pdf$/i.test(output)
}

async function writePage(
  content: string | Uint8Array,
  { output, force }: ReportInvocation,
  io: ShellIo,
): Promise<void> {
  if (output === undefined) return await streamSink(io.stdout).write(String(content))
  const file = await openOutputFile(output, { replace: force, hint: '--force replaces it' })
  try {
    await file.write(content)
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
