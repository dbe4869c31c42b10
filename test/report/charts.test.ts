import { describe, expect, test } from 'vitest'
import type { SqlValue } from '../../src/index.ts'
import { axisChart } from '../../src/report/chart/axis-chart.ts'
import { filled, timesOf } from '../../src/report/chart/axis-names.ts'
import { safeDrawing } from '../../src/report/chart/drawing.ts'
import { heatmapChart } from '../../src/report/chart/heatmap-chart.ts'
import { heatStep } from '../../src/report/chart/heatmap-option.ts'
import { partsChart } from '../../src/report/chart/parts-chart.ts'
import { axisText, cellHtml, nameText, numberText, shortText } from '../../src/report/value-text.ts'

const data = (names: readonly string[], ...rows: SqlValue[][]) => ({
  columns: names.map(name => ({ name, type: null, table: null })),
  rows,
  total: rows.length,
})

describe('names on an axis', () => {
  test('get the months, days, years and whole numbers between that have no row', () => {
    expect(filled(['2026-11', '2027-02'])).toEqual(['2026-11', '2026-12', '2027-01', '2027-02'])
    expect(filled(['2024-02-28', '2024-03-01'])).toEqual(['2024-02-28', '2024-02-29', '2024-03-01'])
    expect(filled(['2026', '2024'])).toEqual(['2024', '2025', '2026'])
    expect(filled([7, 5])).toEqual([5, 6, 7])
  })

  test.each([
    [['b', 'a']],
    [['2026-02-30', '2026-03-01']],
    [['2026-11', '2026']],
    [[1, 2.5]],
    [[1, 100_000]],
    [['2026-11', null]],
    [[]],
  ])('stay as they are where that is not what they are: %j', values => {
    expect(filled(values)).toEqual(values)
  })

  test('are times, in UTC, where all of them are dates', () => {
    expect(timesOf(['1970-01', '1970-01-02', '1970-01-01 00:00:01'])).toEqual([0, 86_400_000, 1000])
    expect(timesOf(['1970-01', 'x'])).toBeUndefined()
    expect(timesOf([])).toBeUndefined()
  })
})

describe('a chart', () => {
  test('has a series for each column of numbers, and a gap where there is no row', () => {
    const { chart } = axisChart(
      'bar',
      data(['Month', 'A', 'Note', 'B'], ['2026-01', 1, 'x', 2n], ['2026-03', 3, 'y', null]),
      {},
    )
    expect(chart.names).toEqual(['2026-01', '2026-02', '2026-03'])
    expect(chart.series.map(({ name, values }) => [name, values])).toEqual([
      ['A', [1, null, 3]],
      ['B', [2, null, null]],
    ])
  })

  test('makes series of the values of a column, and adds up what is there twice', () => {
    const rows = data(
      ['Month', 'Label', 'n'],
      ['2026-01', 'a', 1],
      ['2026-01', 'b', 2],
      ['2026-02', 'a', 3],
      ['2026-02', 'a', 4],
    )
    const { chart } = axisChart('line', rows, { series: 'label' })
    expect(chart.series.map(({ name, values }) => [name, values])).toEqual([
      ['a', [1, 7]],
      ['b', [2, null]],
    ])
  })

  test('of parts is ordered, and the small ones are one part with the sum of them', () => {
    const { chart, notes } = partsChart('pie', data(['a', 'n'], ['x', 1], ['y', 5], ['z', 2], ['0', 0]), {
      limit: 1,
    })
    expect(chart.names).toEqual(['y', '2 others'])
    expect(chart.series[0]!.values).toEqual([5, 3])
    expect(notes).toEqual(['The 1 largest of 3 are drawn, the others as one part.'])
  })

  test('of two columns has a cell for each pair, in steps of colour', () => {
    const { chart } = heatmapChart(data(['Hour', 'Day', 'n'], [1, 'Mon', 4], [3, 'Tue', 9]), {})
    expect([chart.names, chart.rowNames]).toEqual([
      ['1', '2', '3'],
      ['Mon', 'Tue'],
    ])
    expect(chart.series[0]!.values).toEqual([4, null, null, null, null, 9])
    expect([null, 0, 1, 50, 100].map(value => heatStep(value, 100))).toEqual([0, 0, 1, 3, 5])
  })

  test.each([
    [
      'a column that is not there',
      () => axisChart('bar', data(['a', 'Size'], ['x', 1]), { y: ['Szie'] }),
      'NO_COLUMN',
      'Did you mean Size?',
    ],
    ['a text', () => axisChart('bar', data(['a', 'b'], ['x', 'y']), { y: ['b'] }), 'BAD_VALUE', 'CAST'],
    [
      'no numbers',
      () => axisChart('bar', data(['a', 'b'], ['x', 'y']), {}),
      'NO_COLUMN',
      'a name and a number',
    ],
    [
      'a negative part',
      () => partsChart('treemap', data(['a', 'n'], ['x', -1]), {}),
      'BAD_VALUE',
      'Draw a bar',
    ],
  ])('is not drawn of %s', (_, draw, code, hint) => {
    expect(draw).toThrow(expect.objectContaining({ code, hint: expect.stringContaining(hint) }))
  })
})

describe('a drawing', () => {
  const options = {
    label: 'a "b"',
    name: 'wide',
    titleOf: (series: number, index: number) => `<${series}.${index}>`,
  }

  test('keeps shapes and texts, and has titles, variables and no style', () => {
    const svg =
      '<svg width="9" xmlns="x" viewBox="0 0 9 9">\n<style ><![CDATA[ a:hover{} ]]></style>\n' +
      '<path d="M0 0" fill="#a1b215" class="z" ecmeta_series_index="0" ecmeta_data_index="4" ecmeta_ssr_type="chart"></path>' +
      '<text style="font-size:12px;font-family:x;" onclick="y">\u2060a&lt;b</text><g fill="url(http://e)"></g></svg>'
    expect(safeDrawing(svg, options)).toBe(
      '<svg class="wide" role="img" aria-label="a &quot;b&quot;" viewBox="0 0 9 9">\n' +
        '<path d="M0 0" fill="var(--c0)"><title>&lt;0.4&gt;</title></path>' +
        '<text font-size="12px">a&lt;b</text><g></g></svg>',
    )
  })

  test.each([
    '<svg><script>x</script></svg>',
    '<svg><image href="x"/></svg>',
    '<svg a="<b>"></svg>',
    '<svg a=b></svg>',
    '<svg><![CDATA[x]]></svg>',
  ])('is refused with what is none: %s', svg => {
    expect(() => safeDrawing(svg, options)).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }))
  })
})

describe('values', () => {
  test('are numbers with separators, units or shares', () => {
    expect([0, 1234, -1234.567, 0.012345, 2n ** 60n].map(value => numberText(value))).toEqual([
      ...['0', '1,234', '-1,234.57', '0.0123', '1,152,921,504,606,846,976'],
    ])
    expect([0, 999, 1000, 12_345, 999_999, 1.5e9].map(value => numberText(value, 'bytes'))).toEqual([
      ...['0 B', '999 B', '1.0 kB', '12.3 kB', '1.0 MB', '1.5 GB'],
    ])
    expect([numberText(0.5, 'percent'), shortText(0.5, 'percent'), numberText(2026, 'plain')]).toEqual([
      '50.0%',
      '50%',
      '2026',
    ])
    expect([axisText(12_000), axisText(2_000_000, 'bytes')]).toEqual(['12K', '2 MB'])
  })

  test('are texts of one line; what is long is cut where it can be seen, and a title has more', () => {
    expect([null, '', 'a\r\n b\u202e', new Uint8Array(1200)].map(nameText)).toEqual([
      ...['(none)', '(empty)', 'a b\\u202e', '(binary, 1.2 kB)'],
    ])
    expect(cellHtml('<b>')).toBe('<td dir="auto">&lt;b&gt;</td>')
    expect(cellHtml(null)).toContain('title="NULL"')
    const cell = cellHtml('😀'.repeat(3000))
    expect(cell).toMatch(/^<td dir="auto" title="(?:😀)+… \(6,000 characters\)">(?:😀)+…<\/td>$/u)
  })
})
