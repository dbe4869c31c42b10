import { expect, test } from 'vitest'
import { answer, envelope, openedWith, startFaulty } from './door.ts'

const SQL = 'SELECT Id, Subject FROM Inbox ORDER BY Id'
test.each([
  ['as large as there can be', ['HIGHESTMODSEQ 9223372036854775807', 'HIGHESTMODSEQ 9223372036854775807']],
  ['missing', ['', '']],
  ['none', ['NOMODSEQ', 'NOMODSEQ']],
  ['lower than it was', ['HIGHESTMODSEQ 900', 'HIGHESTMODSEQ 5']],
])('row 66: HIGHESTMODSEQ %s: every row comes, the second time too', async (_, codes) => {
  await using server = await startFaulty(
    openedWith(times => ['UIDVALIDITY 8', codes[Math.min(times, 2) - 1]!].filter(code => code !== '')),
  )
  for (let times = 0; times < 2; times++)
    expect((await server.db.query(SQL)).rows.map(each => each['Subject'])).toEqual([
      'subject 1',
      'subject 2',
      'subject 3',
    ])
})

const LARGEST = '18446744073709551615'

test('row 67: the largest X-GM-MSGID is an exact text', async () => {
  const lines = [1, 2, 3].map(
    n => `* ${n} FETCH (UID ${n} X-GM-MSGID ${n === 1 ? LARGEST : n} ${envelope('x')})`,
  )
  await using server = await startFaulty({ 'UID FETCH': answer(lines) })
  const { rows } = await server.db.query('SELECT Id, MsgId, Subject FROM Inbox ORDER BY Id')
  expect(rows.map(each => each['MsgId'])).toEqual([LARGEST, '2', '3'])
})

test.each([`"${LARGEST}"`, 'NIL', 'x', '18446744073709551616', '-1'])(
  'row 67: the X-GM-MSGID %s is read exactly or told',
  async id => {
    const lines = [1, 2, 3].map(
      n => `* ${n} FETCH (UID ${n} X-GM-MSGID ${n === 1 ? id : n} ${envelope('x')})`,
    )
    await using server = await startFaulty({ 'UID FETCH': answer(lines) })
    const outcome = await server.db
      .query('SELECT Id, MsgId FROM Inbox ORDER BY Id')
      .catch((error: unknown) => error)
    if (outcome instanceof Error)
      expect(outcome).toMatchObject({ code: 'PROTOCOL', message: expect.stringMatching(/UID 1/) })
    else expect(outcome).toMatchObject({ rows: [{ Id: 1, MsgId: LARGEST }, { MsgId: '2' }, { MsgId: '3' }] })
  },
)
