import { expect, test } from 'vitest'
import { BROKEN } from './broken.ts'
import { readAmongOthers } from './mailbox.ts'

const HOLLOW: Readonly<Record<string, string>> = {
  'nothing at all': '',
  'a line end': '\r\n',
  'a header that nothing ends': 'Subject: x',
  'a header without a colon': 'this is not a header\r\nSubject: x\r\n\r\nb',
}

test('messages of nearly nothing are rows with NULLs, among all others of their mailbox', async () => {
  const rows = await readAmongOthers(HOLLOW)
  const nothing = {
    From: null,
    To: null,
    Date: null,
    MessageId: null,
    BodyText: null,
    BodyHtml: null,
    Attachments: null,
    ParseError: null,
  }
  const subjects = [null, null, 'x', 'x']
  for (const [index, [name, row]] of Object.entries(rows).entries()) {
    const text = name === 'a header without a colon' ? { BodyText: 'b' } : {}
    expect({ name, ...row }).toMatchObject({ name, ...nothing, ...text, Subject: subjects[index] })
    expect(row['ReceivedDate']).toMatch(/^\d{4}-/)
  }
})

test('broken messages give what can be recovered of their text, among all others of their mailbox', async () => {
  const rows = await readAmongOthers(Object.fromEntries(BROKEN.map(([name, raw]) => [name, raw])))
  for (const [name, , text] of BROKEN)
    expect({ name, ...rows[name] }).toMatchObject({ name, BodyText: text, ParseError: null })
})
