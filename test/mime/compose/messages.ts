import fc from 'fast-check'
import type { Address } from '../../../src/mail/message.ts'
import type { OutgoingMessage } from '../../../src/mime/compose/types.ts'

export const MESSAGE: OutgoingMessage = {
  from: [{ name: '', address: 'me@example.com' }],
  to: [],
  cc: [],
  bcc: [],
  replyTo: [],
  subject: '',
  text: null,
  html: null,
  attachments: [],
  inlineImages: [],
  date: new Date('2026-01-05T10:00:00Z'),
  messageId: '<made@example.com>',
  inReplyTo: null,
  references: [],
  headers: [],
}

/** Characters that a header or a name has trouble with, beside those of many scripts. */
const character = fc.oneof(
  fc.constantFrom(...'"\\<>@,;:()[]=?_%\'. -ab0é漢'),
  fc.constantFrom('=?utf-8?Q?a?=', '%0d%0a', '👩‍👧', 'İ', '\u202e', 'ß'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
)

/** Printable: what may stand in one line. */
export const lineText = fc
  .array(character, { maxLength: 60 })
  .map(parts => parts.join('').replace(/[\p{Cc}\u2028\u2029]/gu, ''))

const word = fc.stringMatching(/^[a-z0-9]{1,12}$/)

export const address: fc.Arbitrary<Address> = fc.record({
  // The parsers of names leave out blanks at their ends and fold the others.
  name: lineText.map(text => text.replace(/=\?/g, '').replace(/\s+/gu, ' ').trim()),
  address: fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}.example`),
})

const body = fc
  .array(fc.oneof(lineText, fc.constantFrom('.', 'From me', '', '\t', 'a'.repeat(1200))), { maxLength: 12 })
  .map(lines => lines.join('\n'))

const fileName = lineText.map(text => `${text.replace(/[/\\]|=\?/g, '').trim()}.bin`)

export const attachedFile = fc.record({
  name: fileName,
  content: fc.uint8Array({ maxLength: 300 }),
})

const messageId = fc.tuple(word, word).map(([left, right]) => `<${left}@${right}>`)

export const outgoing: fc.Arbitrary<OutgoingMessage> = fc.record({
  from: fc.array(address, { minLength: 1, maxLength: 1 }),
  to: fc.array(address, { maxLength: 4 }),
  cc: fc.array(address, { maxLength: 2 }),
  bcc: fc.array(address, { maxLength: 2 }),
  replyTo: fc.array(address, { maxLength: 1 }),
  // Readers leave out blanks at the ends.
  subject: lineText.map(text => text.trim()),
  text: fc.option(body),
  html: fc.option(body.map(text => `<p>${text.replace(/[<>&]/g, '')}</p>`)),
  attachments: fc.array(attachedFile, { maxLength: 3 }),
  inlineImages: fc.constant([]),
  date: fc.date({ min: new Date('1980-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
  messageId,
  inReplyTo: fc.option(messageId),
  references: fc.array(messageId, { maxLength: 12 }),
  headers: fc.array(fc.record({ name: word.map(name => `X-${name}`), value: lineText }), { maxLength: 2 }),
})
