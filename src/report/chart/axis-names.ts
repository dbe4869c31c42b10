import type { SqlValue } from '../../util/value.ts'

const STEPS = [
  { pattern: /^\d{4}$/, slice: 4 },
  { pattern: /^\d{4}-(?:0[1-9]|1[0-2])$/, slice: 7 },
  { pattern: /^\d{4}-\d\d-\d\d$/, slice: 10 },
] as const
const MOMENT = /^\d{4}(?:-\d\d(?:-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?)?)?$/

/** More names than this are not made up to fill gaps. */
const MAX_FILLED = 1_000

/** Milliseconds of texts that are all dates, months, years or moments in UTC; undefined when one is not. */
export function timesOf(values: readonly SqlValue[]): number[] | undefined {
  const times = values.map(value =>
    typeof value === 'string' && MOMENT.test(value) ? momentOf(value) : Number.NaN,
  )
  return times.length > 0 && times.every(Number.isFinite) ? times : undefined
}

function momentOf(text: string): number {
  return Date.parse(text.length > 10 ? `${text.replace(' ', 'T')}Z` : text)
}

/**
 * The values with those between the least and the greatest that are missing, where all are years, months, days, or small
 * whole numbers: a gap on an axis must be seen. Others stay as they are, in their order.
 */
export function filled(values: readonly SqlValue[]): readonly SqlValue[] {
  if (values.length === 0) return values
  const numbers = values.filter(value => typeof value === 'number' && Number.isInteger(value))
  if (numbers.length === values.length) return filledNumbers(numbers as number[]) ?? values
  const step = STEPS.find(({ pattern }) =>
    values.every(value => typeof value === 'string' && pattern.test(value)),
  )
  return (step && filledDates(values as readonly string[], step.slice)) ?? values
}

function filledNumbers(values: readonly number[]): number[] | undefined {
  const [least, greatest] = [Math.min(...values), Math.max(...values)]
  if (greatest - least >= MAX_FILLED) return undefined
  return Array.from({ length: greatest - least + 1 }, (_, index) => least + index)
}

function filledDates(values: readonly string[], slice: number): string[] | undefined {
  const sorted = values.toSorted()
  const last = sorted.at(-1)!
  const found: string[] = []
  const at = new Date(sorted[0]!)
  if (Number.isNaN(at.getTime())) return undefined
  for (let text = textOf(at, slice); text <= last; text = textOf(at, slice)) {
    if (found.push(text) > MAX_FILLED) return undefined
    if (slice === 10) at.setUTCDate(at.getUTCDate() + 1)
    else if (slice === 7) at.setUTCMonth(at.getUTCMonth() + 1)
    else at.setUTCFullYear(at.getUTCFullYear() + 1)
  }
  return sorted.every(text => found.includes(text)) ? found : undefined
}

function textOf(date: Date, slice: number): string {
  return date.toISOString().slice(0, slice)
}
