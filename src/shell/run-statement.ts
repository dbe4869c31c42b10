import { mayWrite } from './confirm-write.ts'
import { type ArrayRow, createWriter, type RowStream, type RowWriter } from './door.ts'
import { noticeText } from './report.ts'
import type { BoundStatement, Session } from './session.ts'
import { formatOf, writerOptions } from './settings.ts'
import { bindVariables } from './variables.ts'

/** Formats for people: an empty line between two results. */
const LAYOUTS: ReadonlySet<string> = new Set(['table', 'vertical', 'markdown'])
const BATCH_ROWS = 500
/** Rows that came are not kept back longer, however slowly the next ones come. */
const FLUSH_AFTER_MS = 100

/** Runs one statement and writes its rows as they come, then notices and timing on stderr. Returns the row count. */
export async function runStatement(
  session: Session,
  statement: BoundStatement,
  signal: AbortSignal,
): Promise<number> {
  const { text, parameters = [] } = statement.parameters
    ? statement
    : bindVariables(statement.text, session.variables)
  const connection = await session.link.connection(signal)
  if (!(await mayWrite(session, connection, { text, parameters }, signal))) return 0
  const stream = connection.streamArrays(text, parameters, { signal })
  let rowCount: number
  let isWhole = false
  try {
    rowCount = await writeResult(session, stream)
    isWhole = true
  } finally {
    await stream.return?.()
    await session.route.resultDone(isWhole)
    for (const notice of stream.notices) {
      await session.messages.write(noticeText(notice))
    }
  }
  if (session.settings.timing) await session.messages.write(timingText(rowCount, stream))
  return rowCount
}

async function writeResult(session: Session, stream: RowStream<ArrayRow>): Promise<number> {
  const { io, settings, route } = session
  const columns = await stream.columns()
  const options = writerOptions(io, settings, route.isToStdout)
  const format = formatOf(settings)
  const writer = createWriter(format, route.sink, options)
  const hasResult = columns.length > 0
  if (hasResult) {
    if (session.resultCount++ > 0 && LAYOUTS.has(format)) await route.sink.write('\n')
    await writer.begin(columns)
  }
  try {
    const rowCount = await copyRows(stream, writer)
    if (hasResult) await writer.end()
    else if (options.terminal && !settings.quiet) await route.sink.write('ok\n')
    return rowCount
  } catch (error) {
    // The error that ended the result is the one to tell, not a second one of the output.
    if (hasResult) await writer.abort().catch(() => {})
    throw error
  }
}

async function copyRows(stream: RowStream<ArrayRow>, writer: RowWriter): Promise<number> {
  let rowCount = 0
  let batch: ArrayRow[] = []
  let written = Promise.resolve()
  const flush = () => {
    const full = batch
    batch = []
    if (full.length > 0) written = written.then(() => writer.rows(full))
    return written
  }
  const timer = setInterval(() => void flush().catch(() => {}), FLUSH_AFTER_MS)
  try {
    for await (const row of stream) {
      rowCount++
      if (batch.push(row) >= BATCH_ROWS) await flush()
    }
    await flush()
  } catch (error) {
    await flush().catch(() => {})
    throw error
  } finally {
    clearInterval(timer)
  }
  return rowCount
}

function timingText(rowCount: number, stream: RowStream<ArrayRow>): string {
  const { milliseconds, commands, bytesReceived } = stream.stats
  const count = (n: number, unit: string) => `${n.toLocaleString('en-US')} ${unit}${n === 1 ? '' : 's'}`
  const parts = [
    count(rowCount, 'row'),
    `${Math.round(milliseconds).toLocaleString('en-US')} ms`,
    count(commands, 'IMAP command'),
    `${count(bytesReceived, 'byte')} received`,
  ]
  return `time: ${parts.join(', ')}\n`
}
