import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import xterm from '@xterm/headless'
import { runInPty } from '../../test/shell/support/run-in-pty.ts'
import { screenSvg } from './screen-svg.ts'

const SIZE = { columns: 92, rows: 40 }

/** What is waited for on the screen, and what is typed then. */
const SESSION = [
  [
    'gmailsql> ',
    'SELECT FromName, COUNT(*) AS Unread, MAX(ReceivedDate) AS Newest\r' +
      'FROM Inbox WHERE NOT IsRead\r' +
      'GROUP BY [From] ORDER BY Unread DESC LIMIT 4;\r',
  ],
  ['4 rows', '.chart\r'],
  ['gmailsql> ', 'EXPLAIN SELECT Subject FROM Inbox WHERE IsStarred AND Size > 100000;\r'],
  ['7 rows', '\x04'],
] as const

/**
 * The shell over the built-in mailbox, run in a pseudo-terminal, as an SVG.
 * @throws Error when the session did not come to its end.
 */
export async function shellPicture(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'gmailsql-picture-'))
  try {
    const { screen, status } = await runInPty({
      command: [process.execPath, '--no-warnings', join(import.meta.dirname, 'start-shell.ts'), '--demo'],
      ...SIZE,
      env: {
        HOME: home,
        XDG_CONFIG_HOME: home,
        XDG_STATE_HOME: home,
        LANG: 'C.UTF-8',
        TERM: 'xterm-256color',
        NO_COLOR: '',
        TZ: 'UTC',
      },
      steps: SESSION,
    })
    if (status !== 0) throw new Error(`the shell ended with ${status}:\n${screen}`)
    return screenSvg(await terminalAfter(screen, SIZE), 'The shell of gmailsql over its built-in mailbox')
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** A terminal to which all of that was written. */
export async function terminalAfter(written: string, size: typeof SIZE): Promise<xterm.Terminal> {
  const terminal = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true })
  await new Promise<void>(resolve => terminal.write(written, resolve))
  return terminal
}
