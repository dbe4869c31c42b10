import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDemo } from '../../support/demo.ts'

const SUBJECTS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'); DROP TABLE mail; --",
  '| cell | ![x](http://x/y.png) [a](javascript:1) `code`',
  '&lt; stays &amp; so does \\',
]

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'gmailsql-export-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

async function exported(format: string, options = ''): Promise<string> {
  await using demo = await startDemo({ messages: 0 })
  for (const subject of SUBJECTS) {
    const encoded = `=?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`
    demo.gmaild.account.append({ raw: `Subject: ${encoded}\r\n\r\n`, labels: ['\\Inbox'] })
  }
  const db = await demo.open()
  const file = join(place, 'x.out')
  await db.query(`SELECT Id, Subject INTO '${format}://${file}${options}' FROM Inbox ORDER BY Id`)
  return readFileSync(file, 'utf8')
}

test('in HTML a subject is text: no element, attribute or entity of its own', async () => {
  const html = await exported('html')
  expect([...html.matchAll(/<\/?([a-z]+)/g)].map(match => match[1])).toEqual(
    expect.arrayContaining(['table', 'td']),
  )
  expect(html).not.toMatch(/<(?:script|img)|="/)
  const cells = [...html.matchAll(/<td>([^<]*)<\/td>/g)].map(match => decoded(match[1]!))
  expect(cells.filter((_, index) => index % 2 === 1)).toEqual(SUBJECTS)
})

function decoded(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }
  return text.replace(/&([^;]+);/g, (_, name: string) => entities[name]!)
}

test('in Markdown it makes no cell, link, image or element', async () => {
  const lines = (await exported('markdown')).trimEnd().split('\n')
  const rows = lines.slice(2)
  expect(rows).toHaveLength(SUBJECTS.length)
  for (const row of rows) {
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(3)
    expect(row).not.toMatch(/(?<!\\)[[`]|<(?!br>)/)
  }
})

test('in INSERT statements it stays inside its quotes: SQLite reads the same rows back', async () => {
  const script = await exported('insert', ';table=mail')
  const database = new Database(':memory:')
  database.exec('CREATE TABLE mail (Id INTEGER, Subject TEXT)')
  database.exec(script)
  const rows = database.prepare('SELECT Subject FROM mail ORDER BY Id').raw().all() as string[][]
  expect(rows.map(([subject]) => subject)).toEqual(SUBJECTS)
  database.close()
})
