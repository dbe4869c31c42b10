import { describe, expect, it } from 'vitest'
import { decodeAddresses, decodeEnvelope } from '../../src/imap/envelope.ts'

describe('an envelope', () => {
  it('is decoded field by field', () => {
    const ann = [['=?utf-8?Q?=C3=84nn?=', null, 'ann', 'example.com']]
    const bob = [[null, null, 'bob', 'example.org']]
    const date = 'Mon, 2 Nov 2026 10:00:00 +0100'
    expect(
      decodeEnvelope([date, 'Hi\r\n there', ann, ann, ann, bob, null, null, '<a@b>', ' <c@d> ']),
    ).toEqual({
      date: Date.parse('2026-11-02T09:00:00Z'),
      subject: 'Hi there',
      from: [{ name: 'Änn', address: 'ann@example.com' }],
      sender: [{ name: 'Änn', address: 'ann@example.com' }],
      replyTo: [{ name: 'Änn', address: 'ann@example.com' }],
      to: [{ name: '', address: 'bob@example.org' }],
      cc: [],
      bcc: [],
      inReplyTo: '<a@b>',
      messageId: '<c@d>',
    })
  })
})

describe('addresses', () => {
  it('lose the markers of groups and keep the members', () => {
    const group = [
      [null, null, 'Friends', null],
      ['Ann', null, 'ann', 'example.com'],
      [null, null, 'bob', 'example.org'],
      [null, null, null, null],
      [null, null, 'undisclosed-recipients', null],
      [null, null, null, null],
    ]
    expect(decodeAddresses(group)).toEqual([
      { name: 'Ann', address: 'ann@example.com' },
      { name: '', address: 'bob@example.org' },
    ])
  })

  it('have no domain where the server only says that it is missing', () => {
    expect(decodeAddresses([[null, null, 'root', 'MISSING_DOMAIN']])).toEqual([{ name: '', address: 'root' }])
    expect(decodeAddresses([[null, null, 'MISSING_MAILBOX', 'MISSING_DOMAIN']])).toEqual([])
  })

  it('get back the quoting of a local part that the server removed', () => {
    const local = (mailbox: string) => decodeAddresses([[null, null, mailbox, 'example.com']])[0]?.address
    expect(local('a b')).toBe('"a b"@example.com')
    expect(local('x;y"z\\')).toBe('"x;y\\"z\\\\"@example.com')
    expect(local('first.last+tag')).toBe('first.last+tag@example.com')
  })

  it('have names without the blanks at their ends', () => {
    expect(decodeAddresses([['=?utf-8?Q?Ann_?=', null, 'ann', 'example.com']])[0]?.name).toBe('Ann')
  })

  it('are none where the list is none', () => {
    for (const token of [null, undefined, 'x', [], ['x', null]]) expect(decodeAddresses(token)).toEqual([])
  })
})
