import { describe, expect, it } from 'vitest'
import { ResponseSplitter, type SplitterLimits } from '../../src/imap/lane/response-splitter.ts'

const WIDE: SplitterLimits = { line: 1000, literal: 1000, response: 5000 }

/** What the splitter makes of the octets when they come in pieces of `size`. */
function split(octets: string, size: number, limits = WIDE) {
  const taken: (readonly [string, readonly number[] | null])[] = []
  const splitter = new ResponseSplitter(limits, (response, literals) => {
    taken.push([response.toString('latin1'), literals])
    return true
  })
  const all = Buffer.from(octets, 'latin1')
  for (let at = 0; at < all.length; at += size) splitter.push(all.subarray(at, at + size))
  return taken
}

describe('responses', () => {
  const parts = [
    ['* 1 EXISTS\r\n', null],
    [
      '* 2 FETCH (A {3}\r\n}\r\n B {0}\r\n C "x {4}" D {13}\r\n* 9 BYE {5}\r\n)\r\n',
      [18, 21, 29, 29, 48, 61],
    ],
    ['\n', null],
    ['* OK {a} {5} \r\n', null],
    ['* 3 FETCH ({0007}\r\n1234567)\n', [19, 26]],
    ['}\r\n', null],
  ] as const

  it.each([1, 2, 3, 5, 7, 16, 1000])('are whole and in order when they come in pieces of %i', size => {
    expect(split(parts.map(([text]) => text).join(''), size)).toEqual(parts)
  })

  it('are not given before they are whole', () => {
    expect(split('* 1 EXISTS\r\n* 2 FETCH (A {30}\r\n* 3 EXISTS\r\n', 4)).toEqual([['* 1 EXISTS\r\n', null]])
  })

  it('end where what takes them says so', () => {
    const splitter = new ResponseSplitter(WIDE, () => false)
    expect(splitter.push(Buffer.from('* OK a\r\nrest'))?.toString()).toBe('rest')
    expect(splitter.push(Buffer.from('* OK a\r\n'))?.toString()).toBe('')
  })
})

describe('the limits', () => {
  const faults: readonly [string, string, string][] = [
    ['a line', 'x'.repeat(1001), 'LineTooLarge'],
    ['a line with its end', `${'x'.repeat(1000)}\n`, 'LineTooLarge'],
    ['a literal', '* {1001}\r\n', 'LiteralTooLarge'],
    ['a literal of absurd size', '* {99999999999999999999}\r\n', 'LiteralTooLarge'],
    ['a literal of more digits than are looked at', `* {${'9'.repeat(60)}}\r\n`, 'LiteralTooLarge'],
    ['literals together', '* '.padEnd(2) + '{900}\r\n'.padEnd(907, 'y').repeat(6), 'ResponseTooLarge'],
  ]

  it.each(faults)('hold for %s, however it comes', (_, octets, code) => {
    for (const size of [1, 10, 10_000]) {
      expect(() => split(octets, size)).toThrow(expect.objectContaining({ code }))
    }
  })

  it('allow what is exactly as large', () => {
    expect(split(`${'x'.repeat(999)}\n`, 10)).toHaveLength(1)
    expect(split(`* {1000}\r\n${'y'.repeat(1000)}\r\n`, 10)).toHaveLength(1)
  })
})
