import { expect, test } from 'vitest'
import { connected, expectRefused } from '../support.ts'

const ACCOUNT = 'User=me@gmail.com;Password=secret'

test.each([
  ['a byte order mark', '\ufeffSELECT 1', 1],
  ['a line separator', 'SELECT\u20281', 1],
  ['a no-break space', 'SELECT\u00a01 +\u00a01', 2],
  ['a form feed', 'SELECT\f1', 1],
  ['odd blanks beside a comment', 'SELECT 1 -- \u00a0 x\u2028\n + /* \u00a0 */ 2', 3],
  ['a line separator in a text', "SELECT 'a\u2028b'", 'a\u2028b'],
  ['a comment at the end that nothing ends', 'SELECT 1 --', 1],
])('%s is taken', async (_, sql, expected) => {
  const { rows } = await connected(ACCOUNT, db => db.queryArrays(sql))
  expect(rows).toEqual([[expected]])
})

test.each([
  ['NUL', 'SELECT 1\0', 'NUL', { line: 1, column: 9 }],
  ['NUL in a text', "SELECT\n'\0'", 'NUL', { line: 2, column: 2 }],
  ['half a character', "SELECT '\ud800'", 'surrogate', { line: 1, column: 9 }],
  [
    'bytes that are no UTF-8',
    `SELECT ${Buffer.from([0xff, 0xfe])}`,
    'unexpected character',
    { line: 1, column: 8 },
  ],
  ['a control character', 'SELECT \u0001', 'unexpected character', { line: 1, column: 8 }],
])('%s is a syntax error with its place', async (_, sql, named, position) => {
  const error = await connected(ACCOUNT, db =>
    expectRefused(db.query(sql), { code: 'SYNTAX', names: [named], hint: /\w/ }),
  )
  expect(error.position).toEqual(position)
})

test('a statement of 50 MB is refused at once, one of 9 MB is run', async () => {
  await connected(ACCOUNT, async db => {
    const start = process.cpuUsage()
    await expectRefused(db.query(`SELECT '${'x'.repeat(50_000_000)}'`), {
      code: 'TOO_COMPLEX',
      names: ['50000009 characters'],
      hint: 'parameters',
    })
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 1000).toBeLessThan(500)
    const { rows } = await db.queryArrays(`SELECT LENGTH('${'x'.repeat(9_000_000)}')`)
    expect(rows).toEqual([[9_000_000]])
  })
})
