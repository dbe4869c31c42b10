import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHIPPED_REPORTS } from '../../src/report/shipped.ts'
import { main } from '../../src/shell/main.ts'
import { FakeTerminal, type FakeTerminalOptions } from '../shell/support/fake-terminal.ts'
import { temporaryFolder } from '../shell/support/temporary-folder.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo

beforeAll(async () => {
  demo = await startDemo({ messages: 400 })
})
afterAll(() => demo[Symbol.asyncDispose]())

const directory = temporaryFolder()

async function shell(argv: readonly string[], options: FakeTerminalOptions = { piped: '' }) {
  const terminal = new FakeTerminal(options)
  const exitCode = await main(['report', ...argv], terminal.io)
  // The connection string of the tests holds a password.
  return {
    exitCode,
    stdout: terminal.stdout,
    stderr: terminal.stderr.replace(/^gmailsql: warning: .*\n/, ''),
  }
}

function reportFile(name: string, ...lines: readonly string[]): string {
  const file = join(directory, name)
  writeFileSync(file, lines.join('\n'))
  return file
}

const block = (head: string, ...lines: readonly string[]) => `\`\`\`${head}\n${lines.join('\n')}\n\`\`\``

describe('gmailsql report', () => {
  test.each(Object.keys(SHIPPED_REPORTS))('makes a page of %s, which comes along', async name => {
    const output = join(directory, `${name}.html`)
    const made = await shell([name, demo.connectionString, '-o', output])
    expect(made).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    const html = readFileSync(output, 'utf8')
    expect(html).toMatch(/^<!doctype html>/)
    expect(html).toContain('role="img"')
    expect(html).not.toContain('class="error"')
    expect(statSync(output).mode & 0o777).toBe(0o600)
  })

  test('takes values for parameters and shows them', async () => {
    const file = reportFile(
      'set.md',
      '---\ntitle: Set\nparameters:\n  least: 1\n  word: x\n---',
      'More than {{ least }}, called {{word}}: {{ found.n }}.',
      block('sql found', 'SELECT COUNT(*) AS n FROM (SELECT 5 AS a UNION SELECT 2) WHERE a > :least'),
    )
    const made = await shell([file, demo.connectionString, '--set', 'least=3', '--set', 'word=a <b>'])
    expect(made).toMatchObject({ exitCode: 0, stderr: '' })
    expect(made.stdout).toContain('More than 3, called a &lt;b&gt;: 1.')
    expect(made.stdout).toContain('<li>least <b>3</b></li>')
  })

  test('shows what fails in its place, draws the rest, and ends with 1', async () => {
    const file = reportFile(
      'failing.md',
      block('sql', 'SELECT Nmae FROM Labels'),
      block('sql bar y=Subject', "SELECT 'a' AS Name, 'b' AS Subject"),
      block('sql bar y=Missing', "SELECT 'a' AS Name, 1 AS n"),
      block('sql pie', "SELECT 'a' AS Name, -1 AS n"),
      'and {{ nothing }}',
      block('sql bar', "SELECT 'a' AS Name, 1 AS n"),
    )
    const { exitCode, stdout, stderr } = await shell([file, demo.connectionString])
    expect(exitCode).toBe(1)
    expect(stdout.match(/class="error"/g)).toHaveLength(4)
    expect(stdout.match(/<svg class="wide"/g)).toHaveLength(1)
    expect(stderr.match(/^gmailsql: /gm)).toHaveLength(5)
    expect(stderr).toMatch(/NO_COLUMN .*line 2, column 8 of the report/)
    expect(stdout).toContain('Did you mean')
  })

  test('says of a table how much of it is shown, and of a chart what was left out', async () => {
    const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1234) SELECT'
    const file = reportFile(
      'cut.md',
      block('sql table limit=3', `${numbers} i FROM n`),
      block('sql bar', `${numbers} 'name ' || i AS Name, i FROM n LIMIT 45`),
      block('sql pie', `${numbers} 'name ' || i AS Name, i FROM n LIMIT 12`),
    )
    const { exitCode, stdout } = await shell([file, demo.connectionString])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Showing 3 of 1,234 rows.')
    expect(stdout).toContain('The first 30 of 45 names are drawn; limit=45 in the report draws all.')
    expect(stdout).toContain('The 8 largest of 12 are drawn, the others as one part.')
  })

  test('prints the Markdown of a report, to begin with', async () => {
    const { exitCode, stdout } = await shell(['overview', '--source'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^---\ntitle: /)
    const copied = reportFile('copied.md', stdout)
    expect((await shell([copied, '--source'])).stdout).toBe(stdout)
  })

  test('has a help that names the reports that come along', async () => {
    const { exitCode, stdout } = await shell(['--help'])
    expect(exitCode).toBe(0)
    for (const name of Object.keys(SHIPPED_REPORTS)) expect(stdout).toContain(`  ${name} `)
  })

  test.each([
    [
      'a report that is not there',
      ['overveiw'],
      2,
      /"overveiw" cannot be read: ENOENT\nhint: Did you mean overview\?/,
    ],
    ['a parameter that it does not have', ['overview', '--set', 'month=3'], 2, /Did you mean months\?/],
    ['a connection beside --demo', ['overview', 'User=a', '--demo'], 2, /--demo takes no connection string/],
    [
      '--watch into a file',
      ['overview', '--watch', '-o', 'a.html'],
      2,
      /--watch serves the page and writes no file/,
    ],
    ['a port that is none', ['overview', '--watch', '--port', '70000'], 2, /It is no port/],
    ['no report', [], 2, /missing required argument 'report'/],
  ])('refuses %s', async (_, argv, code, message) => {
    const { exitCode, stderr } = await shell(argv)
    expect(exitCode).toBe(code)
    expect(stderr).toMatch(message)
  })

  test('does not fill a terminal with a page, and replaces no file unless told', async () => {
    const onTerminal = await shell(['overview', demo.connectionString], { piped: '', screen: true })
    expect(onTerminal).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Name a file with -o') })
    const file = reportFile('small.md', 'text')
    const output = reportFile('there.html', 'mine')
    expect((await shell([file, demo.connectionString, '-o', output])).exitCode).toBe(2)
    expect(readFileSync(output, 'utf8')).toBe('mine')
    expect((await shell([file, demo.connectionString, '-o', output, '--force'])).exitCode).toBe(0)
    expect(readFileSync(output, 'utf8')).toContain('<p>text</p>')
  })

  test('says what prints a PDF when there is no browser, before it connects', async () => {
    const output = join(directory, 'none.pdf')
    const nowhere = 'Server=127.0.0.1;Port=1;TLS=None;User=a;Password=b'
    for (const env of [{ CHROMIUM: join(directory, 'no-browser') }, { PATH: directory }] as const) {
      const { exitCode, stderr } = await shell(['overview', nowhere, '-o', output], { piped: '', env })
      expect(exitCode).toBe(2)
      expect(stderr).toMatch(/NOT_SUPPORTED .*a PDF is printed by a browser.*\nhint: Install one/)
    }
  })

  test('makes no page when there is no connection', async () => {
    const output = join(directory, 'none.html')
    const { exitCode, stderr } = await shell([
      'overview',
      'Server=127.0.0.1;Port=1;TLS=None;User=a;Password=b',
      '-o',
      output,
    ])
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(/CONNECT/)
    expect(() => statSync(output)).toThrow(/ENOENT/)
  })
})
