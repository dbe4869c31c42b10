import { describe, expect, it } from 'vitest'
import type { BodyPart } from '../../src/mail/message.ts'
import { bodyParts, hasHollowMultipart } from '../../src/mime/body-parts.ts'
import { attachment, leaf, multipart, numbered } from './structures.ts'

const plain = leaf('text/plain')
const html = leaf('text/html')
const image = leaf('image/png', { disposition: 'inline', contentId: '<i>' })
const pdf = attachment('application/pdf', 'a.pdf')

/** `number type rendering`, a line a part. */
function shown(structure: BodyPart): string[] {
  return bodyParts(numbered(structure)).map(part => `${part.part} ${part.type} ${part.rendering}`)
}

describe('the body of a message', () => {
  it.each<[string, BodyPart, string[]]>([
    ['a text alone', plain, ['1 text/plain both']],
    ['HTML alone', html, ['1 text/html both']],
    ['an image alone', leaf('image/png'), []],
    ['a text with a name, alone', leaf('text/plain', { params: { name: 'a.txt' } }), ['1 text/plain both']],
    ['an attached text alone', attachment('text/plain', 'a.txt'), []],
    ['alternatives', multipart('alternative', plain, html), ['1 text/plain text', '2 text/html html']],
    [
      'a multipart that does not say so',
      multipart('mixed', plain, html),
      ['1 text/plain both', '2 text/html both'],
    ],
    [
      'parts that follow one another',
      multipart('mixed', plain, pdf, plain),
      ['1 text/plain both', '3 text/plain both'],
    ],
    [
      'alternatives, an attachment and a footer',
      multipart('mixed', multipart('alternative', plain, multipart('related', html, image)), pdf, plain),
      ['1.1 text/plain text', '1.2.1 text/html html', '3 text/plain both'],
    ],
    [
      'HTML around an attachment',
      multipart('alternative', plain, multipart('mixed', html, pdf, html)),
      ['1 text/plain text', '2.1 text/html html', '2.3 text/html html'],
    ],
    [
      'HTML with a plain piece, beside the text',
      multipart('alternative', plain, multipart('mixed', html, plain)),
      ['1 text/plain text', '2.1 text/html html', '2.2 text/plain html'],
    ],
    ['HTML and what is no text', multipart('alternative', html, leaf('text/calendar')), ['1 text/html both']],
    ['two plain alternatives', multipart('alternative', plain, plain), ['2 text/plain both']],
    [
      'alternatives in the wrong order',
      multipart('alternative', html, plain),
      ['1 text/html html', '2 text/plain text'],
    ],
    [
      'a report',
      multipart('report', plain, leaf('message/delivery-status'), leaf('message/rfc822')),
      ['1 text/plain both'],
    ],
    [
      'what is signed',
      multipart('signed', multipart('alternative', plain, html), leaf('application/pgp-signature')),
      ['1.1 text/plain text', '1.2 text/html html'],
    ],
    [
      'what is encrypted',
      multipart('encrypted', leaf('application/pgp-encrypted'), leaf('application/octet-stream')),
      [],
    ],
    [
      'a text shown inline with a name',
      multipart(
        'mixed',
        plain,
        leaf('text/plain', { disposition: 'inline', dispositionParams: { filename: 'a' } }),
      ),
      ['1 text/plain both', '2 text/plain both'],
    ],
    [
      'a text with a name and nothing else',
      multipart('mixed', plain, leaf('text/html', { params: { name: 'a.html' } })),
      ['1 text/plain both'],
    ],
    [
      'a first text with a name',
      multipart(
        'mixed',
        leaf('text/plain', { params: { name: 'a.txt' } }),
        pdf,
        leaf('text/plain', { params: { name: 'b.txt' } }),
      ),
      ['1 text/plain both'],
    ],
    [
      'alternatives with names',
      multipart(
        'alternative',
        leaf('text/plain', { params: { name: 'a.txt' } }),
        leaf('text/html', { params: { name: 'a.html' } }),
      ),
      ['1 text/plain text', '2 text/html html'],
    ],
    ['another message', leaf('message/rfc822', { children: [plain] }), []],
    ['a digest', multipart('digest', leaf('message/rfc822', { children: [plain] })), []],
    ['no parts', multipart('mixed'), []],
  ])('is taken from %s', (_, structure, expected) => expect(shown(structure)).toEqual(expected))
})

describe('a multipart in which a server found no part', () => {
  const empty = leaf('text/plain', { size: 0 })
  it.each<[string, BodyPart, boolean]>([
    ['one empty text', multipart('mixed', empty), true],
    ['one inside another', multipart('mixed', plain, multipart('alternative', empty)), true],
    ['an empty text beside a file', multipart('mixed', empty, pdf), false],
    ['one text', multipart('mixed', plain), false],
    ['empty HTML', multipart('mixed', leaf('text/html', { size: 0 })), false],
    ['an empty message', empty, false],
  ])('is told by its structure: %s', (_, structure, expected) =>
    expect(hasHollowMultipart(numbered(structure))).toBe(expected),
  )
})
