import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FORMAT_NAMES } from '../../../src/format/create-writer.ts'
import { main } from '../../../src/shell/main.ts'
import { FakeTerminal } from '../../shell/support/fake-terminal.ts'
import { type Elsewhere, externalBodies, htmlOf, startElsewhere } from './elsewhere.ts'
import { type BadMailbox, openBadMailbox, selectBad } from './mailbox.ts'
import { messageOf } from './make.ts'

let elsewhere: Elsewhere
let mailbox: BadMailbox
let place: string

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'gmailsql-elsewhere-'))
  elsewhere = await startElsewhere()
  mailbox = await openBadMailbox({
    external: externalBodies(elsewhere.port),
    html: messageOf('text/html', htmlOf(elsewhere.port)),
  })
})
afterAll(async () => {
  await mailbox[Symbol.asyncDispose]()
  expect(elsewhere.visits()).toBe(0)
  await elsewhere[Symbol.asyncDispose]()
  rmSync(place, { recursive: true })
})

test('SELECT shows content elsewhere as what came of it, and goes nowhere', async () => {
  const { external, html } = await selectBad(mailbox)
  expect(external).toMatchObject({ BodyText: null, BodyHtml: null, ParseError: null })
  expect(external!['Attachments']).toMatch(/^secret\.txt;;/)
  const data = await mailbox.db.queryArrays(
    "SELECT Data FROM Attachments WHERE ContentType = 'message/external-body'",
  )
  const contents = data.rows.map(([content]) =>
    Buffer.from(content as Uint8Array)
      .toString()
      .trim(),
  )
  expect(contents).toEqual(Array(3).fill('Content-Type: text/plain'))
  expect(html).toMatchObject({ BodyHtml: htmlOf(elsewhere.port), ParseError: null })
  expect(String(html!['BodyText']).replace(/\s+/g, ' ')).toBe('pic hello')
  expect(elsewhere.visits()).toBe(0)
})

test('the procedures write what came, and go nowhere', async () => {
  const { db, ids } = mailbox
  const Id = ids['external']!
  const raw = await db.call<{ Content: string }>('GetRawMessage', { Id })
  expect(Object.values(raw[0]!).length).toBeGreaterThan(0)
  const files = await db.call<{ Path: string }>('DownloadAttachments', { Id, Folder: place })
  expect(files).toHaveLength(3)
  for (const { Path } of files) expect(readFileSync(Path, 'utf8').trim()).toBe('Content-Type: text/plain')
  expect(readdirSync(place)).toHaveLength(3)
  expect(elsewhere.visits()).toBe(0)
})

test.each(FORMAT_NAMES)('the shell writes it as %s, and goes nowhere', async format => {
  const terminal = new FakeTerminal({ piped: '' })
  const sql = 'SELECT Subject, BodyText, BodyHtml FROM Inbox'
  const status = await main([mailbox.demo.connectionString, '--format', format, '-c', sql], terminal.io)
  expect(status).toBe(0)
  expect(terminal.stdout).toContain('bug.gif')
  expect(elsewhere.visits()).toBe(0)
})

test.each(['html', 'csv', 'json', 'markdown', 'insert'])('an export as %s goes nowhere', async format => {
  const file = join(place, `mail.${format}`)
  await mailbox.db.query(`SELECT Subject, BodyHtml INTO '${format}://${file}' FROM Inbox`)
  expect(readFileSync(file, 'utf8')).toContain('bug.gif')
  expect(elsewhere.visits()).toBe(0)
  rmSync(file)
})
