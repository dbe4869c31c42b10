import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { GmailSqlError } from '../../src/util/errors.ts'
import { type FakeAnswer, FakeConnection, loaderOf } from './support/fake-connection.ts'
import { FakeTerminal, type FakeTerminalOptions } from './support/fake-terminal.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const NO_TABLE = new GmailSqlError('NO_TABLE', 'there is no table "Inbx"', {
  hint: 'Did you mean "Inbox"?',
  position: { line: 2, column: 6 },
})

function answer(sql: string): FakeAnswer {
  if (sql.includes('Inbx')) return { refusal: NO_TABLE }
  if (sql.includes('breaks')) {
    return { columns: ['n:INTEGER'], rows: [[1]], failure: new GmailSqlError('CONNECTION_LOST', 'lost') }
  }
  if (sql.includes('hangs')) return { columns: ['n:INTEGER'], rows: [[1]], hangs: true }
  if (sql.includes('warns')) {
    return { columns: ['n'], rows: [], notices: [{ code: 'MAX_ROWS', message: 'only 10\x1b rows' }] }
  }
  if (sql.startsWith('UPDATE')) return {}
  return { columns: ['n:INTEGER'], rows: [[1], [2]] }
}

async function run(argv: readonly string[], options: FakeTerminalOptions = { piped: '' }) {
  const connection = new FakeConnection(answer)
  const terminal = new FakeTerminal(options)
  const exitCode = await main(argv, terminal.io, loaderOf(connection))
  const { stdout, stderr } = terminal
  return { exitCode, stdout, stderr, connection, asked: connection.asked.map(({ sql }) => sql) }
}

function fileWith(text: string | Uint8Array): string {
  const file = join(temporaryFolder(), 'script.sql')
  writeFileSync(file, text)
  return file
}

describe('where statements come from', () => {
  test('-c holds one or several statements, the last one without semicolon', async () => {
    const { exitCode, asked } = await run(['-c', "SELECT ';' ; SELECT 2;\n", '-c', 'SELECT 3'])
    expect(asked).toEqual(["SELECT ';' ", 'SELECT 2', 'SELECT 3'])
    expect(exitCode).toBe(0)
  })

  test('-f and -c run in the order they were given', async () => {
    const file = fileWith('SELECT 2; -- done\n/* really */')
    const { asked } = await run(['-c', 'SELECT 1', '-f', file, '-c', 'SELECT 3'])
    expect(asked).toEqual(['SELECT 1', 'SELECT 2', 'SELECT 3'])
  })

  test('standard input is read when it is no terminal, and by -f -', async () => {
    expect((await run([], { piped: 'SELECT 1;\nSELECT 2' })).asked).toEqual(['SELECT 1', 'SELECT 2'])
    expect((await run(['-f', '-'], { piped: 'SELECT 3;' })).asked).toEqual(['SELECT 3'])
  })

  test('standard input is left alone when there is -c', async () => {
    expect((await run(['-c', 'SELECT 1'], { piped: 'SELECT 2;' })).asked).toEqual(['SELECT 1'])
  })

  test('a command of the prompt may stand in -c', async () => {
    const { asked, exitCode } = await run(['-c', '.tables', '-c', '.timing on', '-c', 'SELECT 1'])
    expect(asked).toEqual([
      "SELECT TableName, TableType, Description FROM sys_tables WHERE SchemaName = 'IMAP' ORDER BY TableName",
      'SELECT 1',
    ])
    expect(exitCode).toBe(0)
  })

  test('.quit in -c ends the script without error', async () => {
    const { asked, exitCode } = await run(['-c', 'SELECT 1', '-c', '.quit', '-c', 'SELECT 2'])
    expect([asked, exitCode]).toEqual([['SELECT 1'], 0])
  })

  test('a file that is missing or not UTF-8 is a mistake of usage, before any login', async () => {
    const missing = await run(['-f', '/nowhere/x.sql'])
    expect(missing.stderr).toContain('"/nowhere/x.sql" of -f cannot be read: ENOENT')
    expect(missing.exitCode).toBe(2)
    expect((await run(['-f', fileWith(new Uint8Array([0x53, 0xff]))])).exitCode).toBe(2)
  })
})

describe('results', () => {
  test('are tables with an empty line between, and nothing of the shell on stdout', async () => {
    const { stdout, stderr } = await run(['-c', 'SELECT 1; SELECT 2'])
    const table = 'n\n─\n1\n2\n2 rows\n'
    expect(stdout).toBe(`${table}\n${table}`)
    expect(stderr).toBe('')
  })

  test('in a format for programs follow each other directly', async () => {
    const { stdout } = await run(['--format', 'json', '-c', 'SELECT 1; SELECT 2'])
    expect(stdout).toBe('[\n{"n":1},\n{"n":2}\n]\n'.repeat(2))
  })

  test('of a statement without columns are nothing', async () => {
    expect((await run(['-c', 'UPDATE Inbox SET IsRead = 1'])).stdout).toBe('')
  })

  test('go out while the statement is still running', async () => {
    const terminal = new FakeTerminal({ piped: '' })
    const connection = new FakeConnection(answer)
    const exit = main(['--format', 'csv', '-c', 'SELECT hangs'], terminal.io, loaderOf(connection))
    await terminal.shows('n\r\n1\r\n')
    terminal.interrupt()
    expect(await exit).toBe(130)
  })

  test('notices and timing go to stderr, escaped', async () => {
    const { stdout, stderr } = await run(['--timing', '--format', 'jsonl', '-c', 'SELECT warns'])
    expect(stdout).toBe('')
    expect(stderr).toBe(
      'notice: only 10\\x1b rows\ntime: 0 rows, 12 ms, 3 IMAP commands, 4,567 bytes received\n',
    )
  })
})

describe('an error', () => {
  test('stops the script and shows code, place, caret and hint', async () => {
    const file = fileWith("SELECT 1;\n\nSELECT '日本' ,\n FROM Inbx;\nSELECT 3;\n")
    const { exitCode, stderr, asked, stdout } = await run(['-f', file])
    expect(asked).toHaveLength(2)
    expect(exitCode).toBe(1)
    expect(stdout).toBe('n\n─\n1\n2\n2 rows\n')
    expect(stderr).toBe(
      [
        'gmailsql: NO_TABLE (42P01): there is no table "Inbx"',
        `${file}: line 4, column 6`,
        '   FROM Inbx',
        '       ^',
        'hint: Did you mean "Inbox"?',
        '',
      ].join('\n'),
    )
  })

  test('after some rows leaves no result that looks whole', async () => {
    const table = await run(['-c', 'SELECT breaks; SELECT 1'])
    expect(table.stdout).toBe('n\n─\n1\n-- incomplete: error\n')
    const json = await run(['--format', 'json', '-c', 'SELECT breaks; SELECT 1'])
    expect(json.stdout).toBe('[\n{"n":1}\n')
    expect(json.asked).toHaveLength(1)
    expect(json.stderr).toBe('gmailsql: CONNECTION_LOST (08006): lost\n')
  })

  test('in a text that never ends is left to the parser to name', async () => {
    expect((await run(['-c', "SELECT 1; SELECT 'open"])).asked).toEqual(['SELECT 1', "SELECT 'open"])
  })

  test('closes streams and connection', async () => {
    const { connection } = await run(['-c', 'SELECT breaks'])
    expect(connection.openStreams).toBe(0)
    expect(connection.isClosed).toBe(true)
  })
})
