import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodedTextOf } from '../../src/imap/decode-words.ts'
import { decodeWords } from '../../src/mime/header-text.ts'
import { growthOverEightfold } from '../support/growth.ts'

describe('encoded words', () => {
  it.each([
    ['=?utf-8?B?SsO8cmdlbg==?=', 'Jürgen'],
    ['=?ISO-8859-1?Q?J=FCrgen_S?=', 'Jürgen S'],
    ['=?iso-8859-1*de?q?J=FCrgen?= x', 'Jürgen x'],
    ['a =?utf-8?Q?b?= c', 'a b c'],
    ['=?utf-8?Q?a?= \r\n =?utf-8?Q?b?=', 'ab'],
    ['=?utf-8?Q?a_?= =?iso-8859-1?Q?b?=', 'a b'],
    // A character split between two words, and between two encodings.
    ['=?utf-8?Q?J=C3?= =?utf-8?Q?=BCrgen?=', 'Jürgen'],
    ['=?utf-8?B?SsM=?= =?UTF-8?Q?=BCrgen?=', 'Jürgen'],
    ['=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', '日本'],
    ['=?gb2312?B?xOO6ww==?=', '你好'],
    ['=?koi8-r?B?8NLJ18XU?=', 'Привет'],
    ['=?windows-1252?Q?=80_5?=', '€ 5'],
    ['=?utf-7?Q?Fr+APY-sche?=', 'Frösche'],
    ['=?us-ascii?Q?J=FCrgen?=', 'Jürgen'],
    ['=?no-such-charset?Q?caf=C3=A9?=', 'café'],
    ['=?utf-8?Q?cut=E2=82?= rest', 'cut� rest'],
    ['=?utf-8?X?abc?=', '=?utf-8?X?abc?='],
    ['=?utf-8?Q?open', '=?utf-8?Q?open'],
    ['no words = ? at all', 'no words = ? at all'],
  ])('%s', (text, expected) => expect(decodeWords(text)).toBe(expected))

  it('keep bytes that a sender left raw, in the charset of the word', () => {
    expect(decodeWords(Buffer.from('=?iso-8859-1?Q?Fr\xf6sche?= \xfcber', 'latin1'))).toBe('Frösche über')
  })

  it('never throw, and text without them stays what it is', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => typeof decodeWords(bytes) === 'string'))
    const plain = fc.string({ unit: 'grapheme' }).filter(text => !text.includes('=?') && text.isWellFormed())
    fc.assert(fc.property(plain, text => decodeWords(text) === text))
  })

  it('take time in proportion to the text', () => {
    const hostile = ['=?', '=?utf-8?Q?', '=?utf-8?Q?a?= ', '=?a?b?c', ' ', '?=']
    for (const piece of hostile) {
      const growth = growthOverEightfold(length => decodeWords(piece.repeat(length / piece.length)), 25_000)
      expect({ piece, isLinear: growth < 32 }).toEqual({ piece, isLinear: true })
    }
  })
})

describe('raw 8-bit text', () => {
  it('is UTF-8 when it is valid, else windows-1252', () => {
    expect(decodedTextOf(Buffer.from('grüße'))).toBe('grüße')
    expect(decodedTextOf(Buffer.from('gr\xfc\xdfe \x80', 'latin1'))).toBe('grüße €')
  })

  it('is unfolded, trimmed, and null when nothing is left', () => {
    expect(decodedTextOf(' a\r\n  b\rc ')).toBe('a  b c')
    expect(decodedTextOf(Buffer.from(' \t=?utf-8?Q?_kept_?= \r\n'))).toBe(' kept ')
    for (const empty of ['', '  ', '\r\n ', null]) expect(decodedTextOf(empty)).toBeNull()
  })
})
