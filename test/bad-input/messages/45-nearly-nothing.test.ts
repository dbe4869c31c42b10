import { expect, test } from 'vitest'
import { startDemo } from '../../support/demo.ts'

const COLUMNS =
  'Subject, [From], FullFrom, [To], Date, MessageId, InReplyTo, [References], ListId, BodyHtml, ParseError, Attachments, AttachmentData'

test.each([
  ['nothing at all', ''],
  ['a line end', '\r\n'],
  ['a header without a body', 'X-Only: header'],
  ['lines without a colon', 'this is no header\r\nnor is this\r\n'],
])('a message of %s is a row with NULLs', async (_, raw) => {
  await using demo = await startDemo({ messages: 0 })
  demo.gmaild.account.append({ raw, labels: ['\\Inbox'] })
  const db = await demo.open()
  const { rows } = await db.query(`SELECT ${COLUMNS}, ReceivedDate, RawMessage FROM Inbox`)
  expect(rows).toHaveLength(1)
  const { ReceivedDate, RawMessage, ...others } = rows[0]!
  expect(ReceivedDate).toMatch(/^\d{4}-/)
  expect(Buffer.from(RawMessage as Uint8Array).toString()).toBe(raw)
  expect(Object.values(others)).toEqual(Object.values(others).map(() => null))
})
