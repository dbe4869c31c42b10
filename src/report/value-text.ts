import { escapeForTerminal, htmlText } from '../util/text.ts'
import type { SqlValue } from '../util/value.ts'
import type { BlockOptions, NumberFormat } from './block-options.ts'

const MAX_CELL = 240
const MAX_TITLE = 2_000
const MOMENT = /^\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?$/

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const fraction = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })
const small = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })
const percent = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})

const BYTE_UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'] as const

/** How the numbers of a column are written. */
export function formatOf(column: string, options: BlockOptions): NumberFormat | undefined {
  const has = (names: readonly string[] | undefined) =>
    names?.some(name => name.toLowerCase() === column.toLowerCase()) ?? false
  if (has(options.bytes)) return 'bytes'
  if (has(options.percent)) return 'percent'
  return has(options.plain) ? 'plain' : undefined
}

/** `12,345`, `3.14`, `12.3 MB`, `45.6%`. */
export function numberText(value: number | bigint, format?: NumberFormat): string {
  if (format === 'plain') return String(value)
  if (format === 'percent') return percent.format(Number(value))
  if (format === 'bytes') return bytesText(Number(value))
  if (typeof value === 'bigint' || Number.isInteger(value)) return whole.format(value)
  return Math.abs(value) < 1 ? small.format(value) : fraction.format(value)
}

/** As `numberText`, for a number that stands alone: `12 MB` and not `12.0 MB`. */
export function shortText(value: number | bigint, format?: NumberFormat): string {
  return numberText(value, format).replace(/\.0(?=[% ])/, '')
}

/** As `shortText`, short enough for an axis: `12K`. */
export function axisText(value: number, format?: NumberFormat): string {
  return format === undefined && Math.abs(value) >= 10_000 ? compact.format(value) : shortText(value, format)
}

function bytesText(bytes: number): string {
  let [size, unit] = [bytes, 'B']
  for (const larger of BYTE_UNITS) {
    if (Math.abs(size) < 999.5) break
    ;[size, unit] = [size / 1000, larger]
  }
  const digits = unit === 'B' || Math.abs(size) >= 99.95 ? 0 : 1
  return `${size.toFixed(digits)} ${unit}`
}

/** A value as a name on an axis or in a legend: one line, nothing that moves what stands beside it. */
export function nameText(value: SqlValue): string {
  if (value === null) return '(none)'
  if (value instanceof Uint8Array) return blobText(value)
  return plainLine(String(value)) || '(empty)'
}

/** White space folded to blanks; control characters and the marks of text direction as visible escapes. */
export function plainLine(text: string): string {
  return escapeForTerminal(text.replace(/\s+/g, ' ').trim())
}

/** A cell of a table, as HTML; what is too long is cut visibly, and its title has more of it. */
export function cellHtml(value: SqlValue, format?: NumberFormat): string {
  if (value === null) return '<td class="null"><span title="NULL">–</span></td>'
  if (typeof value === 'number' || typeof value === 'bigint') {
    return `<td class="number" data-sort="${value}">${htmlText(numberText(value, format))}</td>`
  }
  if (value instanceof Uint8Array) return `<td class="null">${blobText(value)}</td>`
  if (MOMENT.test(value)) return `<td class="moment">${value}</td>`
  const text = plainLine(value)
  if (text.length <= MAX_CELL) return `<td dir="auto">${htmlText(text)}</td>`
  const start = `${[...text.slice(0, MAX_CELL)].slice(0, -1).join('')}…`
  const more =
    text.length > MAX_TITLE ? `${text.slice(0, MAX_TITLE)}… (${whole.format(text.length)} characters)` : text
  return `<td dir="auto" title="${htmlText(more.toWellFormed())}">${htmlText(start)}</td>`
}

function blobText(value: Uint8Array): string {
  return `(binary, ${bytesText(value.byteLength)})`
}
