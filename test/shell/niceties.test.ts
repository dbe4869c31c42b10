import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { FakeConnection, loaderOf } from './support/fake-connection.ts'
import { FakeTerminal } from './support/fake-terminal.ts'
import { runInPty } from './support/run-in-pty.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const SHELL = join(import.meta.dirname, 'support', 'real-shell.ts')
const PROMPT = 'gmailsql> '

/** Answers of a fake account, by what stands in the statement. */
function answer(sql: string) {
  if (sql.includes('counted'))
    return { columns: ['n:INTEGER', 'box', 'none'], rows: [[42, "Work/Project's X", null]] }
  if (sql.includes('many')) return { columns: ['n'], rows: [[1], [2]] }
  if (sql.includes('blob')) return { columns: ['b'], rows: [[Buffer.from('x')]] }
  if (sql.includes('three')) {
    const rows = [
      ['a.example', '2024', 1],
      ['b.example', '2025', 2],
      ['a.example', '2025', 3],
    ]
    return {
      columns: ['Domain', 'Year', 'n:INTEGER'],
      rows: sql.includes('twice') ? [...rows, rows[0]!] : rows,
    }
  }
  return { columns: ['a', 'b'], rows: [['x', null]] }
}

async function script(text: string, env: Record<string, string> = {}, ...argv: string[]) {
  const connection = new FakeConnection(answer)
  const terminal = new FakeTerminal({ piped: text, env: { XDG_CONFIG_HOME: temporaryFolder(), ...env } })
  const exitCode = await main(['--format', 'csv', ...argv], terminal.io, loaderOf(connection))
  return { exitCode, asked: connection.asked, stdout: terminal.stdout, stderr: terminal.stderr }
}

test('a row becomes variables with \\gset, at the end of a statement of several lines in a script', async () => {
  const { asked, stdout, stderr, exitCode } = await script(
    "SELECT 1;\nSELECT counted\nFROM t \\gset my_\nSELECT :my_n, :'my_box';\n.unset my_n\n.gset\n.set\n",
  )
  expect(stderr).toContain('the variable "my_n" is not set')
  expect(asked.map(({ sql }) => sql)).toEqual([
    'SELECT 1',
    'SELECT counted\nFROM t',
    "SELECT :my_n, 'Work/Project''s X'",
  ])
  expect(asked[2]!.params).toEqual({ my_n: 42 })
  expect(stdout).toBe('a,b\r\nx,\r\na,b\r\nx,\r\n')
  expect(exitCode).toBe(1)
})

test.each([
  ['two rows', 'SELECT many \\gset', 'needs one row, and there are 2'],
  ['a BLOB', 'SELECT blob \\gset', 'is a BLOB'],
  ['no statement', '\\gset', 'no statement yet'],
  ['a name that is none', 'SELECT counted \\gset 1', '"1n" is no name'],
  ['a question without a prompt', '\\prompt n', '--set n=value'],
  ['a result that is not there', '.crosstab', 'there is no result'],
  [
    'two values of a cell',
    'SELECT three twice \\crosstabview',
    'more than one value for a cell of "a.example"',
  ],
  ['two columns', 'SELECT 1 \\crosstabview', 'three columns are needed, and there are 2'],
  ['another column', 'SELECT three \\crosstabview Domain Yaer n', 'no column "Yaer"'],
  ['a query that is not there', '.run nothing', 'no query is saved as "nothing"'],
  ['a path as a name', 'SELECT 1;\n.save ../x', '"../x" is no name'],
  ['another setting of psql', '\\pset border 2', 'takes null only'],
])('says what is wrong with %s', async (_, text, message) => {
  const { stderr, exitCode } = await script(text)
  expect(stderr).toContain(message)
  expect(exitCode).toBe(1)
})

test('\\g and \\gx end statements of scripts and of -c', async () => {
  const { stdout } = await script('SELECT 1 \\g\nSELECT "a \\g" \\gx\n', {}, '--format', 'table')
  expect(stdout).toBe('a │ b     \n──┼───────\nx │ <null>\n1 row\n\n── row 1 ──\na │ x\nb │ <null>\n1 row\n')
})

test('.nullvalue stands for NULL in tables, csv and tsv', async () => {
  const { stdout } = await script(
    ".nullvalue '(no, thing)'\nSELECT 1;\n.mode tsv\nSELECT 1;\n.mode vertical\n\\pset null ∅\nSELECT 1;\n.nullvalue\n",
  )
  expect(stdout).toBe(
    'a,b\r\nx,"(no, thing)"\r\na\tb\r\nx\t(no, thing)\r\n\n── row 1 ──\na │ x\nb │ ∅\n1 row\n∅\n',
  )
})

test('.crosstab makes columns of the values of one', async () => {
  const { stdout } = await script('SELECT three \\crosstabview\n.crosstab Year Domain n\n')
  expect(stdout).toBe(
    'Domain,2024,2025\r\na.example,1,3\r\nb.example,,2\r\nYear,a.example,b.example\r\n2024,1,\r\n2025,3,2\r\n',
  )
})

test('a query is saved in a file of its owner, runs with variables, and is replaced only by --force', async () => {
  const env = { XDG_CONFIG_HOME: temporaryFolder() }
  const saved = await script("SELECT 'x',\n :n;\n.save by-n\n.save by-n\n", env, '--set', 'n=1')
  expect(saved.stderr).toContain('FILE_EXISTS')
  const file = join(env.XDG_CONFIG_HOME, 'gmailsql/queries/by-n.sql')
  expect(readFileSync(file, 'utf8')).toBe("SELECT 'x',\n :n;\n")
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const run = await script(
    '.queries\n.run by-n\nSELECT 2;\n.save --force by-n\n.save pass\n',
    env,
    '--set',
    'n=5',
  )
  expect(run.stdout).toBe('by-n\na,b\r\nx,\r\na,b\r\nx,\r\n')
  expect(run.asked[0]!.params).toEqual({ n: 5 })
  expect(readFileSync(file, 'utf8')).toBe('SELECT 2;\n')
  const secret = await script("EXEC GetOAuthAccessToken @Verifier = 'abc';\n.save token\n", env)
  expect(secret.stderr).toContain('FILE_UNSAFE')
})

describe.runIf(process.platform !== 'win32')('on a real terminal', () => {
  test('variables of a row, questions, saved queries, NULL, crosstabs and names with slashes', async () => {
    const config = temporaryFolder()
    mkdirSync(join(config, 'gmailsql/queries'), { recursive: true })
    writeFileSync(join(config, 'gmailsql/queries/unread.sql'), "SELECT 'unread' || :n AS kept;\n")
    const { screen, status } = await runInPty({
      command: [process.execPath, '--experimental-strip-types', '--no-warnings', SHELL, '--demo'],
      columns: 100,
      env: {
        XDG_STATE_HOME: temporaryFolder(),
        XDG_CONFIG_HOME: config,
        LANG: 'C.UTF-8',
        TERM: 'xterm',
        NO_COLOR: '1',
      },
      steps: [
        [PROMPT, 'SELECT COUNT(*) + 1000000 AS n FROM Newsletters \\gset\r'],
        [PROMPT, "SELECT :n - 1000000 > 0 || ' found' AS f;\r"],
        ['1 row', '\\prompt "日付は? " day\r'],
        ['日付は? ', '三月\r'],
        [PROMPT, "SELECT :'day' || ' is typed' AS d, NULL AS e \\gx\r"],
        ['三月 is typed', '.nullvalue ∅\r'],
        [PROMPT, 'SELECT NULL AS nil;\r'],
        [' ∅', '.set n 7\r.run un\t\r'],
        ['unread7', '.ques\t'],
        ['.queries', '\x15'],
        [PROMPT, "SELECT 'd1' AS d, 'c' || value AS c, value AS v FROM json_each('[1,2]') \\crosstabview\r"],
        ['d1 │', 'SELECT COUNT(*) FROM Work/P\t'],
        ['FROM "Work/Project X"', ';\r'],
        ['1 row', '.quit\r'],
      ],
    })
    expect(screen).toMatch(/d {2}│ c1 │ c2/)
    expect(screen).not.toContain('gmailsql: ')
    expect(status).toBe(0)
  })
})
