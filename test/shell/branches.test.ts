import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { FakeConnection, loaderOf } from './support/fake-connection.ts'
import { FakeTerminal } from './support/fake-terminal.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

async function script(text: string, ...argv: readonly string[]) {
  const connection = new FakeConnection(sql => ({
    columns: ['many'],
    rows: [[sql.includes('none') ? 0 : 1]],
  }))
  const terminal = new FakeTerminal({ piped: text })
  const exitCode = await main(['--format', 'csv', ...argv], terminal.io, loaderOf(connection))
  const { stdout, stderr } = terminal
  return { exitCode, stdout, stderr, sql: connection.asked.map(({ sql }) => sql) }
}

describe('\\if', () => {
  test.each([
    ['true', 'a'],
    ['ON', 'a'],
    ['1', 'a'],
    ['y', 'a'],
    ['false', 'c'],
    ['of', 'c'],
    ['0', 'c'],
    ['No', 'c'],
    [':yes', 'a'],
    [':{?yes}', 'a'],
    [':{?other}', 'c'],
  ])('takes a branch by %s', async (expression, printed) => {
    const text = `\\if ${expression}\n\\echo a\n.elif false\n\\echo b\n\\else\n\\echo c\n\\endif`
    expect(await script(text, '--set', 'yes=yes')).toMatchObject({ stdout: `${printed}\n`, exitCode: 0 })
  })

  test('takes the first branch that is true, and looks at no expression behind it', async () => {
    const text = '.if 0\n.print a\n.elif 1\n.print b\n.elif what\n.print c\n.else\n.print d\n.endif\n.print e'
    expect(await script(text)).toMatchObject({ stdout: 'b\ne\n', stderr: '', exitCode: 0 })
  })

  test('skips statements, what ends them, commands, files and whole .ifs, and takes their words for none', async () => {
    const { sql, stdout, stderr } = await script(`\\if false
SELECT 1; SELECT ';
\\endif';
SELECT 2 \\gset
.read nothing-there
.xyzzy
.quit
\\if true
SELECT 3;
\\else
SELECT 4;
\\endif
\\elif true
\\if false
SELECT 5;
\\else
SELECT 6;
\\endif
\\endif
.set`)
    expect(sql).toEqual(['SELECT 6'])
    expect(stdout).toBe('many\r\n1\r\nno variable is set\n')
    expect(stderr).toBe('')
  })

  test('goes by what a statement found', async () => {
    const text = (from: string) =>
      `SELECT many ${from} \\gset\n\\if :many\nSELECT 'many';\n\\else\nSELECT 'few';\n\\endif`
    expect((await script(text('some'))).sql).toEqual(['SELECT many some', "SELECT 'many'"])
    expect((await script(text('none'))).sql).toEqual(['SELECT many none', "SELECT 'few'"])
  })

  test.each([
    ['an .if that is open', '\n.if 1\n.if 1\n.endif\n', 'there is no .endif to this .if\nline 2, column 1\n'],
    ['an \\else alone', '\\else', 'there is no .if that \\else could belong to\nline 1'],
    ['an \\elif alone', '\\elif 1', 'no .if that \\elif could'],
    ['an \\endif alone', '\\if 1\n\\endif\n\\endif', 'no .if that \\endif could belong to\nline 3'],
    ['two \\else', '\\if 1\n\\else\n\\else\n\\endif', '\\else stands behind .else\nline 3'],
    ['\\elif behind \\else', '\\if 1\n\\else\n\\elif 1\n\\endif', '\\elif stands behind .else'],
    ['a word that is none', '\\if maybe\n\\endif', 'takes true or false, not "maybe"'],
    ['half a word', '\\if o\n\\endif', 'takes true or false, not "o"'],
    ['a variable that is not set', '\\if :many\n\\endif', 'not ":many"'],
    ['nothing', '\\if\n\\endif', 'takes true or false, not ""'],
  ])('says what is wrong with %s, with a hint', async (_, text, message) => {
    const { stderr, exitCode } = await script(text)
    expect(stderr).toContain(message)
    expect(stderr).toContain('\nhint: ')
    expect(exitCode).toBe(1)
  })

  test('with an expression that is none is not taken where the script goes on', async () => {
    const text = '.if maybe\n.print a\n.else\n.print b\n.endif\n.print c'
    expect(await script(text, '--no-bail')).toMatchObject({ stdout: 'b\nc\n', exitCode: 1 })
  })

  test('is not missed behind .quit, nor behind an error', async () => {
    expect(await script('.if 1\n.quit\n')).toMatchObject({ stderr: '', exitCode: 0 })
    expect((await script('.if 1\n.xyzzy\n')).stderr).not.toContain('.endif')
  })

  test('of a file that is read ends with it', async () => {
    const inner = join(temporaryFolder(), 'inner.sql')
    writeFileSync(inner, '.if 0\n.else\n.print inner\n')
    const open = await script(`.if 1\n.read ${inner}\n.print outer\n.endif\n.print end`, '--no-bail')
    expect(open.stdout).toBe('inner\nouter\nend\n')
    expect(open.stderr).toContain(`no .endif to this .if\n${inner}: line 1, column 1`)
    writeFileSync(inner, '.endif\n')
    expect((await script(`.if 1\n.read ${inner}\n.endif`)).stderr).toContain('there is no .if')
  })

  test('at the prompt is told by @ where it skips, and Ctrl-C leaves the innermost', async () => {
    const connection = new FakeConnection(() => ({ columns: ['n'], rows: [[1]] }))
    const terminal = new FakeTerminal({ screen: true })
    const done = main(['-q'], terminal.io, loaderOf(connection))
    // A prompt with nothing typed behind it.
    const prompts = (count: number) => new RegExp(`(?:gmailsql@> \\x1b\\[G[^]*){${count}}`)
    const typed = [
      [/gmailsql> /, '.if 1\r.if maybe\r'],
      [prompts(1), 'SELECT 1;\r'],
      [prompts(2), '.quit\r'],
      [prompts(3), '\x03'],
      [/left \.if/, '.else\r'],
      [prompts(4), 'exit\r'],
      [prompts(5), '\\endif\rSELECT 2;\r'],
      [/1 row/, '.quit\r'],
    ] as const
    for (const [shown, text] of typed) {
      await terminal.shows(shown)
      terminal.type(text)
    }
    expect(await done).toBe(0)
    expect(connection.asked.map(({ sql }) => sql).filter(sql => !sql.includes('sys_'))).toEqual(['SELECT 2'])
    expect((terminal.stdout + terminal.stderr).match(/skipped; /g)).toHaveLength(3)
  })

  test('works in the start file of the prompt', async () => {
    const config = temporaryFolder()
    mkdirSync(join(config, 'gmailsql'))
    writeFileSync(
      join(config, 'gmailsql', 'gmailsqlrc'),
      '.if :{?work}\n.prompt work>\n.else\n.prompt home>\n.endif\n.if 1\n',
    )
    const terminal = new FakeTerminal({ env: { XDG_CONFIG_HOME: config } })
    const done = main(['-q'], terminal.io, loaderOf(new FakeConnection(() => ({}))))
    await terminal.shows('home> ')
    terminal.type('.quit\r')
    expect(await done).toBe(0)
    expect(terminal.stderr).toContain('there is no .endif to this .if')
  })
})

test('.print takes variables as they are, in quotes, and whether they are set', async () => {
  const text = `.set n it's "so"\n.print :n :'n' :"n" :{?n} :{?m} :m :'m' a::n 10:30`
  const { stdout } = await script(text)
  expect(stdout).toBe(`it's "so" 'it''s "so"' "it's ""so""" TRUE FALSE :m :'m' a::n 10:30\n`)
})
