import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'
import { expectRefused } from '../support.ts'

let demo: Demo
let db: Connection
beforeAll(async () => {
  demo = await startDemo({ messages: 20 })
  db = await demo.open()
  await db.query('SELECT Id FROM Inbox')
})
afterAll(() => demo[Symbol.asyncDispose]())

const written = () => demo.commands().filter(({ name }) => /STORE|MOVE|COPY|EXPUNGE|APPEND/.test(name))

test.each(['DELETE FROM INBOX', "UPDATE INBOX SET Labels = ''"])(
  'row 28: %s has no WHERE, and changes nothing',
  async sql => {
    await expectRefused(db.query(sql), {
      code: 'NEEDS_WHERE',
      names: [sql.slice(0, 6)],
      hint: 'AllowUnfiltered',
    })
    expect(written()).toEqual([])
  },
)

test.each(["'not an id'", "''", 'NULL', '-1', '99999', "'1; DROP'"])(
  'row 29: no message has the Id %s',
  async id => {
    for (const sql of [`DELETE FROM Inbox WHERE Id = ${id}`, `UPDATE Inbox SET IsRead = 1 WHERE Id = ${id}`])
      expect((await db.query(sql)).rowCount).toBe(0)
    expect(written()).toEqual([])
  },
)

test('row 29: an Id from before the mailbox was rebuilt names nothing', async () => {
  const { rows } = await db.query('SELECT MAX(Id) AS id FROM Inbox')
  demo.gmaild.account.renumber('INBOX')
  for (const sql of ['DELETE FROM Inbox WHERE Id = ?', 'UPDATE Inbox SET IsRead = 1 WHERE Id = ?'])
    await expectRefused(db.query(sql, [Number(rows[0]!['id'])]), {
      code: 'STALE_ID',
      names: ['INBOX'],
      hint: /\w/,
    })
  expect(written()).toEqual([])
})
