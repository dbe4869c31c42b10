import { expect, test } from 'vitest'
import { answer, startFaulty } from './door.ts'

const COMMON = [
  '* LIST (\\HasNoChildren) "/" "INBOX"',
  '* LIST (\\All \\HasNoChildren) "/" "[Gmail]/All Mail"',
]
const listed = (...lines: string[]) => answer([...COMMON, ...lines])

test.each([
  ['with a line end in a literal', '* LIST () "/" {5}\r\na\r\nbc', 'a\r\nbc'],
  ['in what is no modified UTF-7', '* LIST () "/" "A&-B&x"', null],
  ['with a quote and a backslash', '* LIST () "/" "a\\"b\\\\c"', 'a"b\\c'],
  ['without delimiter', '* LIST () NIL "flat/name"', 'flat/name'],
  ['that is INBOX once more', '* LIST () "/" "inbox"', null],
])('row 69: a mailbox %s is listed or told, and the others stay readable', async (_, line, name) => {
  await using server = await startFaulty({ LIST: listed(line) })
  const outcome = await server.db.query('SELECT Name FROM Labels').then(
    ({ rows }) => rows.map(each => each['Name']),
    (error: Error) => error,
  )
  if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'PROTOCOL' })
  else {
    expect(outcome.filter(each => each === 'INBOX')).toEqual(['INBOX'])
    if (name !== null) expect(outcome).toContain(name)
    expect((await server.db.query('SELECT COUNT(*) AS n FROM Inbox')).rows).toEqual([{ n: 3 }])
  }
})

test('row 69: a name with a line end sends no command of its own when it is read', async () => {
  await using server = await startFaulty({ LIST: listed('* LIST () "/" {13}\r\na\r\nA1 EXPUNGE') })
  await server.db.query('SELECT * FROM Mailbox."a\r\nA1 EXPUNGE"').catch(() => {})
  expect(server.demo.commands().map(({ name }) => name)).not.toContain('EXPUNGE')
})

test('row 69: 50,000 mailboxes are listed, and the last of them is found by its name', async () => {
  const lines = Array.from({ length: 50_000 }, (_, n) => `* LIST (\\HasNoChildren) "/" "box ${n}"`)
  await using server = await startFaulty({ LIST: listed(...lines) })
  const { rows } = await server.db.query('SELECT COUNT(*) AS n FROM Labels')
  expect(Number(rows[0]?.['n'])).toBeGreaterThanOrEqual(50_000)
  await expect(server.db.query('SELECT Id FROM "box 49999x"')).rejects.toMatchObject({ code: 'NO_TABLE' })
})
