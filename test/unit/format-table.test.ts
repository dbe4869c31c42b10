import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { cpuTime } from '../support/cpu-time.ts'
import { columns, written } from './format-support.ts'

const SUBJECTS = [
  '日本語の件名',
  'Grüße',
  '👩‍👩‍👧 family',
  '🇯🇵 flag',
  'e\u0301 combining',
  '한국어',
  '1️⃣ ☺️',
  'plain',
]
const TWO = columns(['Subject', 'TEXT'], ['Size', 'INTEGER'])

function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -2)
}

test('a table is head, rule, rows with numbers to the right, and the row count', async () => {
  const rows = [
    ['Hello', 5],
    [null, 12_345],
    ['NULL', null],
  ]
  expect(await written({ format: 'table', columns: TWO, rows })).toBe(
    [
      'Subject │   Size',
      '────────┼───────',
      'Hello   │      5',
      '<null>  │  12345',
      'NULL    │ <null>',
      '3 rows',
      '',
    ].join('\n'),
  )
})

test('an empty result still shows its columns', async () => {
  expect(await written({ format: 'table', columns: TWO, rows: [] })).toBe(
    'Subject │ Size\n────────┼─────\n0 rows\n',
  )
})

test('columns of an expression are aligned right only when every value is a number', async () => {
  const rows = [
    [1n, 'x'],
    [22, 3],
  ]
  const lines = linesOf(await written({ format: 'table', columns: columns('Number', 'Mixed'), rows }))
  expect(lines[2]).toBe('     1 │ x    ')
  expect(lines[3]).toBe('    22 │ 3    ')
})

test.each([undefined, 120, 40, 24])(
  'every line of wide text is equally wide on a screen of %s',
  async width => {
    const rows = SUBJECTS.map((subject, i) => [subject, 10 ** i])
    const text = await written({ format: 'table', columns: TWO, rows, options: { terminal: true, width } })
    const widths = new Set(linesOf(text).map(line => stringWidth(line)))
    expect(widths.size).toBe(1)
    expect([...widths][0]).toBeLessThanOrEqual(width ?? Number.POSITIVE_INFINITY)
  },
)

test('cells are cut at a mark that the footer counts', async () => {
  const rows = [
    ['a very long subject that goes on', 1],
    ['short', 2],
  ]
  const text = await written({ format: 'table', columns: TWO, rows, options: { terminal: true, width: 24 } })
  expect(text.split('\n').slice(2)).toEqual([
    'a very long subj… │    1',
    'short             │    2',
    '2 rows (1 value cut at … to fit 24 columns)',
    '',
  ])
})

test('a cut mark counts a value of megabytes once and shows no more than the screen', async () => {
  const body = '\x1b\u202e日'.repeat(1_000_000)
  const options = { terminal: true, width: 80 }
  let text = ''
  const time = await cpuTime(async () => {
    text = await written({ format: 'table', columns: columns('Body'), rows: [[body]], options })
  })
  expect(time).toBeLessThan(1000)
  expect(stringWidth(text.split('\n')[2]!)).toBeLessThanOrEqual(80)
  expect(text).toContain('1 value cut')
})

test('a later row that is wider is cut to the screen, and shown whole where there is none', async () => {
  const rows = [...Array.from({ length: 150 }, () => ['x', 1]), ['y'.repeat(100), 2]]
  const options = { terminal: true, width: 60 }
  const cut = await written({ format: 'table', columns: TWO, rows, options })
  expect(Math.max(...linesOf(cut).map(line => stringWidth(line)))).toBe(60)
  expect(cut).toContain('151 rows (1 value cut')
  expect(await written({ format: 'table', columns: TWO, rows })).toContain(`${'y'.repeat(100)} │`)
})

test('more columns than the screen can hold are shown vertically, and the footer says so', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `Column${i}`)
  const options = { terminal: true, width: 40 }
  const text = await written({ format: 'table', columns: columns(...names), rows: [names], options })
  expect(text).toContain('── row 1 ──\nColumn0  │ Column0\n')
  expect(text).toMatch(/1 row \(12 table columns do not fit 40 columns: shown vertically\)\n$/)
})

test('line ends and tabs show as escapes even where nothing else is escaped', async () => {
  const text = await written({ format: 'table', columns: columns('A\nB'), rows: [['1\r\n2\t3']] })
  expect(text.split('\n')[0]).toBe('A\\nB     ')
  expect(text.split('\n')[2]).toBe('1\\r\\n2\\t3')
})

test('a locale without UTF-8 gets lines and marks in ASCII', async () => {
  const options = { terminal: true, width: 20, ascii: true }
  const rows = [['x'.repeat(50), 1]]
  const text = await written({ format: 'table', columns: TWO, rows, options })
  expect(text).toMatch(/^[\n -~]*$/)
  expect(text).toContain('xxx... |')
})

test('an aborted table shows the rows that came and says that it is not whole', async () => {
  const text = await written({ format: 'table', columns: TWO, rows: [['a', 1]], ends: 'abort' })
  expect(text).toMatch(/a {7}│ {4}1\n-- incomplete: error\n$/)
  expect(text).not.toContain('row')
})

test('colour is on for head and NULL only when asked for', async () => {
  const options = { terminal: true, color: true }
  const text = await written({ format: 'table', columns: columns('A'), rows: [[null], ['<null>']], options })
  expect(text).toContain('\x1b[1mA     \x1b[0m')
  expect(text).toContain('\x1b[2m<null>\x1b[0m\n<null>\n')
})

test('a BLOB shows as an SQL literal', async () => {
  const text = await written({ format: 'table', columns: columns('B'), rows: [[new Uint8Array([0, 255])]] })
  expect(text).toContain("x'00ff'")
})
