import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Demo, startDemo } from '../support/demo.ts'
import { runInPty } from './support/run-in-pty.ts'
import { screenOf } from './support/screen-of.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const SHELL = join(import.meta.dirname, 'support', 'real-shell.ts')
const NUMBERS =
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12345) SELECT i FROM n'

/** A folder with what the user keeps: the start file, an editor and a pager. */
const home = temporaryFolder()
let demo: Demo
let slow = 0
let env: Record<string, string>

beforeAll(async () => {
  demo = await startDemo({
    messages: 200,
    // So that there is time to tell how far it is.
    intercept: ({ line }) =>
      /BODY\.PEEK\[(?!HEADER)/i.test(line) && slow++ < 3 ? { delay: 400 } : undefined,
  })
  mkdirSync(join(home, 'gmailsql'))
  writeFileSync(join(home, 'gmailsql', 'gmailsqlrc'), '.theme warm\n.prompt mail>\n.set year 2026\n')
  writeFileSync(join(home, 'editor'), `#!/bin/sh\nsed -i.bak 's/first/edited/' "$1"\n`, { mode: 0o755 })
  writeFileSync(join(home, 'pager'), '#!/bin/sh\nsed "s/^/paged /"\n', { mode: 0o755 })
  writeFileSync(join(home, 'inner.sql'), ".print reads :year\nSELECT 'from file' AS here;\n")
  const { port, user, password } = demo.gmaild
  env = {
    GMAILSQL_SERVER: '127.0.0.1',
    GMAILSQL_PORT: String(port),
    GMAILSQL_TLS: 'None',
    GMAILSQL_USER: user,
    GMAILSQL_PASSWORD: password,
    XDG_STATE_HOME: home,
    XDG_CONFIG_HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'xterm',
    NO_COLOR: '',
    VISUAL: '',
    EDITOR: join(home, 'editor'),
    PAGER: join(home, 'pager'),
  }
})
afterAll(() => demo[Symbol.asyncDispose]())

async function typed(steps: readonly (readonly [string, string])[], more: Record<string, string> = {}) {
  const command = [process.execPath, '--experimental-strip-types', '--no-warnings', SHELL]
  const { screen, status } = await runInPty({
    command,
    columns: 100,
    rows: 50,
    env: { ...env, ...more },
    steps,
  })
  expect(status).toBe(0)
  return { written: screen, screen: screenOf(screen) }
}

/** The lines behind one, up to a blank one or the next prompt. */
function below(screen: readonly string[], line: string): string[] {
  const at = screen.indexOf(line)
  expect(at, line).toBeGreaterThanOrEqual(0)
  const rest = screen.slice(at + 1)
  const end = rest.findIndex(each => each.startsWith('mail'))
  return end < 0 ? rest : rest.slice(0, end)
}

describe.runIf(process.platform !== 'win32')('a session at a terminal', () => {
  test('completes every kind of name, in the colours of the start file, and keeps a history without secrets', async () => {
    const { screen, written } = await typed([
      ['mail> ', 'SELECT COUNT(*) > 0 AS ready FROM Inbox;\r'],
      ['1 row', 'sel\tCOUNT(DISTINCT Subj\t) > 0 AS c FROM Inbox wher\t 1;\r'],
      ['1 row', "SELECT upp\t'x') || :year AS u;\r"],
      ['1 row', '.timi\t on\r.print password=hunter2\r'],
      ['hunter2\r\n', 'SELECT 1 AS one FROM Newsl\t LIM\t 1;\r'],
      ['received', "SELECT COUNT(*) > 0 AS n FROM Inbox WHERE Labels = 'Newsl\t;\r"],
      ['received', "SELECT COUNT(*) > 0 AS n FROM Inbox WHERE GmailSearch = 'has:att\t';\r"],
      ['received', 'EXEC SendM\t@Subj\t'],
      ['@Subject', '\x15.theme light\r'],
      ['mail> ', "SELECT '光';\r"],
      ['received', '.quit\r'],
    ])
    expect(screen.slice(screen.indexOf('mail> .theme light') - 1)).toEqual([
      expect.stringMatching(/^time: 1 row, \d+ ms, \d+ IMAP commands, \d+ bytes received$/),
      'mail> .theme light',
      "mail> SELECT '光';",
      "'光'",
      '────',
      '光',
      '1 row',
      expect.stringMatching(/^time: 1 row, \d+ ms, 0 IMAP commands, 0 bytes received$/),
      'mail> .quit',
      '',
    ])
    for (const statement of [
      'select COUNT(DISTINCT Subject) > 0 AS c FROM Inbox where 1;',
      "SELECT upper('x') || :year AS u;",
      'SELECT 1 AS one FROM Newsletters LIMIT 1;',
      "SELECT COUNT(*) > 0 AS n FROM Inbox WHERE Labels = 'Newsletters';",
      "SELECT COUNT(*) > 0 AS n FROM Inbox WHERE GmailSearch = 'has:attachment';",
    ]) {
      expect(below(screen, `mail> ${statement}`)).toContain('1 row')
    }
    expect(below(screen, "mail> SELECT upper('x') || :year AS u;").slice(0, 3)).toEqual([
      'u',
      '─────',
      'X2026',
    ])
    expect(written).toMatch(/EXEC\S* \S*SendMail/)
    expect(written).toContain("\x1b[1;33mSELECT\x1b[0m \x1b[33mupper\x1b[0m(\x1b[32m'x'\x1b[0m)")
    expect(written).toContain("\x1b[34mSELECT\x1b[0m \x1b[31m'光'\x1b[0m")
    const history = join(home, 'gmailsql', 'history')
    const kept = readFileSync(history, 'utf8').split('\n')
    expect(kept).toContain("SELECT upper('x') || :year AS u;")
    expect(kept.join()).not.toContain('hunter2')
    expect(statSync(history).mode & 0o777).toBe(0o600)
  })

  test('shows results whole, cut, drawn, by a pager, again and elsewhere', async () => {
    const file = join(home, 'rows.csv')
    const piped = join(home, 'piped.csv')
    const { screen, written } = await typed(
      [
        ['mail> ', `.pager off\r.maxrows 40\r${NUMBERS};\r`],
        ['showing', '.pager on\r.help if\r.help\r'],
        [
          'paged Everything else',
          "SELECT '件名' AS title, 7 AS n UNION ALL SELECT '添付', 14;\r.chart\r.expanded on\r",
        ],
        ['14', '.again\r.expanded off\r'],
        ['row 2', `.read ${join(home, 'inner.sql')}\r`],
        [
          'from file',
          `.mode csv\r.once ${file}\rSELECT 1 AS saved;\r.output |sed s/^/piped-/ > ${piped}\rSELECT 2;\r.output\r.mode table\r`,
        ],
        ['.mode table', "SELECT 'first' AS e;\r\\e\r"],
        ["'edited'", '\r'],
        ['1 row', '.save mine\r.queries\r'],
        ['\nmine', '.run mine\r.tables Newsl%\r'],
        ['Newsletters', '\\dt Inbox\r'],
        ['Inbox', '\\d Labels\r'],
        ['15 rows', 'SELECT 9 AS tick \\watch 0.01 2\rSELECT 8 AS tock \\watch 60\r'],
        ['every 60 s', ''],
        ['1 row', '\x03'],
        ['mail> ', 'SELECT SUM(LENGTH(BodyText)) > 0 AS bodies FROM Inbox;\r'],
        ['bodies', '\\if :{?nothing}\r'],
        ['mail@> ', 'SELECT 1 AS skipped;\r'],
        ['skipped; ', '\\else\r.print taken :year\r'],
        ['taken 2026', '\\if 0\r'],
        ['mail@> ', '\x03'],
        ['left .if', '.print :{?year}\r\\endif\r.quit\r'],
      ],
      { NO_COLOR: '1' },
    )
    expect(written).not.toMatch(/\x1b\[[\d;]*m/)
    expect(screen).toContain('showing 40 of 12,345 rows')
    expect(screen.filter(line => /^\d+$/.test(line.trim())).length).toBeGreaterThanOrEqual(40)
    expect(below(screen, 'mail> .help if')[0]).toBe('.if EXPRESSION (also \\if)')
    expect(screen).toContain('paged The shell')
    const chart = below(screen, 'mail> .chart')
    expect(chart).toEqual([
      'n',
      expect.stringMatching(/^件名 │█+▌? 7$/),
      expect.stringMatching(/^添付 │█+ 14$/),
    ])
    expect(below(screen, 'mail> .again')).toEqual([
      '── row 1 ──',
      'title │ 件名',
      'n     │ 7',
      '── row 2 ──',
      'title │ 添付',
      'n     │ 14',
      '2 rows',
    ])
    const inner = ['reads 2026', 'here', '─────────', 'from file', '1 row']
    expect(below(screen, `mail> .read ${join(home, 'inner.sql')}`)).toEqual(inner)
    expect(readFileSync(file, 'utf8')).toBe('saved\r\n1\r\n')
    expect(below(screen, 'mail> SELECT 2;')).toEqual([])
    expect(readFileSync(piped, 'utf8')).toBe('piped-2\r\npiped-2\r\n')
    const edited = ['e', '──────', 'edited', '1 row']
    expect(below(screen, "mail> SELECT 'edited' AS e;")).toEqual(edited)
    expect(below(screen, 'mail> .run mine')).toEqual(edited)
    expect(below(screen, 'mail> .tables Newsl%')[2]).toMatch(/^Newsletters │ TABLE/)
    expect(below(screen, 'mail> \\dt Inbox')[2]).toMatch(/^INBOX {5}│ TABLE/)
    expect(below(screen, 'mail> \\d Labels')[3]).toMatch(/^Name +│ TEXT/)
    const tick = [expect.stringMatching(/^\d{4}-\S+ \S+Z, every 0.01 s$/), 'tick', '────', '   9', '1 row']
    expect(below(screen, 'mail> SELECT 9 AS tick \\watch 0.01 2')).toEqual([...tick, ...tick])
    const tock = [expect.stringMatching(/Z, every 60 s$/), 'tock', '────', '   8', '1 row']
    expect(below(screen, 'mail> SELECT 8 AS tock \\watch 60').slice(0, 5)).toEqual(tock)
    // The line of progress is drawn again and again, and is gone when the result is there.
    expect(written).toMatch(
      /\r\x1b\[KINBOX: \d+ of \d+ messages, \d+ kB, \d:\d\d left[^\n]*\r\x1b\[Kbodies\r\n/,
    )
    expect(screen.slice(screen.indexOf('mail> \\if :{?nothing}'))).toEqual([
      'mail> \\if :{?nothing}',
      'mail@> SELECT 1 AS skipped;',
      'skipped; .endif or Ctrl-C leaves the .if',
      'mail@> \\else',
      'mail> .print taken :year',
      'taken 2026',
      'mail> \\if 0',
      'mail@> ^C',
      'left .if',
      'mail> .print :{?year}',
      'TRUE',
      'mail> \\endif',
      'mail> .quit',
      '',
    ])
  })
})
