import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { composeInsert, type InsertContext } from '../../src/exec/compose/compose-insert.ts'
import { parseMessage } from '../../src/mime/message.ts'
import { openMimeReader } from '../../src/mime/reader.ts'
import type { SqlValue } from '../../src/util/value.ts'

const mime = openMimeReader()
const folder = mkdtempSync(join(tmpdir(), 'gmailsql-insert-'))
afterAll(async () => {
  await mime.close()
  rmSync(folder, { recursive: true })
})

const CONTEXT: InsertContext = {
  user: 'me@example.com',
  isHtml: true,
  mime,
  timeZone: 'UTC',
  readsFiles: true,
}

async function inserted(row: Record<string, SqlValue>, context: Partial<InsertContext> = {}) {
  const made = await composeInsert(new Map(Object.entries(row)), { ...CONTEXT, ...context })
  const mail = parseMessage(made.octets, undefined)
  const headers = Object.fromEntries(mail.headers.map(({ name, value }) => [name.toLowerCase(), value]))
  return { ...made, ...mail, headers }
}

async function failureOf(row: Record<string, SqlValue>): Promise<unknown> {
  return await inserted(row).catch((error: unknown) => error)
}

describe('a row that is inserted', () => {
  test('becomes a message, from the user unless it says from whom, with its Bcc field', async () => {
    const row = { To: 'Ann <a@example.com>; b@example.com', BCC: 'c@example.com', CC: null, Subject: 'é' }
    const { headers, messageId, receivedMs, text, html } = await inserted({ ...row, MessageBody: '<b>x</b>' })
    expect(headers).toMatchObject({
      from: 'me@example.com',
      to: 'Ann <a@example.com>, b@example.com',
      bcc: 'c@example.com',
      subject: 'é',
      'message-id': messageId,
    })
    expect(messageId).toMatch(/^<.+@example\.com>$/)
    expect([text?.trim(), html?.trim(), receivedMs]).toEqual(['x', '<b>x</b>', null])
    expect((await inserted({ From: 'Else <e@example.com>' })).headers['from']).toBe('Else <e@example.com>')
  })

  test('has the bodies that its columns say', async () => {
    const bodies = async (row: Record<string, SqlValue>, isHtml = true) => {
      const { text, html } = await inserted(row, { isHtml })
      return [text?.trim() ?? null, html?.trim() ?? null]
    }
    expect(await bodies({ MessageBody: '<i>a</i>' }, false)).toEqual(['<i>a</i>', null])
    expect(await bodies({ MessageBody: '<i>a</i>', IsHTML: 0 })).toEqual(['<i>a</i>', null])
    expect(await bodies({ MessageBody: '<i>a</i>', IsHTML: 'true' }, false)).toEqual(['a', '<i>a</i>'])
    expect(await bodies({ BodyText: 'own', BodyHtml: '<i>a</i>' })).toEqual(['own', '<i>a</i>'])
    expect(await bodies({ MessageBody: '<i>a</i>', BodyText: 'own' })).toEqual(['own', '<i>a</i>'])
    expect(await bodies({ Subject: 'none' })).toEqual([null, null])
  })

  test('has its dates as columns show them, in UTC; a day begins in the zone of the connection', async () => {
    const row = { Date: '2026-01-05 10:00:00', ReceivedDate: '2026-01-05T10:00:00+09:00' }
    const { headers, receivedMs } = await inserted(row, { timeZone: 'Asia/Tokyo' })
    expect(headers['date']).toBe('Mon, 05 Jan 2026 10:00:00 +0000')
    expect(receivedMs).toBe(Date.UTC(2026, 0, 5, 1))
    const day = await inserted({ ReceivedDate: '2026-01-05' }, { timeZone: 'Asia/Tokyo' })
    expect(day.receivedMs).toBe(Date.UTC(2026, 0, 4, 15))
  })

  test('attaches files, or names paired with their content', async () => {
    const paths = ['a.txt', 'b.txt'].map(name => join(folder, name))
    for (const path of paths) writeFileSync(path, path.slice(-5))
    const files = async (row: Record<string, SqlValue>) =>
      (await inserted(row)).parts
        .filter(({ isAttachment }) => isAttachment)
        .map(({ name, content }) => [name, content.toString()])
    expect(await files({ Attachments: paths.join('; ') })).toEqual([
      ['a.txt', 'a.txt'],
      ['b.txt', 'b.txt'],
    ])
    expect(await files({ Attachments: 'x.bin;y.bin', AttachmentData: 'eA==;eQ==' })).toEqual([
      ['x.bin', 'x'],
      ['y.bin', 'y'],
    ])
    expect(await files({ Attachments: 'x.bin', AttachmentData: Buffer.from('z') })).toEqual([['x.bin', 'z']])
  })

  test('takes no name for a path that comes out of mail, nor one whose content is empty', async () => {
    const path = join(folder, 'secret.txt')
    writeFileSync(path, 'secret')
    const empty = await inserted({ Attachments: path, AttachmentData: '' })
    expect(empty.parts.find(({ isAttachment }) => isAttachment)).toMatchObject({ name: 'secret.txt' })
    expect(empty.octets.toString()).not.toContain(Buffer.from('secret').toString('base64'))
    const fromMail = inserted({ Attachments: path }, { readsFiles: false })
    await expect(fromMail).rejects.toMatchObject({
      code: 'BAD_VALUE',
      hint: expect.stringContaining('AttachmentData'),
    })
  })

  test('is its RawMessage as it is', async () => {
    const raw = 'Subject: a\nMessage-ID: <own@example.com>\nX: \xe9\n\nb'
    for (const given of [raw, Buffer.from(raw)]) {
      const { octets, messageId } = await inserted({ RawMessage: given, Subject: null })
      expect(octets.equals(Buffer.from(raw))).toBe(true)
      expect(messageId).toBe('<own@example.com>')
    }
    expect((await inserted({ RawMessage: 'Subject: a\r\n\r\n' })).messageId).toBeNull()
  })

  test.each<[Record<string, SqlValue>, string, RegExp]>([
    [{ To: 'a@x.com\r\nBcc: v@y.com' }, 'BAD_VALUE', /^To /],
    [{ Subject: 'x\r\nBcc: v@y.com' }, 'BAD_VALUE', /^Subject /],
    [{ From: 'a@x.com\u0000' }, 'BAD_VALUE', /^From /],
    [{ Subject: Buffer.from('x') }, 'BAD_VALUE', /^Subject is a BLOB/],
    [{ MessageBody: 'a', BodyHtml: 'b' }, 'BAD_VALUE', /MessageBody and BodyHtml/],
    [{ MessageBody: 'a', IsHTML: 'maybe' }, 'BAD_VALUE', /^IsHTML cannot be "maybe"/],
    [{ Date: 'yesterday' }, 'BAD_VALUE', /^Date cannot be "yesterday"/],
    [{ ReceivedDate: '2026-02-30' }, 'BAD_VALUE', /^ReceivedDate /],
    [
      { Attachments: '/no/such/file' },
      'BAD_VALUE',
      /^Attachments, number 1: there is no file \/no\/such\/file/,
    ],
    [{ Attachments: folder }, 'FILE_UNSAFE', /^Attachments, number 1: /],
    [{ Attachments: 'a;b', AttachmentData: 'AA==' }, 'BAD_VALUE', /names 2 files, and AttachmentData has 1/],
    [{ Attachments: 'a', AttachmentData: '!' }, 'BAD_VALUE', /^AttachmentData, number 1 is no base64/],
    [{ RawMessage: 'a: b', Subject: 'x' }, 'BAD_VALUE', /RawMessage .*Subject/],
  ])('is refused by the column that is wrong: %j', async (row, code, message) => {
    expect(await failureOf(row)).toMatchObject({ code, message: expect.stringMatching(message) })
  })
})
