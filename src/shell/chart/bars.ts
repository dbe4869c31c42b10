import { cutToWidth, displayWidth } from '../door.ts'

/** One value and what it belongs to; null is drawn as nothing. */
export interface Point {
  readonly label: string
  readonly value: number | null
}

export interface ChartSize {
  readonly width: number
  readonly ascii: boolean
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
const WIDEST_LABEL = 30
const NARROWEST_BAR = 10

/** A bar for each point, from 0; bars of negative values go to the left of it. */
export function barChart(points: readonly Point[], size: ChartSize): string {
  const labels = points.map(({ label }) => cutToWidth(label, WIDEST_LABEL, size.ascii ? '...' : '…'))
  const labelWidth = Math.max(...labels.map(displayWidth))
  const values = points.map(({ value }) => (value === null ? '' : numberText(value)))
  const valueWidth = Math.max(...values.map(({ length }) => length))
  const room = Math.max(NARROWEST_BAR, size.width - labelWidth - valueWidth - 3)
  const numbers = points.map(({ value }) => value ?? 0)
  const least = Math.min(0, ...numbers)
  const unit = room / (Math.max(0, ...numbers) - least || 1)
  const zero = Math.round(-least * unit)
  const lines = points.map(({ value }, i) => {
    const label = labels[i]! + ' '.repeat(labelWidth - displayWidth(labels[i]!))
    const bar = value === null ? '' : barText(value * unit, zero, size.ascii)
    return `${label} ${size.ascii ? '|' : '│'}${bar}${value === null ? '' : ` ${values[i]}`}`.trimEnd()
  })
  return `${lines.join('\n')}\n`
}

/** @param length in columns, of which the last may be filled in part */
function barText(length: number, zero: number, ascii: boolean): string {
  const full = ascii ? '#' : '█'
  if (length < 0) {
    const columns = Math.min(zero, Math.max(1, Math.round(-length)))
    return ' '.repeat(zero - columns) + full.repeat(columns)
  }
  const whole = ascii ? Math.round(length) : Math.floor(length)
  const part = ascii ? '' : EIGHTHS[Math.floor((length - whole) * 8)]!
  return ' '.repeat(zero) + full.repeat(whole) + part
}

export function numberText(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 1 })
}
