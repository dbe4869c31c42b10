import { expect, test } from 'vitest'
import type { BodyPart } from '../../src/mail/message.ts'
import { splitMessage } from '../../src/mime/split.ts'
import { wholeParts } from '../../src/mime/whole-parts.ts'

const MAIL = Buffer.from(
  [
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'caf=E9',
    '--b',
    'Content-Type: image/png',
    '',
    'x',
    '--b--',
  ].join('\r\n'),
)
const TEXT = splitMessage(MAIL).structure.children[0]!

test('the octets of a part are those of the message, still encoded', () => {
  expect(wholeParts(MAIL, [TEXT])).toEqual(new Map([['1', Buffer.from('caf=E9')]]))
  expect(wholeParts(MAIL, [])).toEqual(new Map())
})

test.each<[string, Partial<BodyPart>]>([
  ['number', { part: '1.1' }],
  ['type', { type: 'text/html' }],
  ['transfer encoding', { encoding: '7bit' }],
  ['count of octets', { size: 7 }],
  ['unknown count of octets', { size: null }],
])('a part of which the server says another %s is not taken, nor any beside it', (_, other) => {
  expect(wholeParts(MAIL, [TEXT, { ...TEXT, ...other }])).toBeNull()
})

test('a multipart is no part whose octets are known', () => {
  expect(wholeParts(MAIL, [splitMessage(MAIL).structure])).toBeNull()
})

test('of a message beyond the limits nothing is taken', () => {
  const deep = Array.from(
    { length: 200 },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`,
  )
  expect(wholeParts(Buffer.from(deep.join('')), [TEXT])).toBeNull()
})
