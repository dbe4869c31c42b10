import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'

const MILLION = 1_000_000

let demo: Demo
let db: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 0 })
  const inbox = (raw: string) => demo.gmaild.account.append({ raw, labels: ['\\Inbox'] })
  inbox(`Subject: long\r\n\r\n${'x'.repeat(MILLION)}`)
  inbox('Subject: short\r\n\r\nxx')
  db = await demo.open('Timeout=30')
  await db.query('SELECT BodyText FROM Inbox')
})
afterAll(() => demo[Symbol.asyncDispose]())

test.each([
  ['as many of % and _ as there are characters', '%_'.repeat(MILLION / 2), ['long']],
  ['more than there are', '%_'.repeat(MILLION + 1), []],
  ['a letter that is nowhere behind all others', `%${'x%'.repeat(MILLION / 2)}y%`, []],
])('a LIKE with %s against a text of a megabyte ends in time', async (_, pattern, subjects) => {
  const start = performance.now()
  const { rows } = await db.queryArrays('SELECT Subject FROM Inbox WHERE BodyText LIKE ?', [pattern])
  expect(rows.flat()).toEqual(subjects)
  const written = await db.queryArrays(`SELECT Subject FROM Inbox WHERE BodyText LIKE '${pattern}'`)
  expect(written.rows).toEqual(rows)
  expect(performance.now() - start).toBeLessThan(20_000)
})
