import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeTransfer } from '../../src/mime/transfer.ts'
import { growthOverEightfold } from '../support/growth.ts'

const decode = (encoding: string | null, content: string) =>
  decodeTransfer({ encoding, content: Buffer.from(content, 'latin1') }).toString('latin1')

describe('base64', () => {
  it.each([
    ['', ''],
    ['aGVsbG8=', 'hello'],
    ['aGVs\r\nbG8=\r\n', 'hello'],
    ['aGVsbG8', 'hello'],
    ['aGVsbG', 'hell'],
    // Characters outside of the alphabet, an equals sign that is no padding.
    ['a$GV sb=G8\r\n==', 'hello'],
    ['aG-V_s', 'hel'],
    // A mailing list adds its footer to the encoded text.
    ['aGVsbG8=\r\n\r\n-- \r\nTo unsubscribe, write to\r\n', 'hello'],
  ])('%j', (content, expected) => expect(decode('base64', content)).toBe(expected))

  it('comes back as it went in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        const content = Buffer.from(bytes)
          .toString('base64')
          .replace(/.{1,76}/g, '$&\r\n')
        return decodeTransfer({ encoding: 'base64', content: Buffer.from(content) }).equals(bytes)
      }),
    )
  })
})

describe('quoted-printable', () => {
  it.each([
    ['', ''],
    ['a=3Db', 'a=b'],
    ['=e9=C3=A9', '\xe9\xc3\xa9'],
    ['soft=\r\n line', 'soft line'],
    ['soft=\n line', 'soft line'],
    ['soft= \t\r\n line', 'soft line'],
    ['blanks \t\r\nat ends  ', 'blanks\r\nat ends'],
    ['=20\r\n', ' \r\n'],
    ['=ZZ =4 =\r\nend=', '=ZZ =4 end'],
    ['100=25 =', '100% '],
    ['raw \xe9', 'raw \xe9'],
    ['\r\n\n\r', '\r\n\n\r'],
  ])('%j', (content, expected) => expect(decode('quoted-printable', content)).toBe(expected))
})

describe('a transfer encoding', () => {
  it.each([
    ['7bit', 'a=3D'],
    ['8bit', 'a=3D'],
    ['binary', 'a=3D'],
    [null, 'a=3D'],
    ['x-unheard-of', 'a=3D'],
  ])('%s changes nothing', (encoding, content) => expect(decode(encoding, content)).toBe(content))

  it('of uuencode gives the file', () => {
    const content = 'begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nfooter'
    for (const name of ['x-uuencode', 'X-UUE', 'uuencode']) expect(decode(name, content)).toBe('Cat')
    expect(decode('x-uuencode', '#0V%T\n$0V%T<P\n`\n')).toBe('CatCats')
  })

  it('takes time in proportion to the content', () => {
    const hostile: [string, string][] = [
      ['base64', '='],
      ['base64', 'A='],
      ['base64', '-'],
      ['quoted-printable', '='],
      ['quoted-printable', ' '],
      ['quoted-printable', '=\n'],
      ['x-uuencode', 'begin 644 '],
      ['x-uuencode', '!\n'],
    ]
    for (const [encoding, piece] of hostile) {
      const work = (length: number) => decode(encoding, piece.repeat(length / piece.length))
      expect({ encoding, piece, isLinear: growthOverEightfold(work, 100_000) < 32 }).toEqual({
        encoding,
        piece,
        isLinear: true,
      })
    }
  })

  it('is refused when more comes out than a part may have', () => {
    const content = Buffer.alloc(41 * 1024 * 1024, 'a')
    expect(() => decodeTransfer({ encoding: '7bit', content })).toThrow('a part of more than 40 MB')
    expect(decodeTransfer({ encoding: 'base64', content }).length).toBe(content.length * 0.75)
  })
})
