import type { EChartsCoreOption } from 'echarts/core'
import { numberText } from '../value-text.ts'
import type { PartsChart } from './chart.ts'
import { type ColourName, colour, partColour, TILE_COLOURS } from './colours.ts'
import { labelOf } from './size.ts'

/** A ring; the names stand in the legend beside it. */
export function pieOption({ names, series }: PartsChart): EChartsCoreOption {
  return {
    series: [
      {
        type: 'pie',
        silent: true,
        radius: ['58%', '98%'],
        data: series[0]!.values.map((value, index) => ({
          // By index, so that two parts may have one name.
          name: String(index),
          value: value ?? 0,
          itemStyle: { color: colour(partColour(names, index)) },
        })),
        itemStyle: { borderColor: colour('surface'), borderWidth: 2 },
        label: { show: false },
        labelLine: { show: false },
      },
    ],
  }
}

/** Areas as large as their numbers, the larger the darker. */
export function treemapOption(chart: PartsChart): EChartsCoreOption {
  const { values, format } = chart.series[0]!
  const greatest = Math.max(...values.map(value => value ?? 0))
  return {
    series: [
      {
        type: 'treemap',
        silent: true,
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        left: 0,
        right: 0,
        top: 0,
        bottom: 0,
        sort: false,
        data: values.map((value, index) => ({
          name: String(index),
          value: value ?? 0,
          itemStyle: { color: colour(tileColour((value ?? 0) / greatest)) },
        })),
        itemStyle: { borderColor: colour('surface'), borderWidth: 0, gapWidth: 2 },
        label: {
          position: [8, 8],
          color: colour('on-tile'),
          fontSize: 12,
          lineHeight: 16,
          overflow: 'truncate',
          formatter: ({ name }: { readonly name: string }) =>
            `${labelOf(chart.names[Number(name)] ?? '', 400)}\n${numberText(values[Number(name)] ?? 0, format)}`,
        },
      },
    ],
  }
}

function tileColour(share: number): ColourName {
  const step = Math.floor((1 - Math.sqrt(share)) * TILE_COLOURS.length)
  return TILE_COLOURS[Math.min(step, TILE_COLOURS.length - 1)]!
}
