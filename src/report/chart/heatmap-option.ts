import type { EChartsCoreOption } from 'echarts/core'
import type { HeatmapChart } from './chart.ts'
import { colour, HEAT_COLOURS } from './colours.ts'
import { type DrawingSize, labelOf } from './size.ts'

/** Cells in steps of colour; what has no row, and nothing, is the first step. */
export function heatmapOption(chart: HeatmapChart, { width }: DrawingSize): EChartsCoreOption {
  const { values } = chart.series[0]!
  const greatest = Math.max(0, ...values.map(value => value ?? 0))
  const across = chart.names.length
  const axis = (names: readonly string[], room: number) => ({
    type: 'category',
    data: names.map((_, index) => String(index)),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      color: colour('muted'),
      fontSize: 12,
      hideOverlap: true,
      formatter: (index: string) => labelOf(names[Number(index)] ?? '', room),
    },
  })
  return {
    grid: { left: 4, right: 4, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: axis(chart.names, Math.max(40, width / across)),
    yAxis: { ...axis(chart.rowNames, width * 0.3), inverse: true },
    visualMap: {
      type: 'piecewise',
      show: false,
      dimension: 2,
      pieces: HEAT_COLOURS.map((name, step) => ({ value: step, color: colour(name) })),
    },
    series: [
      {
        type: 'heatmap',
        silent: true,
        data: values.map((value, at) => [at % across, Math.floor(at / across), heatStep(value, greatest)]),
        itemStyle: { borderColor: colour('surface'), borderWidth: 2, borderRadius: 3 },
      },
    ],
  }
}

/** The step of a value: 0 for none and for nothing, else 1 to 5. */
export function heatStep(value: number | null, greatest: number): number {
  if (value === null || value <= 0 || greatest <= 0) return 0
  return Math.max(1, Math.ceil((value / greatest) * (HEAT_COLOURS.length - 1)))
}
