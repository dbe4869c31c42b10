import type { EChartsCoreOption } from 'echarts/core'
import { axisText } from '../value-text.ts'
import type { AxisChart, Series } from './chart.ts'
import { colour, SERIES_COLOURS } from './colours.ts'
import { type DrawingSize, labelOf } from './size.ts'

/** The library's own are bold where a year begins. */
const TIME_TEXTS = {
  year: '{yyyy}',
  month: '{MMM}',
  day: '{MMM} {d}',
  hour: '{HH}:{mm}',
  minute: '{HH}:{mm}',
}

/** An axis of values and one of names or of time. */
export function axisOption(chart: AxisChart, size: DrawingSize): EChartsCoreOption {
  const names = nameAxis(chart, size)
  const values = valueAxis(chart)
  return {
    grid: {
      left: 4,
      right: 16,
      top: 14,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: chart.isHorizontal ? values : names,
    yAxis: chart.isHorizontal ? names : values,
    series: chart.series.map((series, index) => seriesOption(chart, series, index)),
  }
}

function nameAxis(chart: AxisChart, { width }: DrawingSize): object {
  const labels = { color: colour('muted'), fontSize: 12 }
  const line = { axisLine: { lineStyle: { color: colour('grid') } }, axisTick: { show: false } }
  if (chart.times) {
    return {
      type: 'time',
      axisLabel: { ...labels, hideOverlap: true, formatter: TIME_TEXTS },
      ...line,
      splitLine: { show: false },
    }
  }
  const room = chart.isHorizontal ? width * 0.32 : Math.max(70, width / Math.max(1, chart.names.length))
  return {
    type: 'category',
    // By index: a name may come twice, and may be any word.
    data: chart.names.map((_, index) => String(index)),
    inverse: chart.isHorizontal,
    axisLabel: {
      ...labels,
      hideOverlap: true,
      formatter: (index: string) => labelOf(chart.names[Number(index)] ?? '', room),
      ...(chart.isHorizontal ? { interval: 0, color: colour('ink') } : {}),
    },
    ...line,
  }
}

function valueAxis(chart: AxisChart): object {
  const format = chart.series[0]?.format
  const isWhole = chart.series.every(({ values }) =>
    values.every(value => value === null || Number.isInteger(value)),
  )
  return {
    type: 'value',
    ...(isWhole ? { minInterval: 1 } : {}),
    splitNumber: 4,
    axisLabel: {
      color: colour('muted'),
      fontSize: 12,
      hideOverlap: true,
      formatter: (value: number) => axisText(value, format),
    },
    splitLine: { lineStyle: { color: colour('grid') } },
  }
}

/** Without the name of the series, which the library would write into its SVG unescaped. */
function seriesOption(chart: AxisChart, { values }: Series, index: number): object {
  const own = colour(SERIES_COLOURS[index % SERIES_COLOURS.length]!)
  // A part that is missing from a stack is nothing, and not the end of what lies on it.
  const value = (number: number | null) => number ?? (chart.isStacked ? 0 : '-')
  const points = values.map((number, at) => (chart.times ? [chart.times[at], value(number)] : value(number)))
  const common = {
    data: points,
    silent: true,
    itemStyle: { color: own, ...corners(chart) },
    ...(chart.isStacked ? { stack: 'all' } : {}),
  }
  if (chart.kind === 'bar') return { ...common, type: 'bar', barMaxWidth: 48, barCategoryGap: '30%' }
  return {
    ...common,
    type: 'line',
    showSymbol: values.length <= 60,
    symbol: 'circle',
    symbolSize: values.length <= 31 ? 6 : 4,
    lineStyle: { color: own, width: 2 },
    ...(chart.kind === 'area' ? { areaStyle: { color: own, opacity: chart.isStacked ? 0.55 : 0.18 } } : {}),
  }
}

function corners(chart: AxisChart): object {
  if (chart.kind !== 'bar' || chart.isStacked) return {}
  return { borderRadius: chart.isHorizontal ? [0, 3, 3, 0] : [3, 3, 0, 0] }
}
