import { expect, test } from 'vitest'
import { answer, row, startFaulty } from './door.ts'

const SQL = 'SELECT Id, Subject FROM Inbox ORDER BY Id'
const ROWS = [row(1), row(2), row(3)]

test('row 70: BAD to a good command is PROTOCOL with the words of the server, cleaned', async () => {
  await using server = await startFaulty({ 'UID FETCH': answer([], 'BAD no \x1b[2Jsuch command') })
  const error = await server.db.query(SQL).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'PROTOCOL', message: expect.stringMatching('BAD: no') })
  expect((error as Error).message).not.toMatch(/[\0-\x1f\x7f-\x9f]/)
})

test('row 70: a tag that was never sent is ignored, and an alert is shown without its escapes', async () => {
  const lines = ['ZZ9 OK whatever', '* OK [ALERT] \x1b[2Jread \u009bthis', ...ROWS]
  await using server = await startFaulty({ 'UID FETCH': answer(lines) })
  expect((await server.db.query(SQL)).rows).toHaveLength(3)
  expect(server.notices.map(({ code }) => code)).toEqual(['ALERT'])
  expect(server.notices[0]?.message).not.toMatch(/[\0-\x1f\x7f-\x9f]/)
})

test('row 71: [THROTTLED] is a warning, and the rows come', async () => {
  await using server = await startFaulty({ 'UID FETCH': answer(ROWS, 'OK Success [THROTTLED]') })
  expect((await server.db.query(SQL)).rows).toHaveLength(3)
  expect(server.notices.map(({ code }) => code)).toContain('THROTTLED')
})

test('row 71: [OVERQUOTA] ends the statement as THROTTLED, and what the store has is still answered', async () => {
  const overQuota = answer([], 'NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)')
  await using server = await startFaulty({
    'UID FETCH': (command, times) => (times === 1 ? undefined : overQuota(command)),
  })
  await server.db.query(SQL)
  await expect(server.db.query('SELECT BodyText FROM Inbox')).rejects.toMatchObject({ code: 'THROTTLED' })
  expect((await server.db.query(SQL)).rows).toHaveLength(3)
})

test('row 71: after a BYE in the middle of a command it is asked again, on one new connection', async () => {
  await using server = await startFaulty({
    'UID FETCH': (_, times) => (times === 1 ? { lines: [ROWS[0]!, '* BYE expired'], drop: true } : undefined),
  })
  expect((await server.db.query(SQL)).rows).toHaveLength(3)
  expect(
    server.demo.gmaild.record.filter(({ name }) => name === 'AUTHENTICATE' || name === 'LOGIN'),
  ).toHaveLength(2)
})
