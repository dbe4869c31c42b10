import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runInPty } from './support/run-in-pty.ts'
import { screenOf } from './support/screen-of.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const SHELL = join(import.meta.dirname, 'support', 'long-shell.ts')
const PROMPT = 'gmailsql> '

async function typed(...steps: readonly (readonly [string, string])[]) {
  const command = [process.execPath, '--experimental-strip-types', '--no-warnings', SHELL]
  const env = {
    XDG_STATE_HOME: temporaryFolder(),
    LANG: 'C.UTF-8',
    TERM: 'xterm',
    NO_COLOR: '',
    XDG_CONFIG_HOME: '/nonexistent',
  }
  const { screen, status } = await runInPty({ command, columns: 80, env, steps })
  expect(status).toBe(0)
  return { written: screen, screen: screenOf(screen) }
}

describe.runIf(process.platform !== 'win32')('the screen', () => {
  test('shows a statement of several lines as it was edited, in Japanese too, and its result below', async () => {
    const { screen, written } = await typed(
      [PROMPT, "SELECT '件名'\rFROM Inbox"],
      // Up to the first line, into the text, one character out and two in.
      ['Inbox', '\x1b[A\x1b[F\x1b[D\x7f日時\x1b[B\x1b[F LIMIT 3;'],
      ['LIMIT', '\r'],
      ['100 rows', '\x04'],
    )
    const at = screen.indexOf("gmailsql> SELECT '件日時'")
    expect(at).toBeGreaterThan(0)
    expect(screen.slice(at + 1, at + 5)).toEqual([
      '     ...> FROM Inbox LIMIT 3;',
      ' n │ x',
      '───┼──',
      ' 1 │ x',
    ])
    expect(written).toContain('\x1b[1;34mSELECT\x1b[0m')
    expect(written).toContain("\x1b[32m'件日時'\x1b[0m")
  })

  test('breaks a long line where the screen ends, and the cursor is where the text is', async () => {
    const long = `SELECT ${'a'.repeat(100)}`
    const { screen } = await typed(
      [PROMPT, `${long}\x1b[H\x1b[1;5C!\x1b[F;`],
      [';', '\r'],
      ['100 rows', '.quit\r'],
    )
    expect(screen).toContain(`gmailsql> SELECT! ${'a'.repeat(62)}`)
    expect(screen).toContain(`${'a'.repeat(38)};`)
  })

  test('shows what Tab offers below the text, and takes it away again', async () => {
    const { screen, written } = await typed(
      [PROMPT, '.ex\t\t'],
      ['.expanded', ' off\r'],
      [PROMPT, '.expanded\r'],
      ['off', '.quit\r'],
    )
    expect(written).toMatch(/\.exit +\S*\.expanded/)
    expect(screen.filter(line => line.includes('.exit'))).toEqual([])
  })

  test('searches the history with Ctrl-R', async () => {
    const { screen, written } = await typed(
      [PROMPT, '.print one two\r'],
      [PROMPT, '.print three\r'],
      [PROMPT, '\x12two'],
      ['search "two": ', '\r'],
      [PROMPT, '.quit\r'],
    )
    expect(written).toContain('search "two"')
    expect(screen.filter(line => line === 'one two')).toHaveLength(2)
  })
})
