import { describe, expect, test } from 'vitest'
import { attachmentParts, fileNameOf, isAttachment } from '../../src/mail/attachments.ts'
import type { BodyPart } from '../../src/mail/message.ts'

function part(given: Partial<BodyPart>): BodyPart {
  return {
    part: '1',
    type: 'application/pdf',
    params: {},
    disposition: null,
    dispositionParams: {},
    contentId: null,
    encoding: 'base64',
    size: 100,
    children: [],
    ...given,
  }
}

const named = { dispositionParams: { filename: 'a.bin' } }
const cases: readonly (readonly [text: string, given: Partial<BodyPart>, expected: boolean])[] = [
  ['a PDF with the disposition attachment', { disposition: 'attachment' }, true],
  ['plain text with the disposition attachment', { type: 'text/plain', disposition: 'attachment' }, true],
  [
    'a signature with the disposition attachment',
    { type: 'application/pgp-signature', disposition: 'attachment' },
    true,
  ],
  ['a PGP signature', { type: 'application/pgp-signature', ...named }, false],
  ['an S/MIME signature', { type: 'application/pkcs7-signature', ...named }, false],
  ['an S/MIME signature of the old name', { type: 'application/x-pkcs7-signature', ...named }, false],
  ['an inline image with a name', { type: 'image/png', disposition: 'inline', ...named }, true],
  [
    'an inline image with a name and a Content-ID',
    { type: 'image/png', disposition: 'inline', contentId: 'a@b', ...named },
    false,
  ],
  ['an inline image without a name', { type: 'image/png', disposition: 'inline' }, false],
  ['inline HTML with a name', { type: 'text/html', disposition: 'inline', ...named }, false],
  ['plain text', { type: 'text/plain' }, false],
  ['HTML', { type: 'text/html' }, false],
  ['plain text with a name of its type', { type: 'text/plain', params: { name: 'a.txt' } }, true],
  ['HTML of an unknown disposition with a name', { type: 'text/html', disposition: 'x-a', ...named }, true],
  ['a PDF without any header', {}, true],
  ['a PDF of an unknown disposition', { disposition: 'x-a' }, true],
  ['an image with a Content-ID', { type: 'image/png', contentId: 'a@b' }, false],
  ['an image with a Content-ID and a name', { type: 'image/png', contentId: 'a@b', ...named }, true],
  ['a forwarded message', { type: 'message/rfc822' }, true],
  ['a calendar invitation', { type: 'text/calendar' }, true],
]

describe('what counts as an attachment', () => {
  test.each(cases)('%s', (_, given, expected) => {
    expect(isAttachment(part(given))).toBe(expected)
  })
})

describe('the attachments of a message', () => {
  const text = (name: string, given: Partial<BodyPart> = {}) =>
    part({ type: 'text/plain', params: name === '' ? {} : { name }, ...given })
  const multipart = (subtype: string, ...children: BodyPart[]) =>
    part({ type: `multipart/${subtype}`, encoding: null, size: null, children })

  test.each<[string, BodyPart, string[]]>([
    ['a first text with a name is none', multipart('mixed', text('a.txt'), text('b.txt')), ['b.txt']],
    ['nor is it behind a file', multipart('mixed', part(named), text('a.txt')), ['a.bin']],
    ['a text behind the first is one', multipart('mixed', text(''), text('b.txt')), ['b.txt']],
    [
      'a first text that is attached is one',
      multipart('mixed', text('a.txt', { disposition: 'attachment' })),
      ['a.txt'],
    ],
    [
      'alternatives are none, whatever their names',
      multipart(
        'mixed',
        multipart('alternative', text('a.txt'), text('a.html', { type: 'text/html' })),
        text('b.txt'),
      ),
      ['b.txt'],
    ],
    ['a text alone is none', text('a.txt'), []],
    ['a file alone is one', part(named), ['a.bin']],
  ])('%s', (_, structure, expected) => {
    expect(attachmentParts(structure).map(fileNameOf)).toEqual(expected)
  })
})
