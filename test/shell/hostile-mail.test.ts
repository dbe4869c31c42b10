import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import MarkdownIt from 'markdown-it'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMAT_NAMES } from '../../src/format/create-writer.ts'
import { hasBrowser, openBrowser, openPage } from '../report/support/browser.ts'
import { HOSTILE_TEXTS, sendHostileMail } from '../report/support/hostile-mail.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { runInPty } from './support/run-in-pty.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const ROOT = join(import.meta.dirname, '../..')
const corpus = process.env['GMAILSQL_CORPUS'] ?? join(ROOT, '../shared/corpus')
const hostile = join(corpus, 'generated-hostile')
const hasCorpus = existsSync(hostile)
if (!hasCorpus)
  console.warn(`\n*** SKIPPED: the hostile messages of the corpus; no ${hostile} (set GMAILSQL_CORPUS) ***\n`)

const SELECT = 'SELECT Subject, [From], FromName, [To], Labels FROM Messages'
/** A line of progress goes again by `\r\x1b[K`. */
const OUR_SEQUENCES = /\r\x1b\[K|\x1b\[(?:\d*[ABCDGJK]|[\d;]*m|\?2004[hl])/g
const UNSAFE = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u
const PROMPT = 'gmailsql> '

let demo: Demo
let env: Record<string, string>

beforeAll(async () => {
  demo = await startDemo({ messages: 0 })
  sendHostileMail(demo.gmaild)
  const files = hasCorpus ? readdirSync(hostile).filter(name => name.endsWith('.eml')) : []
  for (const name of files)
    demo.gmaild.account.append({ raw: readFileSync(join(hostile, name)), labels: ['\\Inbox'], flags: [] })
  const { port, user, password } = demo.gmaild
  env = {
    GMAILSQL_SERVER: '127.0.0.1',
    GMAILSQL_PORT: String(port),
    GMAILSQL_TLS: 'None',
    GMAILSQL_USER: user,
    GMAILSQL_PASSWORD: password,
    XDG_STATE_HOME: temporaryFolder(),
    XDG_CONFIG_HOME: '/nonexistent',
    LANG: 'C.UTF-8',
    TERM: 'xterm',
    NO_COLOR: '',
  }
})
afterAll(() => demo[Symbol.asyncDispose]())

function shell(args: readonly string[], steps: readonly (readonly [string, string])[]) {
  const command = [
    process.execPath,
    '--experimental-strip-types',
    '--no-warnings',
    join(import.meta.dirname, 'support', 'real-shell.ts'),
  ]
  return runInPty({ command: [...command, ...args], columns: 100, env, steps })
}

describe.runIf(process.platform !== 'win32')('texts of mail', () => {
  test('do nothing to a terminal, in any format and at any width', async () => {
    const steps = FORMAT_NAMES.flatMap(format => [
      [PROMPT, `.mode ${format}\r`] as const,
      [PROMPT, `${SELECT};\r`] as const,
      [PROMPT, `.print ${format} is done\r`] as const,
    ])
    const { screen, status } = await shell(
      [],
      [[PROMPT, '.maxrows off\r.pager off\r'], ...steps, [PROMPT, '.quit\r']],
    )
    expect(status).toBe(0)
    const parts = screen.split(/^\w+ is done\r+\n/m)
    expect(parts).toHaveLength(FORMAT_NAMES.length + 1)
    for (const [at, format] of FORMAT_NAMES.entries()) {
      const text = parts[at]!.replace(OUR_SEQUENCES, '').replace(
        format === 'tsv' ? /\r+\n|\t/g : /\r+\n/g,
        '',
      )
      expect(text, format).toContain('constructor')
      expect(text, format).not.toMatch(UNSAFE)
      if (hasCorpus) expect(text, format).toMatch(/\\(?:x1b|u001b)\\?\]0;owned/)
    }
  })
})

describe.skipIf(!hasBrowser)('in a real browser, texts of mail', () => {
  const folder = temporaryFolder()
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  test.each(['html', 'markdown'] as const)(
    'are texts, as %s: no script, no request, no element',
    async format => {
      const db = await demo.open()
      const result = join(folder, `mail.${format}`)
      const told = await db.query(SELECT.replace(' FROM', ` INTO '${format}://${result}' FROM`))
      const written = readFileSync(result, 'utf8')
      const page = format === 'html' ? written : new MarkdownIt({ html: true, linkify: true }).render(written)
      const file = join(folder, `${format}.html`)
      writeFileSync(file, `<!doctype html><meta charset="utf-8">${page}`)
      await using opened = await openPage(browser, file, { width: 1000, colours: 'light' })
      const tags = await opened.page.evaluate(
        '[...new Set([...document.querySelectorAll("*")].map(e => e.tagName))]',
      )
      expect(new Set(tags as string[])).toEqual(
        new Set([
          'HTML',
          'HEAD',
          'META',
          'BODY',
          'TABLE',
          'THEAD',
          'TBODY',
          'TR',
          'TH',
          'TD',
          ...(format === 'markdown' ? ['EM'] : []),
        ]),
      )
      const rows = await opened.page.evaluate('document.querySelectorAll("tbody tr").length')
      expect(rows).toBe((told.rows[0] as { Rows: number }).Rows)
      const text = String(await opened.page.evaluate('document.body.textContent'))
      for (const shown of HOSTILE_TEXTS) expect(text).toContain(shown)
      expect(opened.incidents).toEqual([])
    },
  )
})
