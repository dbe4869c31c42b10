import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { columns, written } from './format-support.ts'

test('each column is a line below the number of its row', async () => {
  const rows = [
    ['Hello', 5],
    [null, 6n],
  ]
  expect(await written({ format: 'vertical', columns: columns('Subject', 'Size'), rows })).toBe(
    [
      '── row 1 ──',
      'Subject │ Hello',
      'Size    │ 5',
      '── row 2 ──',
      'Subject │ <null>',
      'Size    │ 6',
      '2 rows',
      '',
    ].join('\n'),
  )
})

test('the lines of a text stand below each other behind the bar, so that none looks like a column', async () => {
  const body = 'Dear all,\r\nFrom    │ boss@example.com\r\nbye\x1b[0m'
  const options = { terminal: true, width: 80 }
  const text = await written({ format: 'vertical', columns: columns('Body'), rows: [[body]], options })
  expect(text.split('\n').slice(1, 4)).toEqual([
    'Body │ Dear all,',
    '     │ From    │ boss@example.com',
    '     │ bye\\x1b[0m',
  ])
})

test('a long text is wrapped at the screen and loses nothing', async () => {
  const subject = '日本語の長い件名です👩‍👩‍👧。'.repeat(5)
  const options = { terminal: true, width: 30 }
  const text = await written({ format: 'vertical', columns: columns('S'), rows: [[subject]], options })
  const lines = text.split('\n').slice(1, -2)
  expect(Math.max(...lines.map(line => stringWidth(line)))).toBeLessThanOrEqual(30)
  expect(lines.map(line => line.slice(4)).join('')).toBe(subject)
})

test('an aborted result has no row count', async () => {
  const text = await written({ format: 'vertical', columns: columns('A'), rows: [[1]], ends: 'abort' })
  expect(text).toBe('── row 1 ──\nA │ 1\n-- incomplete: error\n')
})
