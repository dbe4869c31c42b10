import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMAT_NAMES } from '../../../src/format/create-writer.ts'
import type { Connection } from '../../../src/index.ts'
import { main } from '../../../src/shell/main.ts'
import { FakeTerminal } from '../../shell/support/fake-terminal.ts'
import { type Demo, startDemo } from '../../support/demo.ts'

/** What would begin a header field, behind a line break that an encoded word has; the last of these is folding once decoded. */
const BREAKS = ['\r\n', '\n', '\r', '\r\n\r\n', '\r\n ']
const SUBJECT = 'hi Bcc: victim@example.net'
const NAME = 'Eve Bcc: victim@example.net'
const FROM = `${NAME} <a@example.com>`
const FIELDS = ['From', 'To', 'Subject', 'Content-Type']

const encoded = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`

function message(lineBreak: string): string {
  return [
    `From: ${encoded(NAME.replace(' ', lineBreak))} <a@example.com>`,
    'To: b@example.com',
    `Subject: ${encoded(SUBJECT.replace(' ', lineBreak))}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    'x',
  ].join('\r\n')
}

const ROWS = BREAKS.map((_, index) => ({ Id: index + 1, Subject: SUBJECT, FullFrom: FROM }))

let demo: Demo
let db: Connection
let place: string

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'gmailsql-breaks-'))
  demo = await startDemo({ messages: 0 })
  for (const each of BREAKS) demo.gmaild.account.append({ raw: message(each), labels: ['\\Inbox'] })
  db = await demo.open()
})

afterAll(async () => {
  await demo[Symbol.asyncDispose]()
  rmSync(place, { recursive: true })
})

describe('a line break in an encoded word', () => {
  test('is a blank in the value, which stays one', async () => {
    const { rows } = await db.query('SELECT Id, Subject, FullFrom FROM Inbox ORDER BY Id')
    expect(rows).toEqual(ROWS)
  })

  test('is a blank in a condition too', async () => {
    const sql = 'SELECT COUNT(*) AS n FROM Inbox WHERE Subject = ? AND FullFrom = ?'
    expect((await db.query(sql, [SUBJECT, FROM])).rows).toEqual([{ n: BREAKS.length }])
  })

  test('makes no header field and no recipient', async () => {
    const messages = await db.queryArrays('SELECT DISTINCT Bcc, Cc, [To] FROM Inbox')
    expect(messages.rows).toEqual([[null, null, 'b@example.com']])
    const fields = await db.queryArrays(
      'SELECT Name, COUNT(*) FROM Headers GROUP BY Name ORDER BY MIN(Ordinal)',
    )
    expect(fields.rows).toEqual(FIELDS.map(name => [name, BREAKS.length]))
    const people = await db.queryArrays('SELECT DISTINCT Address FROM Recipients ORDER BY Address')
    expect(people.rows).toEqual([['a@example.com'], ['b@example.com']])
  })

  test('is a blank in a temporary table', async () => {
    await db.query('CREATE TEMP TABLE kept AS SELECT Id, Subject, FullFrom FROM Inbox')
    const { rows } = await db.query('SELECT Id, Subject, FullFrom FROM kept ORDER BY Id')
    expect(rows).toEqual(ROWS)
  })
})

async function exported(format: string): Promise<string> {
  const file = join(place, `x.${format}`)
  await db.query(`SELECT Id, Subject, FullFrom INTO '${format}://${file}' FROM Inbox ORDER BY Id`)
  return readFileSync(file, 'utf8')
}

describe('a file of rows with such values', () => {
  test('has one line a row as CSV', async () => {
    const lines = ROWS.map(({ Id, Subject, FullFrom }) => `${Id},${Subject},${FullFrom}\r\n`)
    expect(await exported('csv')).toBe(`Id,Subject,FullFrom\r\n${lines.join('')}`)
  })

  test('has the same rows as JSON', async () => {
    expect(JSON.parse(await exported('json'))).toEqual(ROWS)
  })

  test('has one INSERT a row, from which SQLite reads the same', async () => {
    const script = await exported('insert')
    expect(script.trimEnd().split('\n')).toHaveLength(ROWS.length)
    const database = new Database(':memory:')
    database.exec('CREATE TABLE result (Id INTEGER, Subject TEXT, FullFrom TEXT)')
    database.exec(script)
    expect(database.prepare('SELECT * FROM result ORDER BY Id').all()).toEqual(ROWS)
    database.close()
  })
})

test.each(FORMAT_NAMES)('the shell writes each such value within one line as %s', async format => {
  const terminal = new FakeTerminal({ piped: '' })
  const sql = 'SELECT Subject, FullFrom FROM Inbox ORDER BY Id'
  expect(await main([demo.connectionString, '--format', format, '-c', sql], terminal.io)).toBe(0)
  const lines = terminal.stdout.split(/[\r\n]/)
  expect(lines.filter(line => /^\W*Bcc:/.test(line))).toEqual([])
  // Markdown would make a link of an address.
  const shown = (value: string) => (format === 'markdown' ? value.replaceAll('@', '\\@') : value)
  for (const value of [SUBJECT, NAME])
    expect(terminal.stdout.split(shown(value))).toHaveLength(ROWS.length + 1)
})
