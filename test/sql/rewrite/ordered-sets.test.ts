import { expect, test } from 'vitest'
import { expectRewritten, expectUntouched, rewritten } from './support.ts'

test.each([
  ['SELECT MODE() WITHIN GROUP (ORDER BY a)', 'SELECT MODE(a)'],
  ['SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a * 2 ASC)', 'SELECT percentile_cont(a * 2, 0.5)'],
  [
    'SELECT PERCENTILE_DISC(?) WITHIN GROUP (ORDER BY f(a, b)) FROM t',
    'SELECT PERCENTILE_DISC(f(a, b), ?1) FROM t',
  ],
])('%s', (sql, expected) => {
  expectRewritten(sql, expected)
})

test.each([
  'SELECT PERCENTILE_CONT(a, 0.5)',
  "SELECT 'MODE() WITHIN GROUP (ORDER BY a)'",
  'SELECT "MODE" /* WITHIN GROUP (ORDER BY a) */ FROM t',
])('%s stays as it is', sql => {
  expectUntouched(sql)
})

test.each(['ORDER BY a DESC', 'ORDER BY a, b', 'ORDER BY a NULLS FIRST'])('%s is refused', order => {
  expect(() => rewritten(`SELECT PERCENTILE_CONT(0.9) WITHIN GROUP (${order})`)).toThrow(
    expect.objectContaining({ code: 'NOT_SUPPORTED', hint: expect.stringContaining('ascending') }),
  )
})
