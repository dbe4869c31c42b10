import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Connection, GmailSqlError } from '../../../src/index.ts'
import { type Demo, startDemo } from '../../support/demo.ts'

const LONG = `${'日'.repeat(83)}.pdf`
const parent = mkdtempSync(join(tmpdir(), 'gmailsql-folder-'))
let demo: Demo
let db: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 0 })
  const parts = ['Report.PDF', 'report.pdf', LONG].map(
    name =>
      `--m\r\nContent-Disposition: attachment; filename*=utf-8''${encodeURIComponent(name)}\r\n\r\nof ${name[0]}\r\n`,
  )
  const raw = Buffer.from(`Content-Type: multipart/mixed; boundary=m\r\n\r\n${parts.join('')}--m--`)
  demo.gmaild.account.append({ raw, labels: ['\\Inbox'] })
  db = await demo.open()
})
afterAll(async () => {
  await demo[Symbol.asyncDispose]()
  rmSync(parent, { recursive: true })
})

const download = (Folder: string) => db.call<{ Path: string }>('DownloadAttachments', { Id: 1, Folder })

test('row 105: names that differ in case only, or are 255 octets long, are all written', async () => {
  const folder = mkdtempSync(join(parent, 'f-'))
  const rows = await download(folder)
  expect(rows.map(({ Path }) => basename(Path))).toEqual(readdirSync(folder).toSorted(byPlaceIn(rows)))
  expect(new Set(rows.map(({ Path }) => Path.toLowerCase())).size).toBe(3)
  for (const { Path } of rows) expect(Buffer.byteLength(basename(Path))).toBeLessThanOrEqual(255)
  expect(rows.map(({ Path }) => readFileSync(Path, 'utf8').trim())).toEqual(['of R', 'of r', 'of 日'])
})

function byPlaceIn(rows: readonly { Path: string }[]): (a: string, b: string) => number {
  const names = rows.map(({ Path }) => basename(Path))
  return (a, b) => names.indexOf(a) - names.indexOf(b)
}

test('row 105: a link where a file belongs is not followed, and what is there is kept', async () => {
  const folder = mkdtempSync(join(parent, 'f-'))
  const target = join(parent, 'target')
  writeFileSync(target, 'mine')
  symlinkSync(target, join(folder, 'Report.PDF'))
  await download(folder).catch(() => [])
  expect(readFileSync(target, 'utf8')).toBe('mine')
})

test.each([
  ['missing', () => join(parent, 'nowhere', 'folder')],
  [
    'a file',
    () => {
      writeFileSync(join(parent, 'file'), '')
      return join(parent, 'file')
    },
  ],
])('row 105: a folder that is %s is named in the error, or made', async (_, make) => {
  const folder = make()
  const outcome = await download(folder).catch((error: unknown) => error)
  if (outcome instanceof Error) {
    expect(outcome).toBeInstanceOf(GmailSqlError)
    expect(outcome.message).toContain(basename(folder))
    expect(outcome).not.toMatchObject({ code: 'INTERNAL' })
  } else expect(readdirSync(folder)).toHaveLength(3)
})

test.runIf(process.platform === 'linux')('row 105: a folder that cannot be written is named', async () => {
  await expect(download('/sys/kernel')).rejects.toMatchObject({
    code: 'FILE_UNSAFE',
    message: expect.stringContaining('/sys/kernel'),
  })
})
