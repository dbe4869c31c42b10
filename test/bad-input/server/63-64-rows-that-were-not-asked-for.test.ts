import { expect, test } from 'vitest'
import { answer, envelope, row, startFaulty } from './door.ts'

const SQL = 'SELECT Id, Subject FROM Inbox ORDER BY Id'
const THREE = [1, 2, 3].map(Id => ({ Id, Subject: `subject ${Id}` }))

test.each([
  ['a UID that was not asked for', [row(1), row(77), row(2), row(3)]],
  ['the UID 0', [row(0), row(1), row(2), row(3)]],
  ['a UID twice', [row(1), row(2), row(2), row(3)]],
  ['UIDs out of order', [row(3), row(1), row(2)]],
  ['a row without UID', ['* 2 FETCH (FLAGS (\\Flagged))', row(1), row(2), row(3)]],
  ['items in another order', [`* 1 FETCH (${envelope('subject 1')} X-GM-MSGID 1 UID 1)`, row(2), row(3)]],
])('row 63: %s: each message is a row once', async (_, lines) => {
  await using server = await startFaulty({ 'UID FETCH': answer(lines) })
  expect((await server.db.query(SQL)).rows).toEqual(THREE)
})

test.each([
  ['EXPUNGE', [row(1), '* 1 EXPUNGE', row(2), row(3)]],
  ['fewer EXISTS', [row(1), '* 1 EXISTS', row(2), row(3)]],
  ['more EXISTS', [row(1), '* 900 EXISTS', row(2), row(3)]],
  ['flags of others', [row(1), '* 3 FETCH (FLAGS (\\Deleted))', row(2), row(3)]],
])('row 64: %s between the rows shifts none of them', async (_, lines) => {
  await using server = await startFaulty({ 'UID FETCH': answer(lines) })
  expect((await server.db.query(SQL)).rows).toEqual(THREE)
})
