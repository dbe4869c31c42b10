import { join } from 'node:path'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { FORMAT_NAMES } from '../../src/format/create-writer.ts'
import { runInPty } from './support/run-in-pty.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const SHELL = join(import.meta.dirname, 'support', 'hostile-shell.ts')
const PROMPT = 'gmailsql> '
/** What the prompt may send: cursor moves, erasing, SGR, bracketed paste. */
const OUR_SEQUENCES = /\x1b\[(?:\d*[ABCDGJK]|[\d;]*m|\?2004[hl])/g
const UNSAFE = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]/u

function shell(args: readonly string[], steps: readonly (readonly [string, string])[], columns = 80) {
  const command = [process.execPath, '--experimental-strip-types', '--no-warnings', SHELL, ...args]
  const env = { XDG_STATE_HOME: temporaryFolder(), LANG: 'C.UTF-8', TERM: 'xterm' }
  return runInPty({ command, columns, env, steps })
}

describe.runIf(process.platform !== 'win32')('on a real terminal', () => {
  test.each(FORMAT_NAMES)('no byte of mail, name, notice or error does anything, as %s', async format => {
    const { screen, status } = await shell(
      ['--format', format],
      [
        [PROMPT, 'SELECT 1;\r'],
        [PROMPT, 'SELECT refused;\r'],
        [PROMPT, '.quit\r'],
      ],
    )
    expect(status).toBe(0)
    // Between two fields of TSV stands a TAB of ours.
    const ours = format === 'tsv' ? /\r+\n|\t/g : /\r+\n/g
    const rest = screen.replace(OUR_SEQUENCES, '').replace(ours, '')
    expect(rest).not.toMatch(UNSAFE)
    expect(rest).toContain('NO_TABLE')
    expect(rest).toMatch(/\\(?:x1b|u001b)\]0;owned/)
  })

  test('a table fits the screen', async () => {
    const { screen } = await shell(['-c', 'SELECT 1'], [], 40)
    const lines = screen.replace(OUR_SEQUENCES, '').split('\r\n')
    const table = lines.slice(
      lines.findIndex(line => line.includes('│')),
      lines.findIndex(line => /^1 row/.test(line)),
    )
    expect(table.map(line => stringWidth(line))).toEqual([40, 40, 40])
  })

  test('Ctrl-C cancels the statement and keeps the session, Ctrl-D leaves', async () => {
    const { screen, status } = await shell(
      ['--format', 'csv'],
      [
        [PROMPT, 'SELECT hangs;\r'],
        ['first', '\x03'],
        [PROMPT, 'SELECT'],
        ['SELECT', '\x03'],
        [PROMPT, '\x04'],
      ],
    )
    expect(screen).toContain('CANCELLED (57014)')
    expect(screen).toContain('^C')
    expect(status).toBe(0)
  })

  test('Ctrl-C ends a shell without prompt with 130', async () => {
    const { screen, status } = await shell(['--format', 'csv', '-c', 'SELECT hangs'], [['first', '\x03']])
    expect(screen).toContain('-- incomplete: error')
    expect(status).toBe(130)
  })
})
