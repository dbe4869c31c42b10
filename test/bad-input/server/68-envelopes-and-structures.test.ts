import { expect, test } from 'vitest'
import { answer, envelope, row, startFaulty } from './door.ts'

const nils = (count: number) => Array.from({ length: count }, () => 'NIL').join(' ')

test.each([9, 10, 11])('row 68: an ENVELOPE of %i NILs is a row of NULLs', async count => {
  const lines = [row(1, `ENVELOPE (${nils(count)})`), row(2), row(3)]
  await using server = await startFaulty({ 'UID FETCH': answer(lines) })
  const { rows } = await server.db.query('SELECT Id, Subject, [From], [To], MessageId FROM Inbox ORDER BY Id')
  expect(rows[0]).toEqual({ Id: 1, Subject: null, From: null, To: null, MessageId: null })
  expect(rows.map(each => each['Subject'])).toEqual([null, 'subject 2', 'subject 3'])
})

test('row 68: a BODYSTRUCTURE nested 2,000 deep is told in its row, and in no other', async () => {
  const plain = '("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1)'
  const deep = '('.repeat(2000) + plain + ')'.repeat(2000)
  const lines = [1, 2, 3].map(uid => row(uid, `${envelope('x')} BODYSTRUCTURE ${uid === 2 ? deep : plain}`))
  await using server = await startFaulty({ 'UID FETCH': answer(lines) })
  const { rows } = await server.db.query('SELECT Id, AttachmentCount, ParseError FROM Inbox ORDER BY Id')
  expect(rows).toEqual([
    { Id: 1, AttachmentCount: 0, ParseError: null },
    { Id: 2, AttachmentCount: null, ParseError: expect.stringMatching(/^MESSAGE_LIMIT: nested deeper/) },
    { Id: 3, AttachmentCount: 0, ParseError: null },
  ])
})

test('row 68: a bare CR in a quoted string costs its message the envelope at most', async () => {
  const bare = row(2, 'ENVELOPE (NIL "a\rb" NIL NIL NIL NIL NIL NIL NIL NIL)')
  await using server = await startFaulty({
    'UID FETCH': command =>
      answer(/UID FETCH 2 /.test(command.line) ? [bare] : [row(1), bare, row(3)])(command),
  })
  const { rows } = await server.db.query('SELECT Id, Subject FROM Inbox ORDER BY Id')
  expect([rows[0], rows[2]]).toEqual([
    { Id: 1, Subject: 'subject 1' },
    { Id: 3, Subject: 'subject 3' },
  ])
  expect([null, 'a b', 'ab', 'a\rb']).toContain(rows[1]?.['Subject'])
})
