import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { textPart } from '../../mime/text-parts.ts'
import { charsetMessages } from '../../support/charset-corpus.ts'
import { findCorpus } from '../../support/dovecot.ts'
import { hostileFile, messageOf } from './make.ts'
import { readMessage, withReader } from './support.ts'

describe('text', () => {
  test.each([
    ['of a charset that nobody knows', 'x-klingon', '\xe9', 'é'],
    ['that is not what it says', 'utf-8', '\xff\xfe\xe9 caf\xe9', '\ufffd\ufffd\ufffd caf\ufffd'],
    ['in UTF-7', 'utf-7', '+ADw-script+AD4-', '<script>'],
    ['in ASCII that is none', 'us-ascii', 'caf\xe9', 'café'],
    ['in UTF-8 that does not say so', 'us-ascii', 'caf\xc3\xa9', 'café'],
    ['in a charset called like a property of every object', '__proto__', 'x', 'x'],
    ['in a charset with a name of 100,000 characters', 'x'.repeat(100_000), 'x', 'x'],
  ])('%s has replacement characters only where bytes are wrong', async (_, charset, bytes, text) => {
    const message = await readMessage(messageOf(`text/plain; charset=${charset}`, bytes))
    expect(message).toMatchObject({ text, error: null })
  })

  test('without a charset is in the one that the connection names', async () => {
    const parts = [textPart(Buffer.from([0xef, 0xf0]))]
    expect((await withReader(reader => reader.bodies([parts]), 'koi8-r'))[0]?.text).toBe('ОП')
  })
})

const corpus = findCorpus()

describe.skipIf(corpus === null)('the corpus', () => {
  test('of 55 charsets is read as it was written', async () => {
    const messages = charsetMessages(corpus!)
    expect(messages).toHaveLength(55)
    for (const { file, raw, ...wanted } of messages) {
      const { text, headers, parts, error } = await readMessage(raw)
      const header = (name: string) => headers.find(line => line.name === name)?.value
      const attachment = parts.find(part => part.isAttachment)
      expect({
        file,
        text,
        error,
        subject: header('Subject'),
        from: header('From'),
        to: header('To'),
        name: attachment?.name,
        hex: attachment?.content.toString('hex'),
      }).toEqual({
        file,
        text: wanted.text,
        error: null,
        subject: wanted.subject,
        from: wanted.from,
        to: wanted.to,
        name: wanted.filename,
        hex: wanted.attachmentHex,
      })
    }
  })

  test('of hostile messages has the names and subjects that were written', async () => {
    const path = join(corpus!, 'generated-hostile', 'expected.json')
    const expected = JSON.parse(readFileSync(path, 'utf8')) as Record<
      string,
      { filename?: string; subject?: string }
    >
    const named = Object.entries(expected).filter(
      ([, { filename, subject }]) => (filename ?? subject) !== undefined,
    )
    expect(named.length).toBeGreaterThan(35)
    for (const [file, { filename, subject }] of named) {
      const message = await readMessage(hostileFile(corpus!, file))
      if (filename !== undefined)
        expect({ file, filename: message.parts[0]?.name }).toEqual({ file, filename })
      const line = message.headers.find(({ name }) => name === 'Subject')?.value
      if (subject !== undefined)
        expect({ file, line }).toEqual({ file, line: subject.replace(/[\r\n]/g, ' ') })
    }
  })
})
