import { describe, expect, it } from 'vitest'
import { decodeBodyStructure, StructureError } from '../../src/imap/body-structure.ts'
import { decodeParams } from '../../src/imap/params.ts'
import type { Token } from '../../src/imap/tokens.ts'

const TEXT: Token = [
  'TEXT',
  'PLAIN',
  ['CHARSET', 'utf-8'],
  null,
  null,
  '7BIT',
  '12',
  '1',
  null,
  null,
  null,
  null,
]
const PDF: Token = [
  'APPLICATION',
  'PDF',
  ['NAME', 'a.pdf'],
  '<id@x>',
  null,
  'BASE64',
  '400',
  null,
  ['ATTACHMENT', ['FILENAME', 'a.pdf']],
  null,
  null,
]

describe('a body structure', () => {
  it('of one part', () => {
    expect(decodeBodyStructure(TEXT)).toEqual({
      part: '1',
      type: 'text/plain',
      params: { charset: 'utf-8' },
      disposition: null,
      dispositionParams: {},
      contentId: null,
      encoding: '7bit',
      size: 12,
      children: [],
    })
  })

  it('numbers the parts as FETCH BODY[…] does', () => {
    const embedded: Token = [
      'MESSAGE',
      'RFC822',
      null,
      null,
      null,
      '7BIT',
      '900',
      [],
      [TEXT, PDF, 'MIXED'],
      '20',
      null,
      ['INLINE', null],
    ]
    const single: Token = ['MESSAGE', 'RFC822', null, null, null, '7BIT', '90', [], TEXT, '2']
    const tree = decodeBodyStructure([
      [TEXT, TEXT, 'ALTERNATIVE', ['BOUNDARY', 'b']],
      PDF,
      embedded,
      single,
      'MIXED',
      null,
      null,
      null,
    ])
    const walk = (part: typeof tree): string[] => [
      `${part.part} ${part.type}`,
      ...part.children.flatMap(walk),
    ]
    expect(walk(tree)).toEqual([
      ' multipart/mixed',
      '1 multipart/alternative',
      '1.1 text/plain',
      '1.2 text/plain',
      '2 application/pdf',
      '3 message/rfc822',
      '3 multipart/mixed',
      '3.1 text/plain',
      '3.2 application/pdf',
      '4 message/rfc822',
      '4.1 text/plain',
    ])
    expect(tree.children[0]?.params).toEqual({ boundary: 'b' })
    expect(tree.children[1]).toMatchObject({
      disposition: 'attachment',
      dispositionParams: { filename: 'a.pdf' },
      contentId: '<id@x>',
    })
    expect(tree.children[2]?.disposition).toBe('inline')
  })

  it('that is none says why', () => {
    for (const bad of [null, 'x', [], ['ALTERNATIVE'], [TEXT, TEXT], [TEXT, null]] satisfies Token[]) {
      expect(() => decodeBodyStructure(bad)).toThrow(StructureError)
    }
  })

  it('is refused beyond its depth and number of parts, and taken just below', () => {
    const nest = (levels: number) => {
      let part: Token = TEXT
      for (let i = 1; i < levels; i++) part = [part, 'MIXED']
      return part
    }
    expect(decodeBodyStructure(nest(100)).type).toBe('multipart/mixed')
    expect(() => decodeBodyStructure(nest(101))).toThrow('deeper than 100')
    const wide = (parts: number): Token => [...Array.from({ length: parts - 1 }, () => TEXT), 'MIXED']
    expect(decodeBodyStructure(wide(10_000)).children).toHaveLength(9999)
    expect(() => decodeBodyStructure(wide(10_001))).toThrow('more than 10000 parts')
  })
})

describe('parameters', () => {
  it('are joined and decoded by RFC 2231, in the order of their numbers', () => {
    expect(
      decodeParams(['FILENAME*1*', '%9Fe.txt', 'filename*0*', "utf-8'de'gr%C3%BC%C3", 'size', '5']),
    ).toEqual({
      filename: 'grüße.txt',
      size: '5',
    })
    expect(decodeParams(['name*', "iso-8859-1''%E9t%E9"])).toEqual({ name: 'été' })
    expect(decodeParams(['name*0', 'plain', 'name*1', ' text 100%'])).toEqual({ name: 'plain text 100%' })
    expect(decodeParams(['name*0*', 'no%20charset'])).toEqual({ name: 'no charset' })
  })

  it('may hold encoded words, and the extended form wins', () => {
    expect(decodeParams(['name', '=?utf-8?Q?=C3=A9?='])).toEqual({ name: 'é' })
    expect(decodeParams(['filename', '?.txt', 'filename*', "utf-8''%C3%A9.txt"])).toEqual({
      filename: 'é.txt',
    })
  })

  it('reach no prototype, whatever their names', () => {
    const params = decodeParams(['__proto__', 'x', 'constructor', 'y', 'a', '1', 'a', '2'])
    expect(Object.getPrototypeOf(params)).toBeNull()
    expect(Object.entries(params)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['a', '1'],
    ])
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it('are refused in more pieces than anybody needs, and none is left out', () => {
    const pieces = (count: number) => Array.from({ length: count }, (_, i) => [`n*${i}*`, 'a']).flat()
    expect(decodeParams(pieces(1000))['n']).toHaveLength(1000)
    expect(() => decodeParams(pieces(1001))).toThrow('parameters in more than 1000 pieces (RFC 2231)')
  })
})
