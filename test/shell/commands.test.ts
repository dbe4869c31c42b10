import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/shell/commands/all.ts'
import { main } from '../../src/shell/main.ts'
import { GmailSqlError } from '../../src/util/errors.ts'
import { type FakeAnswer, FakeConnection, loaderOf } from './support/fake-connection.ts'
import { FakeTerminal } from './support/fake-terminal.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

let folder: string

beforeEach(() => {
  folder = temporaryFolder()
})

function answer(sql: string): FakeAnswer {
  if (sql.includes('Inbx')) return { refusal: new GmailSqlError('NO_TABLE', 'there is no table "Inbx"') }
  if (sql.includes('breaks')) return { columns: ['n'], rows: [[1]], failure: new Error('broken') }
  return { columns: ['Subject', 'n:INTEGER'], rows: [['Hello', 1]] }
}

/** Runs the text as a script that comes by a pipe. */
async function script(text: string, ...argv: readonly string[]) {
  const connection = new FakeConnection(answer)
  const terminal = new FakeTerminal({ piped: text })
  const exitCode = await main(['--format', 'csv', ...argv], terminal.io, loaderOf(connection))
  const { stdout, stderr } = terminal
  return { exitCode, stdout, stderr, asked: connection.asked, sql: connection.asked.map(({ sql }) => sql) }
}

function fileWith(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('a command in a script', () => {
  test('stands on a line of its own between statements, also behind comments', async () => {
    const { stdout, sql } = await script('-- one\n.print a\nSELECT 1;\n  \\echo b\nSELECT 2')
    expect(stdout).toBe('a\nSubject,n\r\nHello,1\r\nb\nSubject,n\r\nHello,1\r\n')
    expect(sql).toEqual(['SELECT 1', 'SELECT 2'])
  })

  test('is none inside of a statement, a text or a comment', async () => {
    const { sql } = await script("SELECT '\n.print a\n', 2\n.5;/*\n.quit\n*/SELECT 3;")
    expect(sql).toEqual(["SELECT '\n.print a\n', 2\n.5", 'SELECT 3'])
  })

  test('that fails is told with its line, and ends the script', async () => {
    const { exitCode, stderr, sql } = await script('SELECT 1;\n.mode xml\nSELECT 2;')
    expect(stderr).toContain('there is no format "xml"')
    expect(sql).toEqual(['SELECT 1'])
    expect(exitCode).toBe(1)
  })

  test('.quit ends it, inside of .read as well', async () => {
    const inner = fileWith('inner.sql', 'SELECT 2;\n.quit\nSELECT 3;')
    const { sql, exitCode } = await script(`SELECT 1;\n.read '${inner}'\nSELECT 4;`)
    expect(sql).toEqual(['SELECT 1', 'SELECT 2'])
    expect(exitCode).toBe(0)
  })
})

describe('.read', () => {
  test('runs a file, and an error tells the place in it', async () => {
    const inner = fileWith('inner.sql', '\nSELECT * FROM Inbx;')
    const { sql, stderr, exitCode } = await script(`\\i ${inner}\nSELECT 4;`)
    expect(sql).toEqual(['SELECT * FROM Inbx'])
    expect(stderr).toBe('gmailsql: NO_TABLE (42P01): there is no table "Inbx"\n')
    expect(exitCode).toBe(1)
  })

  test('refuses a file that reads itself, and one that is not there', async () => {
    const path = join(folder, 'loop.sql')
    writeFileSync(path, `.read ${path}`)
    expect((await script(`.read ${path}`)).stderr).toContain('is read inside of 16 other files')
    expect((await script('.read none.sql')).stderr).toContain('"none.sql" cannot be read: ENOENT')
  })
})

describe('errors in scripts', () => {
  const FAILING = 'SELECT * FROM Inbx;\nSELECT 2;\n.mode xml\nSELECT 3;'

  test.each([
    ['--no-bail', ['--no-bail'], ''],
    ['.bail off', [], '.bail off\n'],
    ['psql’s ON_ERROR_STOP', [], '\\set ON_ERROR_STOP off\n'],
    ['--set ON_ERROR_STOP', ['--set', 'ON_ERROR_STOP=0'], ''],
  ])('do not end them with %s, and the exit code is that of the first', async (_, argv, before) => {
    const { sql, stderr, exitCode } = await script(before + FAILING, ...argv)
    expect(sql).toEqual(['SELECT * FROM Inbx', 'SELECT 2', 'SELECT 3'])
    expect(stderr.match(/^gmailsql: /gm)).toHaveLength(2)
    expect(exitCode).toBe(1)
  })

  test.each([[[]], [['--bail']], [['--no-bail', '--set', 'ON_ERROR_STOP=1']]])(
    'end them with %j',
    async argv => {
      expect((await script(FAILING, ...argv)).sql).toEqual(['SELECT * FROM Inbx'])
    },
  )
})

describe('variables', () => {
  test('are bound as values: numbers where they look like one', async () => {
    const { asked } = await script(
      ".set who a'b\n\\set n 10\n.set s '10'\nSELECT :who, :n, \":n\", ':n' LIMIT :n;",
    )
    expect(asked).toEqual([{ sql: 'SELECT :who, :n, ":n", \':n\' LIMIT :n', params: { who: "a'b", n: 10 } }])
  })

  test('become texts and names where they are quoted, whatever is in them', async () => {
    const { sql } = await script(
      `SELECT :'a' FROM :"b" -- :'c'`,
      ...['--set', "a=x'; DELETE", '--set', 'b=R&D "quoted"'],
    )
    expect(sql).toEqual([`SELECT 'x''; DELETE' FROM "R&D ""quoted""" -- :'c'`])
  })

  test('that are not set are an error with the nearest name', async () => {
    const { stderr, exitCode } = await script('SELECT :labl', '--set', 'label=Work')
    expect(stderr).toContain('the variable "labl" is not set')
    expect(stderr).toContain('Did you mean label?')
    expect(exitCode).toBe(1)
  })

  test('leave the inputs of procedures and casts alone', async () => {
    const { asked } = await script("EXEC P @Mailbox = 'x'; SELECT '1'::INTEGER")
    expect(asked.map(({ params }) => params)).toEqual([[], []])
  })

  test('are listed, printed and forgotten', async () => {
    const { stdout, stderr } = await script(
      '.set a 1\n.set b x y\n.set\n.print :a :b :c\n.unset a\nSELECT :a',
    )
    expect(stdout).toBe('a = 1\nb = x y\n1 x y :c\n')
    expect(stderr).toContain('"a" is not set')
  })

  test.each(['1a', '"a"', 'a-b'])('are not named %s', async name => {
    expect((await script(`.set ${name} 1`)).stderr).toContain('is no name for a variable')
  })

  test('are refused on the command line without a name', async () => {
    const { exitCode, stderr } = await script('', '--set', '=x')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('Write name=value.')
  })
})

describe('results', () => {
  test('go to the file of .output until it is set back, readable by their owner only', async () => {
    const path = join(folder, 'out.csv')
    const { stdout } = await script(`.output ${path}\nSELECT 1;\nSELECT 2;\n.output\nSELECT 3;`)
    expect(readFileSync(path, 'utf8')).toBe('Subject,n\r\nHello,1\r\n'.repeat(2))
    expect(stdout).toBe('Subject,n\r\nHello,1\r\n')
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('go to the target of .once once; a file that is there is kept unless --force or --append stands before it', async () => {
    const path = fileWith('out.csv', 'mine\n')
    const refused = await script(`.once ${path}\nSELECT 1;`)
    expect(refused.stderr).toContain('FILE_EXISTS')
    await script(`.once --append "${path}"\nSELECT 1;\nSELECT 2;`)
    expect(readFileSync(path, 'utf8')).toBe('mine\nSubject,n\r\nHello,1\r\n')
    const { stdout } = await script(`.once --force ${path}\nSELECT 1;\nSELECT 2;`)
    expect(readFileSync(path, 'utf8')).toBe('Subject,n\r\nHello,1\r\n')
    expect(stdout).toBe('Subject,n\r\nHello,1\r\n')
  })

  test('that fail halfway leave no file', async () => {
    const path = join(folder, 'out.csv')
    await script(`.once ${path}\nSELECT breaks;`)
    expect(existsSync(path)).toBe(false)
    await script(`.output ${path}\nSELECT breaks;`)
    expect(existsSync(path)).toBe(false)
  })

  test.runIf(process.platform !== 'win32')('go to a program', async () => {
    const path = join(folder, 'upper.txt')
    await script(`.once |tr a-z A-Z > '${path}'\nSELECT 1;`)
    expect(readFileSync(path, 'utf8')).toBe('SUBJECT,N\r\nHELLO,1\r\n')
  })

  test('are written one line a value with .expanded, and without names with .headers off', async () => {
    const { stdout } = await script(
      '.mode box\n.expanded on\nSELECT 1;\n.mode csv\nSELECT 2;\n.headers off\nSELECT 3;',
    )
    expect(stdout).toBe(
      '── row 1 ──\nSubject │ Hello\nn       │ 1\n1 row\nSubject,n\r\nHello,1\r\nHello,1\r\n',
    )
  })
})

test.each([
  ['\\dt', "SchemaName = 'IMAP' ORDER"],
  ['\\dv', "TableType LIKE '%VIEW'"],
  ['\\d', "SchemaName = 'IMAP' ORDER"],
  ['\\d Inbox', 'sys_tablecolumns'],
  ['\\df', 'sys_sqlinfo'],
  ['.procedures', 'sys_procedures'],
  ['.procedure Sync', 'sys_procedureparameters'],
  ['\\tables', 'sys_tables'],
])('%s is SQL that a user could type', async (line, part) => {
  const { sql, exitCode } = await script(line)
  expect(sql).toHaveLength(1)
  expect(sql[0]).toContain(part)
  expect(exitCode).toBe(0)
})

test('spellings of psql change a switch, and say to what', async () => {
  const { stdout, stderr } = await script('\\x\n\\timing\n.timer off\n.show\nSELECT 1;')
  expect(stdout).toContain('expanded is on\ntiming is on\n')
  expect(stdout).toMatch(/^timing +off$/m)
  expect(stderr).toBe('')
})

test('no spelling means two commands', () => {
  const spellings = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases])
  expect(spellings.filter((name, index) => spellings.indexOf(name) !== index)).toEqual([])
})

test('--quiet greets nobody', async () => {
  const terminal = new FakeTerminal({ screen: true, env: { XDG_STATE_HOME: folder } })
  const exit = main(['-q'], terminal.io, loaderOf(new FakeConnection(() => ({}))))
  terminal.type('UPDATE x;\r.quit\r')
  await exit
  expect(terminal.stdout).not.toMatch(/help lists|\nok\n/)
})
