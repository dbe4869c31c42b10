import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/shell/commands/all.ts'
import { main } from '../../src/shell/main.ts'
import { GmailSqlError } from '../../src/util/errors.ts'
import { type FakeAnswer, FakeConnection, loaderOf } from './support/fake-connection.ts'
import { FakeTerminal } from './support/fake-terminal.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const PROMPT = 'gmailsql> '
const CONTINUATION = '     ...> '
const CTRL_C = '\x03'
const CTRL_D = '\x04'

function answer(sql: string): FakeAnswer {
  if (sql.includes('Inbx')) return { refusal: new GmailSqlError('NO_TABLE', 'there is no table "Inbx"') }
  if (sql.includes('hangs')) return { columns: ['n'], rows: [['first']], hangs: true }
  if (sql.startsWith('UPDATE')) return {}
  if (sql.startsWith('DRY RUN')) return { columns: ['Mailbox', 'Id', 'MsgId', 'Change'] }
  if (sql.includes('sys_tablecolumns')) return { columns: ['ColumnName'], rows: [] }
  return { columns: ['Subject'], rows: [['Hello\x1b[2J']] }
}

function start(...argv: string[]) {
  const connection = new FakeConnection(answer)
  const env = { XDG_STATE_HOME: temporaryFolder() }
  const terminal = new FakeTerminal({ screen: true, columns: 80, env })
  const exit = main(argv, terminal.io, loaderOf(connection))
  const asked = () => connection.asked.map(({ sql }) => sql)
  /** Types the lines one after the other, each at a prompt, then quits. */
  const session = async (...lines: readonly string[]) => {
    for (const line of lines) terminal.type(`${line}\r`)
    terminal.type('.quit\r')
    return exit
  }
  return { connection, terminal, exit, asked, session }
}

describe('the prompt', () => {
  test('says where help is, runs a statement at its semicolon, and ends with .quit', async () => {
    const { session, terminal, asked, connection } = start()
    expect(await session('SELECT Subject', 'FROM Inbox', '', 'LIMIT 1;')).toBe(0)
    expect(asked()).toEqual(['SELECT Subject\nFROM Inbox\n\nLIMIT 1'])
    expect(terminal.stdout).toContain('.help lists the commands')
    expect(terminal.stdout).toContain('Hello\\x1b[2J\n1 row\n')
    expect(connection.isClosed).toBe(true)
  })

  test('shows that a statement goes on', async () => {
    const { terminal, exit } = start()
    await terminal.shows(PROMPT)
    terminal.type("SELECT ';\r")
    await terminal.shows(CONTINUATION)
    terminal.type("' ;\r")
    await terminal.shows('1 row')
    terminal.type(CTRL_D)
    expect(await exit).toBe(0)
  })

  test('runs several statements of a line, and stops that line at an error', async () => {
    const { session, asked, terminal } = start()
    expect(await session('SELECT 1; SELECT 2;', 'SELECT * FROM Inbx; SELECT 3;', 'SELECT 4;')).toBe(0)
    expect(asked()).toEqual(['SELECT 1', 'SELECT 2', 'SELECT * FROM Inbx', 'SELECT 4'])
    expect(terminal.stderr).toBe('gmailsql: NO_TABLE (42P01): there is no table "Inbx"\n')
  })

  test('shows each result directly below what was typed', async () => {
    const { session, terminal } = start()
    await session('SELECT 1; SELECT 2;', 'SELECT 3;')
    expect(terminal.stdout.match(/Subject/g)).toHaveLength(3)
    expect(terminal.stdout).not.toContain('\n\n')
  })

  test('takes what follows a semicolon as the start of the next statement', async () => {
    const { session, asked } = start()
    await session('SELECT 1; SELECT', '2; -- done', '.timing')
    expect(asked()).toEqual(['SELECT 1', 'SELECT\n2'])
  })

  test('says ok to a statement without result', async () => {
    const { session, terminal } = start()
    await session('UPDATE Inbox SET IsRead = 1;')
    expect(terminal.stdout).toContain('\nok\n')
  })

  test.each(['exit', 'quit', 'QUIT;', '.exit', '.quit'])('ends with %s as well', async word => {
    const { terminal, exit } = start()
    terminal.type(`${word}\r`)
    expect(await exit).toBe(0)
  })

  test('ends with Ctrl-D', async () => {
    const { terminal, exit, asked } = start()
    await terminal.shows(PROMPT)
    terminal.type(CTRL_D)
    expect(await exit).toBe(0)
    expect(asked()).toEqual([])
  })

  test('stays on stderr when results are redirected', async () => {
    const connection = new FakeConnection(answer)
    const env = { XDG_STATE_HOME: temporaryFolder() }
    const terminal = new FakeTerminal({ screen: false, env })
    const exit = main(['--format', 'csv'], terminal.io, loaderOf(connection))
    terminal.type('SELECT 1;\r.quit\r')
    expect(await exit).toBe(0)
    expect(terminal.stdout).toBe('Subject\r\nHello\x1b[2J\r\n')
    expect(terminal.stderr).toContain(PROMPT)
  })
})

describe('the prompt before the connection', () => {
  test('is there, and takes what is typed', async () => {
    const { promise: library, resolve } = Promise.withResolvers<void>()
    const connection = new FakeConnection(answer)
    const load = loaderOf(connection)
    const slow = { ...load, library: () => library.then(() => load.library()) }
    const terminal = new FakeTerminal({ screen: true, env: { XDG_STATE_HOME: temporaryFolder() } })
    const exit = main([], terminal.io, slow)
    terminal.type('.mode csv\r')
    await terminal.shows(/gmailsql> .mode csv[\s\S]*gmailsql> /)
    terminal.type('SELECT 1;\r.quit\r')
    await terminal.shows('SELECT 1;')
    expect(connection.asked).toEqual([])
    resolve()
    expect(await exit).toBe(0)
    expect(terminal.stdout).toContain('Subject\n')
  })

  test('ends with the error of the connection and its exit code', async () => {
    const terminal = new FakeTerminal({ screen: true, env: { XDG_STATE_HOME: temporaryFolder() } })
    const refusal = new GmailSqlError('AUTH_REFUSED', 'the server refused the login')
    expect(await main([], terminal.io, loaderOf(refusal))).toBe(3)
    expect(terminal.stderr).toContain('AUTH_REFUSED')
  })
})

test('a statement that ends with \\G or \\gx is shown one line a value, and \\g runs the last one again', async () => {
  const { session, asked, terminal } = start()
  await session('SELECT 1 \\G', 'SELECT', '2 \\gx', '\\g')
  expect(asked()).toEqual(['SELECT 1', 'SELECT\n2', 'SELECT\n2'])
  expect(terminal.stdout.match(/── row 1 ──/g)).toHaveLength(2)
  expect(terminal.stdout.match(/^─+\r?$/gm)).toHaveLength(1)
})

describe('Ctrl-C', () => {
  test('cancels the running statement and keeps the session', async () => {
    const { terminal, exit, asked, connection } = start('--format', 'csv')
    terminal.type('SELECT hangs;\r')
    await terminal.shows('first')
    terminal.type(CTRL_C)
    await terminal.shows('CANCELLED (57014)')
    terminal.type('SELECT 2;\r.quit\r')
    expect(await exit).toBe(0)
    expect(asked()).toEqual(['SELECT hangs', 'SELECT 2'])
    expect(connection.openStreams).toBe(0)
  })

  test('at the prompt drops the line and the statement begun before it', async () => {
    const { terminal, exit, asked } = start()
    await terminal.shows(PROMPT)
    terminal.type('SELECT 1\r')
    await terminal.shows(CONTINUATION)
    terminal.type(`+ 1${CTRL_C}`)
    await terminal.shows('^C')
    terminal.type('SELECT 2;\r.quit\r')
    expect(await exit).toBe(0)
    expect(asked()).toEqual(['SELECT 2'])
  })

  test('drops lines that were pasted behind the running statement', async () => {
    const { terminal, exit, asked } = start('--format', 'csv')
    terminal.type('SELECT hangs;\rDELETE FROM Inbox;\r')
    await terminal.shows('first')
    terminal.type(CTRL_C)
    await terminal.shows('CANCELLED')
    terminal.type('.quit\r')
    await exit
    expect(asked()).toEqual(['SELECT hangs'])
  })
})

describe('commands', () => {
  test('.tables and .schema are SQL that a user could type', async () => {
    const { session, connection, terminal } = start()
    await session('.tables', '.tables %mail%', '.schema [Sent Mail]', '.schema "Inbox";')
    expect(connection.asked).toEqual([
      {
        sql: "SELECT TableName, TableType, Description FROM sys_tables WHERE SchemaName = 'IMAP' ORDER BY TableName",
        params: [],
      },
      {
        sql: "SELECT TableName, TableType, Description FROM sys_tables WHERE SchemaName = 'IMAP' AND TableName LIKE ? ORDER BY TableName",
        params: ['%mail%'],
      },
      { sql: expect.stringContaining('FROM sys_tablecolumns'), params: ['Sent Mail'] },
      { sql: expect.stringContaining('WHERE TableName = ?'), params: ['Inbox'] },
    ])
    expect(terminal.stdout).toContain('no table is named "Inbox"')
  })

  test('.mode and .timing show and change how results look', async () => {
    const { session, terminal } = start()
    await session('.mode', '.mode jsonl', 'SELECT 1;', '.timing on', '.timing', 'SELECT 2;')
    expect(terminal.stdout).toContain('\ntable\n')
    expect(terminal.stdout).toContain('{"Subject":"Hello\\u001b[2J"}\n')
    expect(terminal.stdout).toContain('\non\n')
    expect(terminal.stderr.match(/time: 1 row, 12 ms/g)).toHaveLength(1)
  })

  test('.help lists every command with what it does', async () => {
    const { session, terminal } = start()
    await session('.help')
    for (const { usage, help } of COMMANDS) {
      expect(terminal.stdout).toMatch(
        new RegExp(
          `^${escapeRegExp(usage)} +${escapeRegExp(help.split('\n')[0]!)}(?: {2}\\(\\\\\\S+\\))?$`,
          'm',
        ),
      )
    }
  })

  test.each(COMMANDS.map(({ name }) => name))('.help %s says all of it', async name => {
    const { session, terminal } = start()
    await session(`.help ${name.slice(1)}`)
    const { usage, help } = COMMANDS.find(command => command.name === name)!
    expect(terminal.stdout).toContain(`${help}\n`)
    expect(terminal.stdout).toContain(`\n${usage}`)
  })

  test.each([
    ['.tabels', 'Did you mean .tables?'],
    ['.xyzzy', '.help lists the commands.'],
    ['.mode xml', 'The formats are table, vertical'],
    ['.timing maybe', 'takes on or off, not "maybe"'],
    ['.schema', '.schema needs the name of a table'],
  ])('%s is refused with a hint, and the session goes on', async (line, told) => {
    const { session, terminal, asked } = start()
    expect(await session(line, 'SELECT 1;')).toBe(0)
    expect(terminal.stderr).toContain(told)
    expect(asked()).toEqual(['SELECT 1'])
  })
})

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
