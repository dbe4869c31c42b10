import { type ChartSize, numberText, type Point } from './bars.ts'

const STEPS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const ASCII_STEPS = ['_', '.', '-', '=', '*', '#']
const HEIGHT = 10

/** One line: each value is a block of its height. */
export function sparkline(values: readonly (number | null)[], { width, ascii }: ChartSize): string {
  const steps = ascii ? ASCII_STEPS : STEPS
  const drawn = squeezed(values, width)
  const [least, most] = bounds(drawn)
  const step = (value: number) => Math.round(((value - least) / (most - least || 1)) * (steps.length - 1))
  return drawn.map(value => (value === null ? ' ' : steps[step(value)]!)).join('')
}

/** Ten rows, with the least and the greatest value at their side and the first and last label below. */
export function lineChart(points: readonly Point[], size: ChartSize): string {
  const values = points.map(({ value }) => value)
  const [least, most] = bounds(values)
  const [top, bottom] = [numberText(most), numberText(least)]
  const side = Math.max(top.length, bottom.length)
  const drawn = squeezed(values, Math.max(10, size.width - side - 2))
  const row = (value: number) => Math.round(((value - least) / (most - least || 1)) * (HEIGHT - 1))
  const lines = Array.from({ length: HEIGHT }, (_, i) => {
    const height = HEIGHT - 1 - i
    const name = height === HEIGHT - 1 ? top : height === 0 ? bottom : ''
    const dots = drawn.map((value, at) =>
      dotText(value, drawn[at - 1] ?? null, { row, height, ascii: size.ascii }),
    )
    return `${name.padStart(side)} ${size.ascii ? '|' : '│'}${dots.join('')}`.trimEnd()
  })
  const [first, last] = [points[0]!.label, points.at(-1)!.label]
  const gap = Math.max(1, drawn.length - first.length - last.length)
  const below = `${' '.repeat(side + 2)}${first}${points.length > 1 ? ' '.repeat(gap) + last : ''}`
  return `${lines.join('\n')}\n${below}\n`
}

interface Dot {
  readonly row: (value: number) => number
  readonly height: number
  readonly ascii: boolean
}

/** A point, or the line from the one before where it passes this row. */
function dotText(value: number | null, before: number | null, { row, height, ascii }: Dot): string {
  if (value === null) return ' '
  const at = row(value)
  if (at === height) return ascii ? '*' : '•'
  const from = before === null ? at : row(before)
  const isBetween = height > Math.min(at, from) && height < Math.max(at, from)
  return isBetween ? (ascii ? '|' : '│') : ' '
}

function bounds(values: readonly (number | null)[]): [least: number, most: number] {
  const numbers = values.filter(value => value !== null)
  return numbers.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
}

/** As many columns as there is room for: each is the mean of its values. */
function squeezed(values: readonly (number | null)[], width: number): (number | null)[] {
  if (values.length <= width) return [...values]
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width)
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / width))
    const part = values.slice(from, to).filter(value => value !== null)
    return part.length === 0 ? null : part.reduce((sum, value) => sum + value, 0) / part.length
  })
}
