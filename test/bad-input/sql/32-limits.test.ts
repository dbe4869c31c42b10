import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'
import { expectRefused } from '../support.ts'

let demo: Demo
let exact: Connection
let none: Connection
let all: number

beforeAll(async () => {
  demo = await startDemo({ messages: 60 })
  exact = await demo.open()
  none = await demo.open('Pushdown=None')
  all = (await exact.query('SELECT Id FROM Inbox')).rowCount
})
afterAll(() => demo[Symbol.asyncDispose]())

test.each(['-1', '1e18', '9223372036854775807', '-1 OFFSET -5', 'ALL', '9007199254740993', "'1000'"])(
  'LIMIT %s is no limit',
  async limit => {
    for (const db of [exact, none])
      expect((await db.query(`SELECT Id FROM Inbox LIMIT ${limit}`)).rowCount).toBe(all)
  },
)

test.each(['0', '5 OFFSET 1e18', '5 OFFSET 9223372036854775807', '-0'])(
  'LIMIT %s gives no row',
  async limit => {
    for (const db of [exact, none])
      expect((await db.query(`SELECT Id FROM Inbox LIMIT ${limit}`)).rows).toEqual([])
  },
)

test.each(['NULL', "'a'", '1.5', '1 OFFSET 9223372036854775808', '1 OFFSET NULL', '1e19', "x'31'"])(
  'LIMIT %s is refused',
  async limit => {
    for (const db of [exact, none]) {
      const refusal = { code: 'BAD_VALUE', names: ['LIMIT or OFFSET', '2^63'], hint: 'LIMIT -1' } as const
      await expectRefused(db.query(`SELECT Id FROM Inbox LIMIT ${limit}`), refusal)
    }
  },
)

test('2^63 is no power in SQL', async () => {
  await expectRefused(exact.query('SELECT Id FROM Inbox LIMIT 1 OFFSET 2^63'), {
    code: 'NOT_SUPPORTED',
    names: ['^'],
    hint: 'POWER',
  })
})
