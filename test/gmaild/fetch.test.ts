import { describe, expect, test } from 'vitest'
import { startGmaild } from '../../src/gmaild/index.ts'
import { utf8, WireClient } from './wire-client.ts'

async function withMessage(lines: readonly string[]) {
  const gmaild = await startGmaild({ messages: 0 })
  gmaild.account.append({ raw: Buffer.from(lines.join('\r\n'), 'latin1'), labels: ['\\Inbox'] })
  const client = await WireClient.login(gmaild)
  await client.command('EXAMINE INBOX')
  const fetch = async (item: string): Promise<string> => {
    const line = (await client.command(`FETCH 1 ${item}`)).lines[0] ?? ''
    return line.replace(/^\* 1 FETCH \(/, '').replace(/\)$/, '')
  }
  return { gmaild, client, fetch, [Symbol.asyncDispose]: () => gmaild.close() }
}

const NESTED = [
  'From: a@b.example',
  'Content-Type: multipart/mixed; boundary=out',
  '',
  '--out',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'one',
  'two',
  '--out',
  'Content-Type: message/rfc822',
  'Content-Disposition: attachment; filename="x.eml"',
  '',
  'Subject: inner',
  'Content-Type: multipart/alternative; boundary=in',
  '',
  '--in',
  '',
  'plain',
  '--in',
  'Content-Type: text/html',
  '',
  '<p>',
  '--in--',
  '--out--',
  '',
]

describe('items', () => {
  test('come in Gmail’s order with UID late, whatever was asked', async () => {
    await using s = await withMessage(['Subject: x', '', 'body', ''])
    const row = await s.fetch('(UID BODY.PEEK[TEXT] FLAGS RFC822.SIZE X-GM-THRID)')
    expect(row).toMatch(/^X-GM-THRID \d+ RFC822\.SIZE 20 FLAGS \(\) UID 1 BODY\[TEXT\] \{6\}\r\nbody\r\n$/)
  })

  test('sections name parts of nested messages', async () => {
    await using s = await withMessage(NESTED)
    expect(await s.fetch('BODY.PEEK[1]')).toBe('BODY[1] {8}\r\none\r\ntwo')
    expect(await s.fetch('BODY.PEEK[2.2]')).toBe('BODY[2.2] {3}\r\n<p>')
    expect(await s.fetch('BODY.PEEK[2.1]')).toBe('BODY[2.1] {5}\r\nplain')
    expect(await s.fetch('BODY.PEEK[2.2.MIME]')).toBe(
      'BODY[2.2.MIME] {27}\r\nContent-Type: text/html\r\n\r\n',
    )
    expect(await s.fetch('BODY.PEEK[2.HEADER.FIELDS (subject)]')).toBe(
      'BODY[2.HEADER.FIELDS (SUBJECT)] {18}\r\nSubject: inner\r\n\r\n',
    )
    expect(await s.fetch('BODY.PEEK[HEADER.FIELDS.NOT (Content-Type)]')).toBe(
      'BODY[HEADER.FIELDS.NOT (CONTENT-TYPE)] {21}\r\nFrom: a@b.example\r\n\r\n',
    )
    expect(await s.fetch('BODY.PEEK[3]')).toBe('BODY[3] NIL')
    expect(await s.fetch('BODY.PEEK[1.1]')).toBe('BODY[1.1] NIL')
    expect(await s.fetch('BODY.PEEK[1]<1.3>')).toBe('BODY[1]<1> {3}\r\nne\r')
    expect(await s.fetch('BODY.PEEK[1]<50.3>')).toBe('BODY[1]<50> {0}\r\n')
  })

  test('BODYSTRUCTURE describes nested parts', async () => {
    await using s = await withMessage(NESTED)
    expect(await s.fetch('BODYSTRUCTURE')).toBe(
      'BODYSTRUCTURE (("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 8 2 NIL NIL NIL NIL)' +
        '("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 127 (NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL) ' +
        '(("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 1 NIL NIL NIL NIL)("TEXT" "HTML" NIL NIL NIL "7BIT" 3 1 NIL NIL NIL NIL) "ALTERNATIVE" ("BOUNDARY" "in") NIL NIL NIL) ' +
        '11 NIL ("ATTACHMENT" ("FILENAME" "x.eml")) NIL NIL) "MIXED" ("BOUNDARY" "out") NIL NIL NIL)',
    )
  })
})

describe('ENVELOPE', () => {
  test('carries header text unfolded and encoded words as they stand', async () => {
    await using s = await withMessage([
      'Date: Yesterday',
      'Subject: =?utf-8?q?a?=',
      '  b',
      'From: =?utf-8?B?QQ==?= <a@b.example>',
      'To: Team: "B, C" <b@c.example>, d@e.example;, (x) f@g.example (Eff)',
      'Message-ID: <1@x>',
      '',
      '',
    ])
    expect(await s.fetch('ENVELOPE')).toBe(
      'ENVELOPE ("Yesterday" "=?utf-8?q?a?=  b" (("=?utf-8?B?QQ==?=" NIL "a" "b.example")) (("=?utf-8?B?QQ==?=" NIL "a" "b.example")) ' +
        '(("=?utf-8?B?QQ==?=" NIL "a" "b.example")) ((NIL NIL "Team" NIL)("B, C" NIL "b" "c.example")(NIL NIL "d" "e.example")(NIL NIL NIL NIL)("x" NIL "f" "g.example")) NIL NIL NIL "<1@x>")',
    )
  })

  test('carries 8-bit text as a literal, as a quoted string once UTF8=ACCEPT is enabled and it is UTF-8', async () => {
    await using s = await withMessage([`Subject: ${utf8('Grüße')}`, 'From: \xe4 <a@b.example>', '', ''])
    expect(await s.fetch('ENVELOPE')).toContain(`NIL {7}\r\n${utf8('Grüße')} `)
    await s.client.command('ENABLE UTF8=ACCEPT')
    const row = await s.fetch('ENVELOPE')
    expect(row).toContain(`NIL "${utf8('Grüße')}" `)
    expect(row).toContain('(({1}\r\n\xe4 NIL "a" "b.example"))')
  })

  test('of odd addresses keeps quoted local parts, routes and what has no at sign', async () => {
    await using s = await withMessage([
      'From: "a \\"b\\" c"@x.example',
      'To: R <@h.example:d@e.example>',
      'Cc: root',
      'Bcc: none: (nobody);',
      '',
      '',
    ])
    const row = await s.fetch('ENVELOPE')
    expect(row).toContain('((NIL NIL "a \\"b\\" c" "x.example"))')
    expect(row).toContain('(("R" "@h.example" "d" "e.example"))')
    expect(row).toContain('((NIL NIL "root" ""))')
    expect(row).toContain('((NIL NIL "none" NIL)(NIL NIL NIL NIL))')
  })
})
