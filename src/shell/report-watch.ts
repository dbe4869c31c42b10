import { unwatchFile, watchFile } from 'node:fs'
import { isShippedReport, shippedReportPath } from '../report/shipped.ts'
import { type Connection, GmailSqlError, isGmailSqlError } from './door.ts'
import { EXIT } from './exit-code.ts'
import type { ShellIo } from './io.ts'
import { errorText } from './report.ts'
import type { ReportInvocation } from './report-arguments.ts'
import { preparePage, readSource, titleOf } from './report-page.ts'
import { streamSink } from './sink.ts'

/** Editors replace files instead of writing into them, which notifications of the system lose; looking again does not. */
const LOOK_MS = 250

interface Surroundings {
  readonly io: ShellIo
  readonly signal: AbortSignal
}

/** Serves the page of a report until Ctrl-C, and makes it anew whenever its file changes. Errors are pages too. */
export async function watchReport(
  connection: Connection,
  invocation: ReportInvocation,
  { io, signal }: Surroundings,
): Promise<number> {
  const { failedPage, servePage } = await import('../report/index.ts')
  const { report, port } = invocation
  const served = await servePage(port).catch(error => {
    throw portTaken(port, error)
  })
  const { reloadFrom } = served
  const pageNow = async (): Promise<string> => {
    try {
      const page = await preparePage(await readSource(report), invocation, reloadFrom)
      const made = await page(connection, signal)
      for (const error of made.errors) io.stderr.write(errorText(error))
      return made.html
    } catch (error) {
      if (!isGmailSqlError(error)) throw error
      if (!signal.aborted) io.stderr.write(errorText(error))
      return failedPage(error, { title: titleOf(invocation), reloadFrom })
    }
  }
  try {
    const path = isShippedReport(report) ? shippedReportPath(report) : report
    let isTold = false
    for await (const _ of changesOf(path, signal)) {
      served.show(await pageNow())
      if (!isTold) await streamSink(io.stdout).write(`The page is at ${served.url} until Ctrl-C.\n`)
      isTold = true
    }
    return EXIT.ok
  } finally {
    await served.close()
  }
}

/** Yields at once and after each change of a file, once for those that come while one is being dealt with. */
async function* changesOf(path: string, signal: AbortSignal): AsyncGenerator<void, void> {
  let isChanged = true
  let wake = () => {}
  const change = () => {
    isChanged = true
    wake()
  }
  watchFile(path, { interval: LOOK_MS }, change)
  signal.addEventListener('abort', change)
  try {
    while (!signal.aborted) {
      if (!isChanged) await new Promise<void>(resolve => (wake = resolve))
      isChanged = false
      if (!signal.aborted) yield
    }
  } finally {
    unwatchFile(path, change)
    signal.removeEventListener('abort', change)
  }
}

function portTaken(port: number, error: unknown): GmailSqlError {
  const reason = error instanceof Error ? error.message : String(error)
  return new GmailSqlError('BAD_VALUE', `port ${port} cannot be listened on: ${reason}`, {
    hint: 'Give --port another number, or leave it out for one that is free.',
  })
}
