import { expect, test } from 'vitest'
import { columns, written } from './format-support.ts'

test('a table with numbers to the right, markup escaped and NULL marked', async () => {
  const rows = [
    ['a|b\r\n<b>c</b>', 5],
    [null, -1],
  ]
  expect(
    await written({ format: 'markdown', columns: columns(['A_B', 'TEXT'], ['N', 'INTEGER']), rows }),
  ).toBe(
    ['| A\\_B | N |', '| --- | ---: |', '| a\\|b<br>&lt;b&gt;c&lt;/b&gt; | 5 |', '| *NULL* | -1 |', ''].join(
      '\n',
    ),
  )
})

test('a result that failed is marked below the table', async () => {
  const text = await written({ format: 'markdown', columns: columns('A'), rows: [[1]], ends: 'abort' })
  expect(text).toMatch(/\| 1 \|\n-- incomplete: error\n$/)
})
