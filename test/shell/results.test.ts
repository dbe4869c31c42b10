import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { FakeConnection, loaderOf } from './support/fake-connection.ts'
import { FakeTerminal } from './support/fake-terminal.ts'
import { runInPty } from './support/run-in-pty.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const rows = Array.from({ length: 12_345 }, (_, i) => [i + 1, 'x'])

function start(env: Record<string, string> = {}) {
  const connection = new FakeConnection(() => ({ columns: ['n:INTEGER', 'x'], rows }))
  const terminal = new FakeTerminal({
    screen: true,
    columns: 80,
    env: { XDG_STATE_HOME: temporaryFolder(), ...env },
  })
  const exit = main([], terminal.io, loaderOf(connection))
  const session = async (...lines: readonly string[]) => {
    for (const line of lines) terminal.type(`${line}\r`)
    terminal.type('.quit\r')
    expect(await exit).toBe(0)
    return { stdout: terminal.stdout, stderr: terminal.stderr, asked: connection.asked }
  }
  return { terminal, session }
}

describe('a table at the prompt', () => {
  test('shows what the screen holds, and says how much that is of the result', async () => {
    const { stdout } = await start().session('SELECT 1;')
    expect(stdout).toContain('\n18 │ x\nshowing 18 of 12,345 rows\n')
    expect(stdout).toContain('.last shows the first 10,000, .maxrows off shows all rows')
    expect(stdout).not.toContain('19 │ x')
  })

  test('shows as many rows as .maxrows says', async () => {
    const { stdout, stderr } = await start().session('.maxrows 40', 'SELECT 1;', '.maxrows', '.maxrows 0')
    expect(stdout).toContain('showing 40 of 12,345 rows\n')
    expect(stdout).toContain('\n40\n')
    expect(stderr).toContain('.maxrows takes a number, auto or off, not "0"')
    expect((await start().session('.maxrows off', 'SELECT 1;')).stdout).toContain('\n12345 rows\n')
  })

  test('is shown whole by .last, to its kept end', async () => {
    const { stdout, stderr, asked } = await start().session('SELECT 1;', '.last')
    expect(stdout).toContain('\n10000 │ x')
    expect(stdout).toContain('showing 10,000 of 12,345 rows\n')
    expect(stderr).toContain('10000 of 12345 rows were kept')
    expect(asked).toHaveLength(1)
  })

  test('is whole in another format, and in a file', async () => {
    const { stdout } = await start().session('.mode csv', 'SELECT 1;')
    expect(stdout).toContain('12345,x\n')
  })
})

test('a script shows all rows', async () => {
  const connection = new FakeConnection(() => ({ columns: ['n'], rows }))
  const terminal = new FakeTerminal({ screen: true, columns: 80 })
  await main(['-c', 'SELECT 1'], terminal.io, loaderOf(connection))
  expect(terminal.stdout).toContain('12345 rows\n')
})

test('.chart draws the last result', async () => {
  const { stdout, stderr } = await start().session(
    '.chart',
    'SELECT 1;',
    '.chart spark x n',
    '.chart line nn',
  )
  expect(stderr).toContain('there is no result to draw')
  expect(stdout).toMatch(/\nn\n▁▁▁.*███\nof the first 10000 of 12345 rows\n/)
  expect(stderr).toContain('no column "nn"')
})

describe('.watch', () => {
  test('runs the last statement again, as often as it is told', async () => {
    const { asked, stdout } = await start().session('SELECT 1;', '.watch 0.01 3', 'SELECT 2 \\watch 0.01 1')
    expect(asked.map(({ sql }) => sql)).toEqual(['SELECT 1', 'SELECT 1', 'SELECT 1', 'SELECT 1', 'SELECT 2'])
    expect(stdout).toMatch(/\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ, every 0.01 s\n/)
  })

  test('ends with Ctrl-C, and needs a statement', async () => {
    const { terminal, session } = start()
    terminal.type('.watch\rSELECT 1 \\watch 100\r')
    await terminal.shows(/every 100 s[\s\S]*showing/)
    terminal.type('\x03')
    const { asked, stderr } = await session('SELECT 2;')
    expect(asked).toHaveLength(2)
    expect(stderr).toContain('there is no statement yet that .watch could run')
    expect((await start().session('SELECT 1;', '.watch x')).stderr).toContain('not "x"')
  })
})

test.runIf(process.platform !== 'win32')(
  '.edit opens the last statement; what is left stands at the prompt',
  async () => {
    const editor = join(temporaryFolder(), 'editor.sh')
    writeFileSync(editor, '#!/bin/sh\nsed -i.bak "s/1/4711/" "$1"\n', { mode: 0o700 })
    const { asked, stderr } = await start({ EDITOR: editor }).session(
      'SELECT 1;',
      '.edit',
      ';',
      'SELECT 1 \\e',
      ';',
    )
    expect(asked.map(({ sql }) => sql)).toEqual(['SELECT 1', 'SELECT 4711', 'SELECT 4711'])
    expect(stderr).toBe('')
    expect((await start({ EDITOR: 'false' }).session('SELECT 1;', '\\e')).stderr).toContain(
      'the editor "false" ended with 1',
    )
  },
)

test('.edit is refused in a script', async () => {
  const terminal = new FakeTerminal({ piped: '.edit' })
  expect(await main([], terminal.io, loaderOf(new FakeConnection(() => ({}))))).toBe(1)
  expect(terminal.stderr).toContain('NOT_SUPPORTED')
})

describe.runIf(process.platform !== 'win32')('on a real terminal', () => {
  const shell = join(import.meta.dirname, 'support', 'long-shell.ts')
  const command = [process.execPath, '--experimental-strip-types', '--no-warnings', shell]

  function run(pager: string, ...lines: readonly string[]) {
    const env = {
      XDG_STATE_HOME: temporaryFolder(),
      LANG: 'C.UTF-8',
      TERM: 'xterm',
      NO_COLOR: '1',
      PAGER: pager,
    }
    const steps = [...lines, '.quit'].map(line => ['gmailsql> ', `${line}\r`] as const)
    return runInPty({ command, columns: 80, env, steps })
  }

  test('what is longer than the screen goes through the pager, and a table that fits does not', async () => {
    const { screen } = await run('sed s/^/PAGED:/', 'SELECT 1;', '.maxrows off', 'SELECT 2;', 'SELECT 3;')
    expect(screen).toContain('PAGED:100 │ x')
    expect(screen.match(/PAGED: *n /g)).toHaveLength(2)
    expect(screen).toContain('showing 18 of 100 rows')
    expect(screen).not.toContain('PAGED:showing')
  })

  test('a pager that is left early ends the statement, and one that is not there costs nothing', async () => {
    const { screen, status } = await run('head -2', '.maxrows off', 'SELECT endless;')
    expect(screen).not.toMatch(/gmailsql: [A-Z]/)
    expect(status).toBe(0)
    expect((await run('no-such-pager', '.maxrows off', 'SELECT 1;')).screen).toContain('100 rows')
  })
})
