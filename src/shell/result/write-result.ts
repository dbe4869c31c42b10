import { type ArrayRow, createWriter, type RowStream, type RowWriter, type TextSink } from '../door.ts'
import { screenSize } from '../io.ts'
import type { Session } from '../session.ts'
import { formatOf, writerOptions } from '../settings.ts'
import { LastResult } from './last-result.ts'
import { Pager } from './pager.ts'

/** Formats for people: an empty line between two results. */
const LAYOUTS: ReadonlySet<string> = new Set(['table', 'vertical', 'markdown'])
const BATCH_ROWS = 500
/** Rows that came are not kept back longer, however slowly the next ones come. */
const FLUSH_AFTER_MS = 100
/** Head, rule, footer, what was typed, and the next prompt. */
const LINES_AROUND_ROWS = 6
const FEWEST_ROWS = 10

/**
 * Writes the rows of a statement as they come; answers how many there were.
 * @param beforeWrite called before anything is written
 * @throws PagerLeft when the user has seen enough
 */
export async function writeResult(
  session: Session,
  stream: RowStream<ArrayRow>,
  beforeWrite: () => void,
): Promise<number> {
  const columns = await stream.columns()
  if (columns.length === 0) return await writeOutcome(session, stream, beforeWrite)
  const last = new LastResult(columns)
  session.last = last
  const target = targetOf(session, beforeWrite)
  const limit = rowLimit(session)
  const writer = writerFor(session, target.sink, { last, limit })
  if (session.resultCount++ > 0 && LAYOUTS.has(formatOf(session.settings))) await target.sink.write('\n')
  try {
    await writer.begin(columns)
    await copyRows(stream, writer, { last, limit })
    await writer.end()
    if (last.total > limit) await target.sink.write(`${shownText(last)}\n`)
  } catch (error) {
    // The error that ended the result is the one to tell, not a second one of the output.
    await writer.abort().catch(() => {})
    throw error
  } finally {
    await target.end()
  }
  return last.total
}

/** Writes rows that were kept, all of them. */
export async function writeKept(session: Session, last: LastResult): Promise<void> {
  const target = targetOf(session, () => {})
  const writer = writerFor(session, target.sink, { last, limit: Number.POSITIVE_INFINITY })
  try {
    await writer.begin(last.columns)
    await writer.rows(last.rows)
    await writer.end()
  } finally {
    await target.end()
  }
}

async function writeOutcome(
  { io, settings, route }: Session,
  stream: RowStream<ArrayRow>,
  beforeWrite: () => void,
): Promise<number> {
  let count = 0
  for await (const _ of stream) count++
  beforeWrite()
  if (writerOptions(io, settings, route.isToStdout).terminal && !settings.quiet)
    await route.sink.write('ok\n')
  return count
}

interface RowBounds {
  readonly last: LastResult
  /** Rows that are shown; the others are counted and kept. */
  readonly limit: number
}

function writerFor(session: Session, sink: TextSink, { last, limit }: RowBounds): RowWriter {
  const { io, settings, route } = session
  const options = writerOptions(io, settings, route.isToStdout)
  return createWriter(formatOf(settings), sink, {
    ...options,
    total: () => last.total,
    sampleRows: Math.min(limit, SAMPLE_ROWS),
  })
}

/** The first batch that is fetched. */
const SAMPLE_ROWS = 100

/** Only a table on the screen of a prompt is cut, and says so. */
function rowLimit({ io, lines, settings, route }: Session): number {
  const isOnScreen = lines.read !== undefined && route.isToStdout && io.isTTY.stdout
  if (!isOnScreen || settings.maxRows === 'off' || formatOf(settings) !== 'table')
    return Number.POSITIVE_INFINITY
  if (settings.maxRows !== 'auto') return settings.maxRows
  return Math.max(FEWEST_ROWS, screenSize(io).rows - LINES_AROUND_ROWS)
}

function shownText(last: LastResult): string {
  const kept = last.isWhole ? 'all of them' : `the first ${last.rows.length.toLocaleString('en-US')}`
  return `.last shows ${kept}, .maxrows off shows all rows of every result`
}

interface Target {
  readonly sink: TextSink
  end(): Promise<void>
}

function targetOf(session: Session, beforeWrite: () => void): Target {
  const { route } = session
  const pager = pagerOf(session)
  const sink = pager ?? route.sink
  return {
    sink: {
      write(text) {
        beforeWrite()
        return sink.write(text)
      },
    },
    end: async () => pager?.end(),
  }
}

/** Where the prompt is on a terminal, and results too. */
export function pagerOf({ io, lines, route, settings }: Session): Pager | undefined {
  const { suspend } = lines
  const isOnScreen = route.isToStdout && io.isTTY.stdout && io.isOfProcess
  if (!suspend || !settings.pager || !isOnScreen) return undefined
  return new Pager({ io, height: screenSize(io).rows, screen: route.sink, suspend })
}

async function copyRows(
  stream: RowStream<ArrayRow>,
  writer: RowWriter,
  { last, limit }: RowBounds,
): Promise<void> {
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
      last.add(row)
      if (last.total > limit) continue
      if (batch.push(row) >= BATCH_ROWS) await flush()
    }
    await flush()
  } catch (error) {
    await flush().catch(() => {})
    throw error
  } finally {
    clearInterval(timer)
  }
}
