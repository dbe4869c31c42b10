import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesToText, decodeCharset } from '../../src/mime/charset.ts'

const decode = (charset: string, ...bytes: number[]) => decodeCharset(Buffer.from(bytes), charset)
const decodeLatin = (charset: string, latin: string) => decodeCharset(Buffer.from(latin, 'latin1'), charset)

describe('a charset', () => {
  it.each([
    ['utf-8', [0xc3, 0xa9], 'é'],
    ['UTF8', [0xc3, 0xa9], 'é'],
    [' "utf-8"; ', [0xc3, 0xa9], 'é'],
    ['utf-8', [0xff, 0x41, 0xe2, 0x82], '\ufffdA\ufffd'],
    // A label means what browsers make of it.
    ['iso-8859-1', [0x80, 0xe9], '€é'],
    ['latin1', [0x93, 0x94], '“”'],
    ['windows-1252', [0x80, 0x8a, 0x9f], '€ŠŸ'],
    ['iso-8859-15', [0xa4], '€'],
    ['gb2312', [0x80, 0xfe, 0x50], '€⺁'],
    ['gb18030', [0x81, 0x30, 0x81, 0x30], '\u0080'],
    ['big5', [0xa4, 0xa4], '中'],
    ['shift_jis', [0x93, 0xfa, 0x96, 0x7b, 0x87, 0x40], '日本①'],
    ['euc-jp', [0xc6, 0xfc], '日'],
    ['ks_c_5601-1987', [0xc7, 0xd1], '한'],
    ['koi8-r', [0xf0], 'П'],
    ['windows-1251', [0xcf], 'П'],
    ['utf-16', [0xfe, 0xff, 0x04, 0x1f], 'П'],
    ['utf-16le', [0x1f, 0x04], 'П'],
    ['utf-16be', [0x04, 0x1f], 'П'],
    ['macintosh', [0x8e], 'é'],
    ['x-mac-cyrillic', [0x80, 0xa2], 'АҐ'],
    ['ibm850', [0x82], 'é'],
  ])('%s', (charset, bytes, expected) => expect(decode(charset, ...bytes)).toBe(expected))

  it.each([
    ['iso-2022-jp', '\x1b$BF|K\\\x1b(B!', '日本!'],
    ['iso-2022-jp', '\x1b$BF|\r\nASCII', '日\r\nASCII'],
    ['iso-2022-jp', '\x1b(I6\x0f \x0e6\x0f', 'ｶ ｶ'],
    ['iso-2022-jp', '\x1b$B-!!A\x1b(B', '①～'],
    ['iso-2022-jp', '\x93\xfa\x96{ \x1b$BF|', '日本 日'],
    ['iso-2022-jp-2', 'a\x1b$BF|\x1b$AVP\x1b$(CGQ\x1b(B \x1b.A\x1bNi', 'a日中한 é'],
    ['iso-2022-jp-2', '\x1b$BF|\nabc', '日\nabc'],
    ['iso-2022-kr', '\x1b$)C\x0eGQ19\x0f ok\r\n\x0e>n', '한국 ok\r\n어'],
    ['hz-gb-2312', '~{<rLe~} ~~ a~\nb', '简体 ~ ab'],
    ['hz-gb-2312', '~{<r\nab', '简\nab'],
    ['utf-7', 'a+AOk-b +- +ZeVnLA', 'aéb + 日本'],
    ['unicode-1-1-utf-7', '+AOk-', 'é'],
  ])('%s, which is written in ASCII', (charset, latin, expected) =>
    expect(decodeLatin(charset, latin)).toBe(expected),
  )

  it.each(['', 'us-ascii', 'x-unknown', 'x-klingon', '__proto__', 'constructor', 'hex', 'base64'])(
    'that says nothing, %j, is UTF-8 or windows-1252',
    charset => {
      expect(decode(charset, 0xc3, 0xa9)).toBe('é')
      expect(decode(charset, 0xe9, 0x80)).toBe('é€')
    },
  )

  it('that says nothing can be decided by the caller', () => {
    expect(decodeCharset(Buffer.from([0xcf]), 'x-klingon', bytes => `${bytes.length}`)).toBe('1')
    expect(decodeCharset(Buffer.from([0xcf]), 'koi8-r', () => '')).toBe('о')
  })

  it('never throws, whatever the bytes are', () => {
    const names = [
      'utf-8',
      'utf-7',
      'utf-16',
      'utf-32',
      'iso-2022-jp',
      'iso-2022-jp-2',
      'iso-2022-kr',
      'hz',
      'gb18030',
      'big5-hkscs',
      'shift_jis',
      'euc-jp',
      'x',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.uint8Array({ maxLength: 100 }), (name, bytes) => {
        expect(typeof decodeCharset(bytes, name)).toBe('string')
      }),
    )
  })

  it('reads ASCII as ASCII, byte for byte', () => {
    const ascii = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7d }).map(code => String.fromCharCode(code)),
    })
    const names = [
      'utf-8',
      'iso-8859-1',
      'windows-1252',
      'koi8-r',
      'gb18030',
      'euc-kr',
      'big5',
      'iso-2022-kr',
      'x',
    ]
    fc.assert(fc.property(ascii, fc.constantFrom(...names), (text, name) => decodeLatin(name, text) === text))
  })
})

describe('bytes without a charset', () => {
  it('are a view that is not copied from its start', () => {
    const all = Buffer.from('xxcaf\xe9', 'latin1')
    expect(bytesToText(all.subarray(2))).toBe('café')
  })
})
