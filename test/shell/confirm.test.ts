import { expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { GmailSqlError } from '../../src/util/errors.ts'
import { type FakeAnswer, FakeConnection, loaderOf } from './support/fake-connection.ts'
import { FakeTerminal } from './support/fake-terminal.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const CTRL_C = '\x03'
const CTRL_D = '\x04'
const QUESTION = 'Go on? [y/N] '
const PLAN: FakeAnswer = {
  columns: ['Mailbox', 'Id', 'MsgId', 'Change'],
  rows: [
    ['INBOX', 3, '7', 'flags +\\Seen'],
    ['INBOX', 2, '6', 'flags +\\Seen'],
    ['INBOX', 1, '5', 'to [Gmail]/Trash\x1b[2J'],
  ],
}

function start(plan: FakeAnswer = PLAN, ...argv: string[]) {
  const connection = new FakeConnection(sql => (sql.startsWith('DRY RUN') ? plan : {}))
  const env = { XDG_STATE_HOME: temporaryFolder() }
  const terminal = new FakeTerminal({ screen: true, columns: 100, env })
  const exit = main(argv, terminal.io, loaderOf(connection))
  const ended = async () => {
    terminal.type('.quit\r')
    await exit
    return connection.ran
  }
  return { connection, terminal, ended }
}

test('says what and how many before mail is changed, and does it after y', async () => {
  const { terminal, ended } = start()
  terminal.type('UPDATE Inbox SET IsRead = 1 WHERE Id < 4;\r')
  await terminal.shows(QUESTION)
  expect(terminal.stdout).toContain(
    '3 changes in INBOX: flags +\\Seen (2), to [Gmail]/Trash\\x1b[2J (1). Go on?',
  )
  terminal.type('y\r')
  await terminal.shows('\nok\n')
  const update = 'UPDATE Inbox SET IsRead = 1 WHERE Id < 4'
  expect(await ended()).toEqual([`DRY RUN ${update}`, update])
})

test.each([
  ['n', 'n\r'],
  ['nothing', '\r'],
  ['the next statement of what was pasted', 'SELECT 1;\r'],
  ['Ctrl-C', CTRL_C],
  ['Ctrl-D', CTRL_D],
])('changes nothing after %s', async (_, typed) => {
  const { terminal, ended } = start()
  terminal.type('DELETE FROM Inbox WHERE Id < 4;\r')
  await terminal.shows(QUESTION)
  terminal.type(typed)
  await terminal.shows('nothing was changed')
  expect(await ended()).toEqual(['DRY RUN DELETE FROM Inbox WHERE Id < 4'])
})

test('asks with the values of variables, and again for .again', async () => {
  const { terminal, connection, ended } = start()
  terminal.type('.set id 4\rDELETE FROM Inbox WHERE Id < :id;\r')
  await terminal.shows(QUESTION)
  terminal.type('yes\r')
  await terminal.shows('\nok\n')
  terminal.type('.again\r')
  await terminal.shows(/Go on.*Go on/s)
  terminal.type('\r')
  await terminal.shows('nothing was changed')
  await ended()
  const dry = connection.asked.filter(({ sql }) => sql.startsWith('DRY RUN'))
  expect(dry).toHaveLength(2)
  expect(JSON.stringify(dry.map(({ params }) => params))).toContain('{"id":4}')
})

test.each([
  ['a SELECT', 'SELECT 1;', ['SELECT 1']],
  ['WITH … SELECT', 'WITH a AS (SELECT 1) SELECT * FROM a;', ['WITH a AS (SELECT 1) SELECT * FROM a']],
  ['a temporary table', 'DELETE FROM x#TEMP WHERE 1;', ['DELETE FROM x#TEMP WHERE 1']],
  ['a procedure that takes back', 'EXEC Undo @Journal = 1;', ['EXEC Undo @Journal = 1']],
  ['a procedure that reads', "EXEC Sync @Mailbox = 'Inbox';", ["EXEC Sync @Mailbox = 'Inbox'"]],
])('does not ask about %s', async (_, typed, asked) => {
  const { terminal, ended } = start()
  terminal.type(`${typed}\r`)
  expect(await ended()).toEqual(asked)
})

test('does not ask about no row', async () => {
  const { terminal, ended } = start({ columns: ['Mailbox', 'Id', 'MsgId', 'Change'] })
  terminal.type('DELETE FROM Inbox WHERE Id = 0;\r')
  expect(await ended()).toEqual(['DRY RUN DELETE FROM Inbox WHERE Id = 0', 'DELETE FROM Inbox WHERE Id = 0'])
})

test.each(['DELETE FROM Inbox WHERE x', "EXEC SendMailMessage @To = 'a@example.com'"])(
  'does not ask about what is refused: %s',
  async text => {
    const refusal = new GmailSqlError('NO_COLUMN', 'there is no column "x"')
    const connection = new FakeConnection(() => ({ refusal }))
    const terminal = new FakeTerminal({ screen: true, env: { XDG_STATE_HOME: temporaryFolder() } })
    const exit = main([], terminal.io, loaderOf(connection))
    terminal.type(`${text};\r`)
    await terminal.shows('there is no column "x"')
    terminal.type('.quit\r')
    await exit
    expect(connection.ran).toEqual([])
    expect(terminal.stdout).not.toContain('Go on?')
  },
)

test('what cannot be asked about does not run', async () => {
  const { terminal, ended } = start({ failure: new GmailSqlError('CONNECTION_LOST', 'it is gone') })
  terminal.type('DELETE FROM Inbox WHERE 1;\r')
  await terminal.shows('it is gone')
  expect(await ended()).toEqual(['DRY RUN DELETE FROM Inbox WHERE 1'])
})

test('asks before a procedure sends or changes mail, with its inputs, and masks what they would do to a terminal', async () => {
  const { terminal, ended } = start()
  const send = "EXEC SendMailMessage @To = 'bob@example.com', @Subject = :s, @IsHTML = NULL"
  terminal.type(`.set s a b\r${send};\r`)
  await terminal.shows(QUESTION)
  expect(terminal.stdout).toContain('SendMailMessage: Sends a message by SMTP.')
  expect(terminal.stdout).toContain("To = 'bob@example.com', Subject = 'a")
  expect(terminal.stdout).toContain('IsHTML = NULL. Go on?')
  terminal.type('n\r')
  await terminal.shows('nothing was changed')
  const remove = "{call IMAP.DeleteMailbox('Work')}"
  terminal.type(`${remove};\r`)
  await terminal.shows(/DeleteMailbox: Removes a mailbox.*'Work'. Go on/s)
  terminal.type('y\r')
  await terminal.shows('\nok\n')
  expect(await ended()).toEqual([remove])
})

test('.confirm off, scripts and files that are read ask nothing', async () => {
  const off = start()
  off.terminal.type('.confirm off\rDELETE FROM Inbox WHERE 1;\r')
  expect(await off.ended()).toEqual(['DELETE FROM Inbox WHERE 1'])
  const connection = new FakeConnection(() => ({}))
  const piped = new FakeTerminal({ piped: 'DELETE FROM Inbox WHERE 2;' })
  expect(await main([], piped.io, loaderOf(connection))).toBe(0)
  expect(await main(['-c', 'DELETE FROM Inbox WHERE 3'], new FakeTerminal().io, loaderOf(connection))).toBe(0)
  expect(connection.asked.map(({ sql }) => sql)).toEqual([
    'DELETE FROM Inbox WHERE 2',
    'DELETE FROM Inbox WHERE 3',
  ])
})

test('over the built-in mailbox the question tells what DRY RUN does, and n leaves all as it was', async () => {
  const env = { XDG_STATE_HOME: temporaryFolder() }
  const terminal = new FakeTerminal({ screen: true, columns: 100, env })
  const exit = main(['--demo'], terminal.io)
  const remove = 'DELETE FROM Inbox WHERE Id < 5;\r'
  terminal.type(remove)
  await terminal.shows('4 changes in INBOX: to [Gmail]/Trash. Go on?')
  terminal.type('n\r')
  await terminal.shows('nothing was changed')
  terminal.type('DELETE FROM Inbox;\r')
  await terminal.shows('NEEDS_WHERE')
  terminal.type("EXEC TrashMessage @Id = '1', @Nonsense = 1;\r")
  await terminal.shows('BAD_INPUT')
  expect(terminal.stdout).not.toMatch(/TrashMessage: |\d\d changes/)
  terminal.type("SELECT COUNT(*) || ' left' FROM Inbox WHERE Id < 5;\r")
  await terminal.shows('4 left')
  terminal.type(remove)
  await terminal.shows(/Go on.*Go on/s)
  terminal.type('y\r')
  await terminal.shows('\nok\n')
  terminal.type("SELECT COUNT(*) || ' left' FROM Inbox WHERE Id < 5;\r")
  await terminal.shows('0 left')
  terminal.type('.quit\r')
  expect(await exit).toBe(0)
})
