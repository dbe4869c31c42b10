import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { main } from '../../src/shell/main.ts'
import { FakeTerminal, type FakeTerminalOptions } from './support/fake-terminal.ts'
import { runInPty } from './support/run-in-pty.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'gmailsql')

async function demo(argv: readonly string[], options: FakeTerminalOptions = { piped: '' }) {
  const terminal = new FakeTerminal(options)
  const exitCode = await main(['--demo', ...argv], terminal.io)
  return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr }
}

describe('--demo', () => {
  test('answers SELECT over the built-in mailbox, in every run the same', async () => {
    const argv = ['--format', 'jsonl', '-c', 'SELECT Subject, Size FROM Inbox ORDER BY Size DESC LIMIT 3']
    const first = await demo(argv)
    const rows = first.stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows).toHaveLength(3)
    expect(rows.every(row => typeof row.Subject === 'string' && row.Size > 0)).toBe(true)
    expect(first.exitCode).toBe(0)
    expect((await demo(argv)).stdout).toBe(first.stdout)
  })

  test('runs a script from standard input and says what it cost', async () => {
    const piped = 'SELECT COUNT(*) AS n FROM Inbox;\nSELECT Subject FROM Inbox LIMIT 2;\n'
    const { stdout, stderr, exitCode } = await demo(['--timing', '--format', 'csv'], { piped })
    expect(stdout.split('\r\n')).toHaveLength(6)
    expect(stdout).toMatch(/^n\r\n\d+\r\nSubject\r\n/)
    expect(stderr).toMatch(/^time: 1 row, [\d,]+ ms, \d+ IMAP commands?, [\d,]+ bytes received$/m)
    expect(stderr).toMatch(/^time: 2 rows, /m)
    expect(exitCode).toBe(0)
  })

  test('stops at an unknown column with its place and exits with 1', async () => {
    const { stderr, stdout, exitCode } = await demo(['-c', 'SELECT Subject,\n  Sizze FROM Inbox; SELECT 1'])
    expect(stderr).toContain('NO_COLUMN (42703)')
    expect(stderr).toContain('line 2, column 3\n    Sizze FROM Inbox\n    ^\n')
    expect(stdout).toBe('')
    expect(exitCode).toBe(1)
  })

  test('lists its tables and the columns of one', async () => {
    const tables = await demo(['--format', 'csv', '-c', '.tables', '-c', '.schema inbox'])
    expect(tables.stderr).toBe('')
    expect(tables.stdout).toMatch(/^inbox,/im)
    expect(tables.stdout).toMatch(/^Subject,/m)
  })
})

describe.runIf(process.platform !== 'win32')('the program', () => {
  test('ends quietly when its reader has had enough', async () => {
    const shell = spawn(process.execPath, [
      BIN,
      '--demo',
      '--format',
      'csv',
      '-c',
      'SELECT Subject FROM AllMail',
    ])
    let stderr = ''
    shell.stderr.on('data', chunk => {
      stderr += String(chunk)
    })
    shell.stdout.once('data', () => shell.stdout.destroy())
    const exitCode = await new Promise(resolve => shell.on('close', resolve))
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
  })

  test('is a prompt on a terminal', async () => {
    const { screen, status } = await runInPty({
      command: [process.execPath, BIN, '--demo'],
      columns: 60,
      env: { XDG_STATE_HOME: temporaryFolder(), LANG: 'C.UTF-8', TERM: 'xterm' },
      steps: [
        ['gmailsql> ', 'SELECT Subject FROM Inbox\r'],
        ['...> ', 'LIMIT 2;\r'],
        ['2 rows', '.quit\r'],
      ],
    })
    expect(screen).toContain('This is the built-in mailbox; nothing leaves this machine.')
    expect(status).toBe(0)
  })
})
