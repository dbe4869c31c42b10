import { expect, test } from 'vitest'
import { expectRefused } from '../support.ts'
import { answer, row, startFaulty } from './door.ts'

const SQL = 'SELECT Id, Subject FROM Inbox'

test.each(['{4294967295}', '{99999999999999999999}', '{-1}', '{5'])(
  'row 59: a literal of the length %s ends the statement, without memory for it',
  async size => {
    const broken = answer([`* 1 FETCH (UID 1 ENVELOPE (NIL ${size}`, 'xx'])
    await using server = await startFaulty({ 'UID FETCH': broken }, 'Timeout=2')
    const before = process.memoryUsage().arrayBuffers
    await expect(server.db.query(SQL)).rejects.toMatchObject({ code: 'PROTOCOL' })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6)
  },
)

test('row 60: a connection that is cut inside of a literal costs no row: what did not come is asked for again', async () => {
  await using server = await startFaulty({
    'UID FETCH': (_, times) => (times === 1 ? { dropAfter: 300 } : undefined),
  })
  const { rows } = await server.db.query(SQL)
  expect(rows.map(each => each['Subject'])).toEqual(['subject 3', 'subject 2', 'subject 1'])
})

test('row 60: one that is always cut there ends the statement, without half a row', async () => {
  await using server = await startFaulty({ 'UID FETCH': () => ({ dropAfter: 100 }) })
  const rows: unknown[] = []
  const reading = async () => {
    for await (const each of server.db.stream(SQL)) rows.push(each)
  }
  await expectRefused(reading(), { code: 'CONNECTION_LOST', names: [], hint: /\w/ })
  for (const each of rows) expect(each).toMatchObject({ Subject: expect.stringMatching(/^subject \d$/) })
})

test('row 60: a literal longer than its length makes a line that is told, and the others are rows', async () => {
  const longer = '* 1 FETCH (UID 1 ENVELOPE (NIL {3}\r\nabcdef NIL NIL NIL NIL NIL NIL NIL NIL))'
  await using server = await startFaulty({
    'UID FETCH': command =>
      answer(/UID FETCH 1 /.test(command.line) ? [longer] : [longer, row(2), row(3)])(command),
  })
  const outcome = await server.db.query(SQL).then(
    ({ rows }) => rows,
    (error: Error) => error,
  )
  if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'PROTOCOL' })
  else {
    expect(outcome.map(each => each['Id'])).toEqual([3, 2, 1])
    expect(server.notices).toMatchObject([{ code: 'UNREADABLE_MESSAGE' }])
  }
})
