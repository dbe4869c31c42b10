import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { openWithoutMail } from '../../functions/support.ts'

let db: Connection
beforeAll(async () => {
  db = await openWithoutMail('Timeout=20')
})
afterAll(async () => {
  await db.close()
})

const MILLION = 1_000_000

async function isLike(text: string, pattern: string): Promise<unknown> {
  const { rows } = await db.queryArrays('SELECT ? LIKE ?', [text, pattern])
  return rows[0]![0]
}

test.each([
  ['a million of %_', 'x'.repeat(MILLION), '%_'.repeat(MILLION / 2), 1],
  ['one _ more than there is', 'x'.repeat(MILLION), '%_'.repeat(MILLION + 1), 0],
  ['a long piece that nearly fits everywhere', 'a'.repeat(MILLION), `%${'a'.repeat(MILLION / 2)}b%`, 0],
  ['a long piece whose start never fits', 'a'.repeat(MILLION), `%b${'a'.repeat(MILLION / 2)}%`, 0],
  ['many pieces', 'ab'.repeat(MILLION / 2), `%${'a%'.repeat(200_000)}c`, 0],
])('LIKE with %s against 1 MB takes time in proportion', async (_, text, pattern, expected) => {
  const before = process.hrtime.bigint()
  expect(await isLike(text, pattern)).toBe(expected)
  expect(Number(process.hrtime.bigint() - before) / 1e9).toBeLessThan(10)
})

test('a pattern whose pieces can be tried everywhere is refused, and the connection goes on', async () => {
  const piece = 'a_'.repeat(100_000)
  await expect(isLike('a'.repeat(MILLION), `%${piece}b%`)).rejects.toMatchObject({ code: 'TOO_COMPLEX' })
  expect(await isLike('abc', '%b%')).toBe(1)
})

test('a regular expression that would never end is refused after a second', async () => {
  const text = `${'a'.repeat(60)}!`
  for (const pattern of ['^(a+)+$', '^(a|aa)+$', '(.*a){20}b']) {
    await expect(db.queryArrays('SELECT ? REGEXP ?', [text, pattern])).rejects.toMatchObject({
      code: 'TOO_COMPLEX',
      message: expect.stringContaining(pattern.slice(0, 6)),
    })
  }
  expect((await db.queryArrays("SELECT 'aaa' REGEXP '^(a+)+$'")).rows).toEqual([[1]])
})
