import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
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

interface Expected {
  readonly subject: string
  readonly from_name: string
  readonly to_name: string
  readonly text_base64_part: string
  readonly text_qp_part: string | null
  readonly filename: string
  readonly attachment_hex: string
}

const corpus = findCorpus()

describe.skipIf(corpus === null)('the corpus of 55 charsets', () => {
  test('comes out of a mailbox as it was written: texts, subjects, names of people and of files', async () => {
    const folder = join(corpus!, 'generated-charsets')
    const text = readFileSync(join(folder, 'expected.json'), 'utf8')
    const expected = Object.entries(JSON.parse(text) as Record<string, Expected>)
    expect(expected).toHaveLength(55)
    const files = expected.map(([file]) => [file, readFileSync(join(folder, file))])
    await using mailbox = await openBadMailbox(Object.fromEntries(files))
    const rows = await selectBad(mailbox)
    const people = await mailbox.db.queryArrays(
      'SELECT Id, FullFrom, FullTo, AttachmentData FROM Inbox WHERE AttachmentCount > 0',
    )
    const byId = new Map(people.rows.map(([id, ...cells]) => [id, cells]))
    for (const [file, wanted] of expected) {
      const { BodyText, Subject, Attachments, ParseError } = rows[file]!
      const [from, to, data] = byId.get(mailbox.ids[file]!)!
      const hex = Buffer.from(String(data), 'base64').toString('hex')
      expect({ file, BodyText, Subject, Attachments, ParseError, from, to, hex }).toEqual({
        file,
        BodyText: `${wanted.text_base64_part}${wanted.text_qp_part ?? ''}`.replaceAll('\r\n', '\n'),
        Subject: wanted.subject,
        Attachments: wanted.filename,
        ParseError: null,
        from: `${wanted.from_name} <from@example.com>`,
        to: `${wanted.to_name} <to@example.com>`,
        hex: wanted.attachment_hex,
      })
    }
  })
})
