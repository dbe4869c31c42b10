import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { startDemo } from '../support/demo.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gmailsql-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const BYTES = Buffer.from([0, 1, 2, 253, 254, 255])

function file(name: string, content: Buffer): string[] {
  const head = `Content-Disposition: attachment; filename="${name}"`
  return ['--m', head, 'Content-Transfer-Encoding: base64', '', content.toString('base64')]
}

const RAW = [
  'Subject: two files',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: text/plain',
  '',
  'see',
  ...file('a.bin', BYTES),
  ...file('A.BIN', Buffer.from('second')),
  '--m--',
].join('\r\n')

async function startWith(...raws: string[]) {
  const demo = await startDemo({ messages: 0 })
  const ids = raws.map(raw => demo.gmaild.account.append({ raw, labels: ['\\Inbox'] }))
  return { demo, ids: ids.map(String), db: await demo.open() }
}

test('GetPart gives a part in base64 or writes it, by its number or its name', async () => {
  const { demo, db, ids } = await startWith(RAW)
  await using _ = demo
  const type = 'text/plain'
  expect(await db.call('GetPart', { Id: 1, PartId: 2 })).toEqual([
    { Content: BYTES.toString('base64'), ContentType: type, Size: 6 },
  ])
  const path = join(folder, 'out.bin')
  const { rows } = await db.queryArrays('EXEC GetPart @MsgId = ?, @PartFileName = ?, @LocalFile = ?', [
    ids[0]!,
    'a.bin',
    path,
  ])
  expect(rows).toEqual([[path, type, 6]])
  expect(readFileSync(path)).toEqual(BYTES)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  await expect(db.call('GetPart', { Id: 1, PartId: '2', LocalFile: path })).rejects.toMatchObject({
    code: 'FILE_EXISTS',
  })
  const peeks = demo.commands().filter(({ line }) => line.includes('BODY'))
  expect(peeks.every(({ line }) => /BODYSTRUCTURE|BODY\.PEEK\[2\]/.test(line))).toBe(true)
})

test('GetRawMessage gives the octets of a message, of the table that Mailbox names', async () => {
  const { demo, db, ids } = await startWith(RAW)
  await using _ = demo
  const whole = { Content: Buffer.from(RAW).toString('base64'), Size: RAW.length }
  expect(await db.call('GetRawMessage', { Id: 1 })).toEqual([whole])
  expect(await db.call('GetRawMessage', { Id: ids[0]!, Mailbox: 'Messages' })).toEqual([whole])
  expect(await db.call('GetRawMessage', { Id: 1, Mailbox: '[Gmail]/All Mail' })).toEqual([whole])
  expect(await db.call('GetRawMessage', { Query: "SELECT * FROM Inbox WHERE Subject LIKE 'two%'" })).toEqual([
    whole,
  ])
})

test('DownloadAttachments writes each attachment, numbers what is there, and replaces only when told', async () => {
  const { demo, db } = await startWith(RAW)
  await using _ = demo
  writeFileSync(join(folder, 'a.bin'), 'mine')
  const rows = await db.call<{ Path: string }>('DownloadAttachments', { Id: 1, Folder: folder })
  expect(rows).toEqual([
    { Filename: 'a.bin', Path: join(folder, 'a (2).bin'), Size: 6 },
    { Filename: 'A.BIN', Path: join(folder, 'A.BIN'), Size: 6 },
  ])
  expect(readFileSync(join(folder, 'a.bin'), 'utf8')).toBe('mine')
  expect(readFileSync(join(folder, 'a (2).bin'))).toEqual(BYTES)
  const again = await db.call<{ Path: string }>('DownloadAttachments', {
    Id: 1,
    Folder: folder,
    Overwrite: true,
  })
  expect(again.map(({ Path }) => Path)).toEqual([join(folder, 'a.bin'), join(folder, 'A (2).BIN')])
  expect(readFileSync(join(folder, 'a.bin'))).toEqual(BYTES)
})

test('what a statement or a call has fetched is not fetched again, by GetPart, GetRawMessage or DownloadAttachments', async () => {
  const { demo, db } = await startWith(RAW, RAW, RAW)
  await using _ = demo
  const fetches = () => demo.commands().flatMap(({ line }) => /BODY\.PEEK\[.*/.exec(line)?.[0] ?? [])
  await db.query("SELECT Data FROM Attachments WHERE Filename = 'a.bin'")
  await db.query('SELECT RawMessage FROM Inbox WHERE Id = 1')
  expect(fetches()).toEqual(['BODY.PEEK[2])', 'BODY.PEEK[])'])
  const raw = { Content: Buffer.from(RAW).toString('base64'), Size: RAW.length }
  expect(await db.call('GetRawMessage', { Id: 1 })).toEqual([raw])
  await db.call('GetPart', { Id: 1, PartFileName: 'a.bin' })
  await db.call('DownloadAttachments', { Id: 1, Folder: folder })
  expect(fetches()).toEqual(['BODY.PEEK[3])'])
  expect(await db.call('GetRawMessage', { Id: 2 })).toEqual([raw])
  await db.call('GetRawMessage', { Id: 2 })
  await db.call('GetPart', { Id: 2, PartId: '1' })
  const text = await db.call('GetPart', { Id: 2, PartId: '1' })
  expect(text).toMatchObject([{ Content: Buffer.from('see').toString('base64') }])
  expect(fetches()).toEqual(['BODY.PEEK[])', 'BODY.PEEK[1])'])
  const data = await db.queryArrays('SELECT AttachmentData FROM Inbox ORDER BY Id')
  const files = [BYTES.toString('base64'), Buffer.from('second').toString('base64')].join(';')
  expect(data.rows).toEqual([[files], [files], [files]])
  expect(fetches()).toEqual(['BODY.PEEK[3])'])
  await db.query('SELECT RawMessage FROM Inbox WHERE Id IN (1, 2)')
  expect(fetches()).toEqual([])
})

test('a symbolic link in the folder is not written through, also where files are replaced', async () => {
  const { demo, db } = await startWith(RAW)
  await using _ = demo
  const outside = mkdtempSync(join(tmpdir(), 'gmailsql-outside-'))
  const target = join(outside, 'target')
  writeFileSync(target, 'untouched')
  symlinkSync(target, join(folder, 'a.bin'))
  await expect(
    db.call('DownloadAttachments', { Id: 1, Folder: folder, Overwrite: 'true' }),
  ).rejects.toMatchObject({ code: 'FILE_UNSAFE', message: expect.stringContaining('symbolic link') })
  expect(readFileSync(target, 'utf8')).toBe('untouched')
  rmSync(outside, { recursive: true })
})

test.each([
  [{}, 'MISSING_INPUT'],
  [{ Id: 99 }, 'BAD_INPUT'],
  [{ Id: 'x' }, 'BAD_INPUT'],
  [{ Id: '1234567890123456789' }, 'BAD_INPUT'],
  [{ Id: 1, Mailbox: 'Labels' }, 'BAD_INPUT'],
  [{ Id: 1, Mailbox: 'No such' }, 'NO_TABLE'],
  [{ MsgId: '1' }, 'BAD_INPUT'],
  [{ Id: 1, UIDValidity: 99 }, 'STALE_ID'],
  [{ Query: 'SELECT Id FROM Inbox' }, 'BAD_INPUT'],
  [{ Query: 'DELETE FROM Inbox' }, 'BAD_INPUT'],
])('GetRawMessage with %j is %s', async (inputs, code) => {
  const { demo, db } = await startWith(RAW)
  await using _ = demo
  await expect(db.call('GetRawMessage', inputs)).rejects.toMatchObject({ code })
})

test.each([
  [{ Id: 1 }, 'MISSING_INPUT', 'PartId or PartFileName'],
  [{ Id: 1, PartId: '9' }, 'BAD_INPUT', 'no part'],
  [{ Id: 1, PartFileName: 'b' }, 'BAD_INPUT', 'no part'],
])('GetPart with %j is %s', async (inputs, code, message) => {
  const { demo, db } = await startWith(RAW)
  await using _ = demo
  await expect(db.call('GetPart', inputs)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  })
})

test('Sync fills the store, and tells what came, changed and went since', async () => {
  const { demo, db, ids } = await startWith(RAW, RAW, RAW)
  await using _ = demo
  const counts = async () =>
    (await db.queryArrays("EXEC Sync @Mailbox = 'Inbox'")).rows.map(row => row.slice(0, 4))
  expect(await counts()).toEqual([['INBOX', 3, 0, 0]])
  demo.commands()
  await db.query('SELECT * FROM Inbox ORDER BY Id')
  expect(demo.commands().map(({ name }) => name)).toEqual(['EXAMINE'])
  demo.gmaild.account.addLabels(BigInt(ids[0]!), ['Work'])
  demo.gmaild.account.trash(BigInt(ids[1]!))
  demo.gmaild.account.append({ raw: RAW, labels: ['\\Inbox'] })
  expect(await counts()).toEqual([['INBOX', 1, 1, 1]])
  expect(await counts()).toEqual([['INBOX', 0, 0, 0]])
  const all = await db.call<{ Mailbox: string }>('Sync')
  expect(all.map(({ Mailbox }) => Mailbox)).toContain('[Gmail]/All Mail')
})

test('a path that begins with ~ is in the home of the user, that of another user is refused', async () => {
  const { demo, db, ids } = await startWith(RAW)
  await using _ = demo
  vi.stubEnv('HOME', folder)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const [raw] = await db.call<{ Content: string }>('GetRawMessage', { MsgId: ids[0], LocalFile: '~/raw.eml' })
  expect(raw).toMatchObject({ Content: join(folder, 'raw.eml') })
  await db.query('EXEC DownloadAttachments @MsgId = ?, @Folder = ?', [ids[0]!, '~'])
  expect(readFileSync(join(folder, 'a.bin'))).toEqual(BYTES)
  for (const [path, code] of [
    ['~other/raw.eml', 'BAD_INPUT'],
    ['https://files.example/raw.eml', 'FILE_UNSAFE'],
  ] as const) {
    const call = db.call('GetPart', { MsgId: ids[0], PartId: '2', LocalFile: path })
    await expect(call).rejects.toMatchObject({ code, hint: expect.stringMatching(/^Write /) })
  }
  const { rows } = await db.queryArrays(
    'SELECT ColumnName FROM sys_procedureparameters WHERE IsPath ORDER BY 1',
  )
  expect(rows.flat()).toEqual(['Folder', 'LocalFile', 'LocalFile'])
})
