import { mayWrite } from './confirm-write.ts'
import type { ArrayRow, Connection, Progress, RowStream } from './door.ts'
import { noticeText } from './report.ts'
import { PagerLeft } from './result/pager.ts'
import { writeResult } from './result/write-result.ts'
import type { BoundStatement, Session } from './session.ts'
import { SyncProgress } from './sync-progress.ts'
import { bindVariables } from './variables.ts'

/** A statement that is done sooner shows no progress. */
const QUICK_MS = 500

/** Runs one statement and writes its rows as they come, then notices and timing on stderr. Returns the row count. */
export async function runStatement(
  session: Session,
  statement: BoundStatement,
  signal: AbortSignal,
): Promise<number> {
  const { text, parameters = [] } = statement.parameters
    ? statement
    : bindVariables(statement.text, session.variables)
  return await session.link.use(
    connection => runOn(connection, session, { text, parameters }, signal),
    signal,
  )
}

async function runOn(
  connection: Connection,
  session: Session,
  { text, parameters = [] }: BoundStatement,
  signal: AbortSignal,
): Promise<number> {
  if (!(await mayWrite(session, connection, { text, parameters }, signal))) return 0
  const progress = progressOf(session)
  const stream = connection.streamArrays(text, parameters, { signal, onProgress: progress.onProgress })
  let rowCount: number
  let isWhole = false
  try {
    rowCount = await writeResult(session, stream, progress.clear)
    isWhole = true
  } catch (error) {
    if (!(error instanceof PagerLeft)) throw error
    rowCount = session.last?.total ?? 0
  } finally {
    await stream.return?.()
    progress.clear()
    await session.route.resultDone(isWhole)
    for (const notice of stream.notices) {
      await session.messages.write(noticeText(notice))
    }
  }
  if (session.settings.timing) await session.messages.write(timingText(rowCount, stream))
  return rowCount
}

/** On a terminal, messages, bytes and the time that is left, in a line that goes again. */
function progressOf({ io, settings }: Session): {
  readonly onProgress: ((progress: Progress) => void) | undefined
  readonly clear: () => void
} {
  if (!io.isTTY.stderr || settings.quiet) return { onProgress: undefined, clear: () => {} }
  const line = new SyncProgress(io)
  const started = performance.now()
  return {
    onProgress(progress) {
      if (performance.now() - started > QUICK_MS) line.tell(null, progress)
    },
    clear: () => line.clear(),
  }
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
