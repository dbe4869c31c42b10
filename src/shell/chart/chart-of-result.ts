import { escapeForTerminal, GmailSqlError, nearest } from '../door.ts'
import type { LastResult } from '../result/last-result.ts'
import { barChart, type ChartSize, type Point } from './bars.ts'
import { lineChart, sparkline } from './lines.ts'

export const CHART_KINDS = ['bar', 'line', 'spark'] as const
export type ChartKind = (typeof CHART_KINDS)[number]

/** More bars than this are no picture any more. */
const MOST_BARS = 100

export interface ChartTask {
  readonly kind: ChartKind
  /** Names of columns; without them the first that holds text, and the first that holds numbers. */
  readonly label: string | undefined
  readonly value: string | undefined
  readonly size: ChartSize
}

/**
 * Draws a result.
 * @throws MISSING_INPUT where there are no rows or no numbers, NO_COLUMN for a name that the result has not, TOO_COMPLEX for
 * more bars than anyone could read
 */
export function chartOfResult(result: LastResult, { kind, label, value, size }: ChartTask): string {
  if (result.rows.length === 0) throw nothingToDraw('the last result has no rows')
  const numbers = numberColumns(result)
  const valueAt =
    value === undefined ? numbers.find(at => at > 0 || numbers.length === 1) : columnAt(result, value)
  if (valueAt === undefined) throw nothingToDraw('the last result has no column of numbers')
  const labelAt = label === undefined ? labelColumn(result, numbers, valueAt) : columnAt(result, label)
  const points = result.rows.map((row): Point => {
    const cell = row[valueAt] ?? null
    const text = labelAt === undefined ? '' : escapeForTerminal(String(row[labelAt] ?? ''))
    return { label: text, value: cell === null ? null : Number(cell) }
  })
  const head = `${escapeForTerminal(result.columns[valueAt]!.name)}\n`
  if (kind === 'line') return head + lineChart(points, size)
  if (kind === 'spark') {
    const values = points.map(point => point.value)
    return `${head}${sparkline(values, size)}\n`
  }
  if (points.length > MOST_BARS) throw tooMany(points.length)
  return head + barChart(points, size)
}

function numberColumns({ columns, rows }: LastResult): number[] {
  const isNumber = (cell: unknown) => typeof cell === 'number' || typeof cell === 'bigint'
  return columns.flatMap((_, at) => {
    const cells = rows.map(row => row[at] ?? null).filter(cell => cell !== null)
    return cells.length > 0 && cells.every(isNumber) ? [at] : []
  })
}

function labelColumn(
  { columns }: LastResult,
  numbers: readonly number[],
  valueAt: number,
): number | undefined {
  const all = [...columns.keys()]
  return all.find(at => !numbers.includes(at)) ?? all.find(at => at !== valueAt)
}

function columnAt({ columns }: LastResult, name: string): number {
  const names = columns.map(column => column.name)
  const at = names.findIndex(each => each.toLowerCase() === name.toLowerCase())
  if (at >= 0) return at
  const near = nearest(name, names)
  throw new GmailSqlError('NO_COLUMN', `the last result has no column "${name}"`, {
    hint: near === undefined ? `It has ${names.join(', ')}.` : `Did you mean ${near}?`,
  })
}

function nothingToDraw(message: string): GmailSqlError {
  return new GmailSqlError('MISSING_INPUT', message, {
    hint: 'Run a statement first, for example SELECT FromDomain, COUNT(*) AS n FROM Inbox GROUP BY 1 ORDER BY 2 DESC LIMIT 10;',
  })
}

function tooMany(count: number): GmailSqlError {
  return new GmailSqlError('TOO_COMPLEX', `${count} bars are more than can be read`, {
    hint: `Use LIMIT ${MOST_BARS}, or .chart line.`,
  })
}
