import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMimeReader } from '../../src/mime/reader.ts'
import { splitMessage } from '../../src/mime/split.ts'
import { GmailSqlError } from '../../src/util/errors.ts'
import { type Demo, startDemo } from '../support/demo.ts'
import { LIMIT_MS, mutated, tryOn } from './budget.ts'

const HEAD =
  'From: "Ann" <ann@example.com>\r\nTo: bob@example.com\r\nSubject: =?utf-8?Q?Gr=C3=BC?=\r\nMIME-Version: 1.0\r\n'
const SEEDS = [
  `${HEAD}Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B$3$s\x1b(B\r\n`,
  `${HEAD}Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>a=C3=A9<br>b</p>=\r\n<table><tr><td>x</table>`,
  `${HEAD}Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\n\r\nplain\r\n--a\r\nContent-Type: text/html\r\n\r\n<b>html</b>\r\n--a--\r\n--m\r\nContent-Type: application/pdf; name*0*=utf-8''%C3; name*1*=%A9.pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="a.pdf"\r\n\r\nSGVsbG8=\r\n--m--\r\n`,
  `${HEAD}Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: text/plain; format=flowed; delsp=yes\r\n\r\n> a \r\n> b\r\n`,
  `${HEAD}Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nSubject: one\r\n\r\n1\r\n--d\r\n\r\nSubject: two\r\n\r\n2\r\n--d--`,
]
const PIECES = [
  ...[
    '\r\n',
    '\n',
    '\r',
    '\0',
    '--m',
    '--m--',
    '--a\r\n',
    '=',
    '==',
    '=?',
    '?=',
    '=C3',
    '%',
    '"',
    '\\',
    '(',
    ')',
    '<',
    '</',
    '&',
  ],
  ...[
    ';',
    ':',
    ' ',
    '\t',
    'Content-Type: ',
    'boundary=',
    'charset=',
    'charset=utf-7',
    'charset=x-none',
    'charset="',
  ],
  ...[
    'Content-Transfer-Encoding: base64\r\n',
    'Content-Type: multipart/mixed; boundary=m\r\n\r\n',
    '<div>',
    '\x1b$B',
    '\x80',
    '\xff',
  ],
]

const reader = openMimeReader()
let demo: Demo
beforeAll(async () => {
  demo = await startDemo({ messages: 0 })
})
afterAll(async () => {
  await reader.close()
  await demo[Symbol.asyncDispose]()
})

test('any message is read or has an error of its own, and its parts are those of its structure', {
  timeout: LIMIT_MS,
}, async () => {
  await tryOn(mutated(SEEDS, PIECES), 300, async text => {
    const raw = Buffer.from(text, 'latin1')
    const message = await reader.message(raw)
    expect(message.error === null || /^[A-Z_]+: |^[a-z]/.test(message.error)).toBe(true)
    expect(message.error ?? '').not.toMatch(/ended unexpectedly|did not start|takes more than/)
    try {
      const { contents } = splitMessage(raw)
      for (const content of contents.values()) expect(raw.includes(content)).toBe(true)
    } catch (error) {
      expect(error).toBeInstanceOf(GmailSqlError)
    }
  })
})

test('a subject comes back from a mailbox as it was written there', { timeout: LIMIT_MS }, async () => {
  const db = await demo.open()
  // What a header holds as it is: no control, no encoded word, no blanks at its ends.
  const subject = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .map(text => text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '').trim())
    .filter(text => text !== '' && !text.includes('=?') && text.isWellFormed())
  await tryOn(fc.array(subject, { minLength: 1, maxLength: 20 }), 8, async subjects => {
    const uids = subjects.map(text =>
      demo.gmaild.account.append({ raw: Buffer.from(`Subject: ${text}\r\n\r\nx`), labels: ['\\Inbox'] }),
    )
    const { rows } = await db.query('SELECT Subject FROM Inbox ORDER BY Id DESC LIMIT ?', [uids.length])
    expect(rows.map(row => row['Subject']).toReversed()).toEqual(subjects)
  })
})
