import { describe, expect, test } from 'vitest'
import type { ArrayRow } from '../../src/driver/types.ts'
import { barChart } from '../../src/shell/chart/bars.ts'
import { type ChartTask, chartOfResult } from '../../src/shell/chart/chart-of-result.ts'
import { lineChart, sparkline } from '../../src/shell/chart/lines.ts'
import { LastResult } from '../../src/shell/result/last-result.ts'

const SIZE = { width: 40, ascii: false }
const points = (...values: (number | null)[]) => values.map((value, i) => ({ label: `n${i}`, value }))

function resultOf(names: string, ...rows: ArrayRow[]): LastResult {
  const result = new LastResult(names.split(' ').map(name => ({ name, type: null, table: null })))
  for (const row of rows) result.add(row)
  return result
}

const draw = (result: LastResult, task: Partial<ChartTask> = {}) =>
  chartOfResult(result, { kind: 'bar', label: undefined, value: undefined, size: SIZE, ...task })

describe('bars', () => {
  test('are as long as their values, in eighths of a column', () => {
    expect(barChart(points(100, 50, 1, 0, null), { width: 20, ascii: false })).toBe(
      ['n0 │████████████ 100', 'n1 │██████ 50', 'n2 │ 1', 'n3 │ 0', 'n4 │', ''].join('\n'),
    )
    expect(barChart(points(16, 1), { width: 15, ascii: false })).toContain('n1 │▋ 1')
  })

  test('go to the left of zero for negative values', () => {
    expect(barChart(points(-5, 5), { width: 20, ascii: true })).toBe('n0 |####### -5\nn1 |       ####### 5\n')
  })

  test('stand in a row whatever the width of their labels', () => {
    const chart = barChart(
      [
        { label: '仕事', value: 1 },
        { label: 'abc', value: 2 },
        { label: 'x'.repeat(60), value: 3 },
      ],
      { width: 60, ascii: false },
    )
    expect(chart.split('\n').map(line => line.indexOf('│'))).toEqual([29, 31, 31, -1])
  })
})

test('a sparkline has a block for each value, and means where there is no room', () => {
  expect(sparkline([1, 2, 3, null, 8], SIZE)).toBe('▁▂▃ █')
  expect(sparkline([1, 9], { width: 40, ascii: true })).toBe('_#')
  expect(sparkline([5, 5], SIZE)).toBe('▁▁')
  expect(sparkline([1, 3, 8, 8], { width: 2, ascii: false })).toBe('▁█')
})

test('a line has its values at the side and joins its points', () => {
  const lines = lineChart(points(0, 9, null, 3), { width: 40, ascii: true }).split('\n')
  expect(lines).toHaveLength(12)
  expect(lines[0]).toBe('9 | *')
  expect(lines[4]).toBe('  | |')
  expect(lines[6]).toBe('  | | *')
  expect(lines[9]).toBe('0 |*')
  expect(lines[10]).toBe('   n0 n3')
})

describe('the chart of a result', () => {
  test('takes the first column of text and the first of numbers', () => {
    expect(draw(resultOf('id name n', [7, 'a', 2], [8, 'b', 4]))).toMatch(/^n\na │█+▌? 2\nb │█+ 4\n$/)
    expect(draw(resultOf('year n', [2025, 2], [2026, 4]))).toMatch(/^n\n2025 │█+▌? 2\n2026 │█+ 4\n$/)
    expect(draw(resultOf('n', [2n], [4n]))).toMatch(/^n\n │█+▌? 2\n │█+ 4\n$/)
  })

  test('takes columns by name', () => {
    const result = resultOf('a b c', ['x', 1, 2])
    expect(draw(result, { value: 'B', kind: 'spark' })).toBe('b\n▁\n')
    expect(() => draw(result, { value: 'bb' })).toThrow(/no column "bb"/)
  })

  test('lets nothing of mail move the cursor', () => {
    expect(draw(resultOf('a\x1b[2J n', ['\x1b[31m', 1]))).not.toContain('\x1b')
  })

  test.each([
    [resultOf('a n'), 'no rows'],
    [resultOf('a n', ['x', 'y']), 'no column of numbers'],
    [resultOf('n', ...Array.from({ length: 101 }, () => [1])), '101 bars'],
  ])('refuses what cannot be drawn', (result, message) => {
    expect(() => draw(result)).toThrow(message)
  })
})

test('10,000 rows of a result are kept, and all are counted', () => {
  const result = resultOf('n', ...Array.from({ length: 10_001 }, (_, i) => [i]))
  expect([result.rows.length, result.total, result.isWhole]).toEqual([10_000, 10_001, false])
  const wide = resultOf('text', ['x'.repeat(16_000_000)], ['y'])
  expect([wide.rows.length, wide.total]).toEqual([1, 2])
})
