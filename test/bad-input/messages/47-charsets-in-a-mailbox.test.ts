import { describe, expect, test } from 'vitest'
import { charsetMessages } from '../../support/charset-corpus.ts'
import { findCorpus } from '../../support/dovecot.ts'
import { openBadMailbox, readAmongOthers, selectBad } from './mailbox.ts'
import { messageOf } from './make.ts'

const ODD: readonly (readonly [what: string, charset: string, bytes: string, text: string])[] = [
  ['a charset that nobody knows', 'x-klingon', '\xe9', 'é'],
  ['a text that is not what it says', 'utf-8', '\xff\xfe\xe9 caf\xe9', '\ufffd\ufffd\ufffd caf\ufffd'],
  ['UTF-7', 'utf-7', '+ADw-script+AD4-', '<script>'],
  ['ASCII that is none', 'us-ascii', 'caf\xe9', 'café'],
  ['UTF-8 that does not say so', 'us-ascii', 'caf\xc3\xa9', 'café'],
  ['a charset called like a property of every object', '__proto__', 'x', 'x'],
  ['a charset with a name of 100,000 characters', 'x'.repeat(100_000), 'x', 'x'],
]

test('texts of odd charsets have replacement characters only where bytes are wrong, and cost no other row', async () => {
  const messages = ODD.map(([what, charset, bytes]) => [
    what,
    messageOf(`text/plain; charset=${charset}`, bytes),
  ])
  const rows = await readAmongOthers(Object.fromEntries(messages))
  for (const [what, , , text] of ODD)
    expect({ what, ...rows[what] }).toMatchObject({ what, BodyText: text, Snippet: text, ParseError: null })
})

const corpus = findCorpus()

describe.skipIf(corpus === null)('the corpus of 55 charsets', () => {
  test('comes out of a mailbox as it was written: texts, subjects, names of people and of files', async () => {
    const messages = charsetMessages(corpus!)
    expect(messages).toHaveLength(55)
    const files = messages.map(({ file, raw }) => [file, raw])
    await using mailbox = await openBadMailbox(Object.fromEntries(files))
    const rows = await selectBad(mailbox)
    const people = await mailbox.db.queryArrays(
      'SELECT Id, FullFrom, FullTo, AttachmentData FROM Inbox WHERE AttachmentCount > 0',
    )
    const byId = new Map(people.rows.map(([id, ...cells]) => [id, cells]))
    for (const { file, ...wanted } of messages) {
      const { BodyText, Subject, Attachments, ParseError } = rows[file]!
      const [from, to, data] = byId.get(mailbox.ids[file]!)!
      const hex = Buffer.from(String(data), 'base64').toString('hex')
      expect({ file, BodyText, Subject, Attachments, ParseError, from, to, hex }).toEqual({
        file,
        BodyText: wanted.text,
        Subject: wanted.subject,
        Attachments: wanted.filename,
        ParseError: null,
        from: wanted.from,
        to: wanted.to,
        hex: wanted.attachmentHex,
      })
    }
  })
})
