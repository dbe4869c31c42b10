import type { NumberFormat } from '../block-options.ts'

/** One set of numbers that belong together: a colour of the chart. */
export interface Series {
  readonly name: string
  /** One for each name of the axis; null is no value. */
  readonly values: readonly (number | null)[]
  readonly format: NumberFormat | undefined
}

interface Named {
  readonly names: readonly string[]
  readonly series: readonly Series[]
}

export interface AxisChart extends Named {
  readonly kind: 'bar' | 'line' | 'area'
  /** Milliseconds of each name where all of them are dates, for an axis of time. */
  readonly times: readonly number[] | undefined
  readonly isHorizontal: boolean
  readonly isStacked: boolean
}

/** One series, a part for each name. */
export interface PartsChart extends Named {
  readonly kind: 'pie' | 'treemap'
}

/** One series, a row of it after the other. */
export interface HeatmapChart extends Named {
  readonly kind: 'heatmap'
  /** From the top. */
  readonly rowNames: readonly string[]
}

export type Chart = AxisChart | PartsChart | HeatmapChart

/** What a chart shows, and what of the rows it does not, as sentences. */
export interface Drawn<C extends Chart = Chart> {
  readonly chart: C
  readonly notes: readonly string[]
}
