import type { EChartsCoreOption } from 'echarts/core'
import { axisOption } from './axis-option.ts'
import type { Chart } from './chart.ts'
import { heatmapOption } from './heatmap-option.ts'
import { pieOption, treemapOption } from './parts-option.ts'
import { type DrawingSize, isNarrow } from './size.ts'

/** How high a chart is at a width. */
export function sizeOf(chart: Chart, width: number): DrawingSize {
  const narrow = isNarrow({ width, height: 0 })
  if (chart.kind === 'heatmap') {
    return { width, height: Math.min(900, chart.rowNames.length * (narrow ? 24 : 30) + 46) }
  }
  if (chart.kind === 'bar' && chart.isHorizontal) {
    const bars = chart.isStacked ? 1 : Math.max(1, chart.series.length)
    return { width, height: chart.names.length * (14 + 12 * bars) + 46 }
  }
  if (chart.kind === 'pie') return { width: 240, height: 240 }
  if (chart.kind === 'treemap') return { width, height: narrow ? 320 : 380 }
  return { width, height: narrow ? 260 : 300 }
}

/** The chart as the library's option. */
export function optionOf(chart: Chart, size: DrawingSize): EChartsCoreOption {
  const option = kindOption(chart, size)
  return { animation: false, useUTC: true, textStyle: { fontFamily: 'sans-serif' }, ...option }
}

function kindOption(chart: Chart, size: DrawingSize): EChartsCoreOption {
  switch (chart.kind) {
    case 'heatmap':
      return heatmapOption(chart, size)
    case 'pie':
      return pieOption(chart)
    case 'treemap':
      return treemapOption(chart)
    default:
      return axisOption(chart, size)
  }
}
