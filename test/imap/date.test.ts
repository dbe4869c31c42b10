import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDate, parseInternalDate } from '../../src/imap/date.ts'

const iso = (text: string) => {
  const ms = parseDate(text)
  return ms === null ? null : new Date(ms).toISOString().replace('.000Z', 'Z')
}

describe('a Date header', () => {
  it.each([
    ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06Z'],
    ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06Z'],
    ['21 Nov 1997 09:55 EST', '1997-11-21T14:55:00Z'],
    ['Thu,13 Feb 1969 23:32 -0330 (Newfoundland Time)', '1969-02-14T03:02:00Z'],
    ['Thu,\t 13\r\n  Feb (a (nested \\) one)) 1969 23 : 32 : 54 -0330', '1969-02-14T03:02:54Z'],
    ['Wed, 20 Sep 1995 00:19:00 (EDT) -0400', '1995-09-20T04:19:00Z'],
    ['Mon, 2 Nov 2026 10:00:00', '2026-11-02T10:00:00Z'],
    ['Mon, 2 Nov 2026 10:00:00 Z', '2026-11-02T10:00:00Z'],
    ['Mon, 2 Nov 2026 10:00:00 A', '2026-11-02T10:00:00Z'],
    ['Mon, 2 Nov 2026 10:00:00 -0000', '2026-11-02T10:00:00Z'],
    ['Mon, 2 Nov 2026 10:00:00 GMT+0100', '2026-11-02T10:00:00Z'],
    ['Tue Nov  3 10:11:12 2026', '2026-11-03T10:11:12Z'],
    ['Nov 3, 2026 10.11.12', '2026-11-03T10:11:12Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37Z'],
    ['3 Nov 2026 10:11:12+0100', '2026-11-03T09:11:12Z'],
    ['1 January 2000 00:00:00 +0000', '2000-01-01T00:00:00Z'],
    ['31 Dec 2016 23:59:60 +0000', '2017-01-01T00:00:00Z'],
  ])('%s', (text, expected) => expect(iso(text)).toBe(expected))

  it('takes years of two and three digits as RFC 5322 §4.3 says', () => {
    expect(iso('1 Jan 49 00:00 GMT')).toBe('2049-01-01T00:00:00Z')
    expect(iso('1 Jan 50 00:00 GMT')).toBe('1950-01-01T00:00:00Z')
    expect(iso('1 Jan 126 00:00 GMT')).toBe('2026-01-01T00:00:00Z')
  })

  it.each([
    '',
    '   ',
    'yesterday',
    '31 Jun 2026 10:00:00 +0000',
    '29 Feb 2025 10:00:00 +0000',
    '0 Jan 2026 10:00:00 +0000',
    '1 Jan 2026 24:00:00 +0000',
    '1 Jan 2026 10:60:00 +0000',
    '1 Jan 2026 10:00:61 +0000',
    '1 Jan 2026 10:00:00 +2400',
    '1 Jan 2026 10:00:00 +0060',
    '1 Foo 2026 10:00:00 +0000',
    '1 Jan 2026',
    '1 Jan 20261 10:00:00',
    `1 Jan 2026 10:00:00 ${'x'.repeat(1_000_000)}`,
  ])('that is none is null: %s', text => expect(parseDate(text)).toBeNull())

  it('is a whole number or null for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const ms = parseDate(text)
        return ms === null || Number.isSafeInteger(ms)
      }),
    )
  })

  it('comes back from its own writing', () => {
    const days = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(days, day => {
        const seconds = Math.floor(day.getTime() / 1000) * 1000
        return parseDate(new Date(seconds).toUTCString()) === seconds
      }),
    )
  })
})

describe('INTERNALDATE', () => {
  it('is read with its padding and zone, and nothing else is', () => {
    expect(parseInternalDate(' 1-Nov-2026 10:00:00 +0100')).toBe(Date.parse('2026-11-01T09:00:00Z'))
    expect(parseInternalDate('11-Nov-2026 10:00:00 -0130')).toBe(Date.parse('2026-11-11T11:30:00Z'))
    for (const bad of ['31-Feb-2026 10:00:00 +0000', '1-Nov-2026', '', '1-Nov-2026 10:00:00 GMT']) {
      expect(parseInternalDate(bad)).toBeNull()
    }
  })
})
