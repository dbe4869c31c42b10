import { describe, expect, it } from 'vitest'
import { parseMessage } from '../../src/mime/message.ts'

const parse = (...lines: string[]) => parseMessage(Buffer.from(lines.join('\r\n'), 'latin1'), undefined)

/** `number type name text`, a line a part. */
function shown(...lines: string[]): string[] {
  return parse(...lines).parts.map(part =>
    [part.part, part.type, part.name, part.content.toString('latin1')].filter(text => text !== '').join(' '),
  )
}

const MIXED = 'Content-Type: multipart/mixed; boundary=B'

describe('a whole message', () => {
  it('has its header lines, decoded, in their order', () => {
    const { headers } = parse(
      'Subject: =?utf-8?Q?gr=C3=BC=C3=9Fe?= from',
      '\t=?iso-8859-1?Q?K=F6ln?=',
      'Received: one',
      'received : two',
      'X-Raw: caf\xe9 =?utf-8?Q?_kept_?=  ',
      'X-Empty:',
      '',
      'body',
    )
    expect(headers).toEqual([
      { name: 'Subject', value: 'grüße from\tKöln' },
      { name: 'Received', value: 'one' },
      { name: 'received', value: 'two' },
      { name: 'X-Raw', value: 'café  kept ' },
      { name: 'X-Empty', value: '' },
    ])
  })

  it('keeps the last letter of raw UTF-8 that ends with the octet of a blank', () => {
    const { headers } = parse(Buffer.from('Subject:  voilà \t').toString('latin1'), '', 'body')
    expect(headers).toEqual([{ name: 'Subject', value: 'voilà' }])
  })

  it('passes over lines of a header that are no fields', () => {
    const { headers, text } = parse('From ann Mon Jan  1 00:00:00 2024', 'no field', 'Subject: x', '', 'body')
    expect(headers).toEqual([{ name: 'Subject', value: 'x' }])
    expect(text).toBe('body')
  })

  it('that is nothing but a header, an empty line or nothing has no body', () => {
    for (const raw of ['Subject: x', 'Subject: x\r\n', '\r\n', ''])
      expect(parse(raw)).toMatchObject({ text: null, html: null, error: null })
  })

  it('has bodies by the same rule as one of which the parts were fetched', () => {
    const message = parse(
      MIXED,
      '',
      'preamble',
      '--B',
      'Content-Type: multipart/alternative; boundary="I I"',
      '',
      '--I I',
      '',
      'plain',
      '--I I',
      'Content-Type: text/html; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<i>caf=E9</i>',
      '--I I--',
      '--B',
      'Content-Type: text/plain',
      'Content-Disposition: attachment; filename=a.txt',
      '',
      'attached',
      '--B--',
      'epilogue',
    )
    expect(message).toMatchObject({ text: 'plain', html: '<i>café</i>', error: null })
    expect(message.parts.map(part => [part.part, part.name, part.isAttachment, part.size])).toEqual([
      ['1.1', '', false, 5],
      ['1.2', '', false, 11],
      ['2', 'a.txt', true, 8],
    ])
  })

  it('ends its lines with LF as well as with CRLF', () => {
    const raw = `${MIXED}\n\n--B\nContent-Type: text/plain\n\na\nb\n--B--\n`
    expect(parse(raw)).toMatchObject({ text: 'a\nb' })
    expect(parse(raw).parts).toMatchObject([{ part: '1', size: 3 }])
  })
})

describe('a delimiter', () => {
  it('may have blanks at its end, and is not the beginning of a longer one', () => {
    const body = [
      '',
      '--B \t',
      '',
      'a',
      '--BB',
      '-- B',
      '--B-',
      ' --B',
      '--B-- ',
      'epilogue',
      '--B',
      '',
      'not here',
    ]
    expect(shown(MIXED, ...body)).toEqual(['1 text/plain a\r\n--BB\r\n-- B\r\n--B-\r\n --B'])
  })

  it('of an outer multipart ends the inner ones', () => {
    const inner = (boundary: string) => [
      `Content-Type: multipart/mixed; boundary=${boundary}`,
      '',
      `--${boundary}`,
    ]
    expect(
      shown(MIXED, '', '--B', ...inner('C'), ...inner('D'), '', 'deep', '--B', '', 'second', '--B--'),
    ).toEqual(['1.1.1 text/plain deep', '2 text/plain second'])
  })

  it('of the inner multipart counts first when both have the same', () => {
    expect(shown(MIXED, '', '--B', MIXED, '', '--B', '', 'x', '--B--', '--B--')).toEqual(['1.1 text/plain x'])
  })

  it('may come before the header of a part is complete', () => {
    expect(shown(MIXED, '', '--B', 'Content-Type: text/html', '--B', '', 'x', '--B--')).toEqual([
      '1 text/html',
      '2 text/plain x',
    ])
  })

  it('that is missing makes a text of the whole, one that is cut off a last part', () => {
    expect(shown('Content-Type: multipart/mixed', '', 'text')).toEqual(['1 text/plain text'])
    expect(shown(MIXED, '', 'text')).toEqual(['1 text/plain text'])
    expect(shown(MIXED, '', '--B', '', 'te')).toEqual(['1 text/plain te'])
  })

  it('may be written with a comment, in capitals, quoted or beside nonsense', () => {
    const types = [
      'multipart/mixed; boundary=B (the boundary)',
      'MULTIPART/MIXED; BOUNDARY="B"',
      'multipart/mixed (a comment); charset=x; boundary="B"',
      'multipart/mixed;;; boundary = B; x',
      'multipart/mixed;\r\n\tboundary="\\B"',
    ]
    for (const type of types)
      expect({ type, parts: shown(`Content-Type: ${type}`, '', '--B', '', 'x', '--B--') }).toEqual({
        type,
        parts: ['1 text/plain x'],
      })
  })
})

describe('a part', () => {
  it('without a type that can be read is a text, in a digest a message', () => {
    expect(shown('Content-Type: nonsense', '', 'x')).toEqual(['1 text/plain x'])
    const digest = 'Content-Type: multipart/digest; boundary=B'
    expect(shown(digest, '', '--B', '', 'Subject: inner', '', 'x', '--B--')).toEqual([
      '1 message/rfc822 Subject: inner\r\n\r\nx',
    ])
  })

  it('that is a message is one part, whatever is inside', () => {
    const message = parse(
      MIXED,
      '',
      '--B',
      'Content-Type: message/rfc822',
      '',
      MIXED.replace('=B', '=C'),
      '',
      '--C',
      '',
      'x',
      '--B--',
    )
    expect(message.parts).toMatchObject([{ part: '1', type: 'message/rfc822', isAttachment: true }])
    expect(message.text).toBeNull()
  })

  it.each([
    ["filename*=utf-8''gr%C3%BC%C3%9Fe.txt", 'grüße.txt'],
    ['filename*0*=iso-8859-1\'de\'gr%FC; filename*1="\xdfe.txt"', 'grüße.txt'],
    ['filename="=?utf-8?B?Z3LDvMOfZS50eHQ=?="', 'grüße.txt'],
    ['filename=raw\xe9.txt', 'rawé.txt'],
    ['filename="a\\"b;c.txt"', 'a"b;c.txt'],
    ['filename=a b.txt', 'a b.txt'],
    ["filename=plain.txt; filename*=utf-8''better.txt", 'better.txt'],
    ['filename=', ''],
  ])('is called as its sender wrote it: %s', (parameters, name) => {
    const { parts } = parse(
      MIXED,
      '',
      '--B',
      `Content-Disposition: attachment; ${parameters}`,
      '',
      'x',
      '--B--',
    )
    expect(parts[0]?.name).toBe(name)
  })
})

describe('a message over a limit', () => {
  const repeated = (text: string, times: number) => Buffer.from(text.repeat(times))
  const nested = (depth: number) =>
    Array.from(
      { length: depth },
      (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
    ).join('')
  const pieces = (count: number) => Array.from({ length: count }, (_, i) => `;\r\n name*${i}=a`).join('')

  it.each<[string, Buffer]>([
    ['nested deeper than 100 levels', Buffer.from(nested(101))],
    [
      'more than 10000 parts',
      Buffer.concat([Buffer.from(`${MIXED}\r\n\r\n`), repeated('--B\r\n\r\n', 10_001)]),
    ],
    ['more than 10000 header fields', repeated('X: y\r\n', 10_001)],
    ['a header of more than 2 MB', Buffer.concat([Buffer.from('Subject: '), repeated('A', 2 ** 21)])],
    [
      'parameters in more than 1000 pieces (RFC 2231)',
      Buffer.from(`Content-Type: text/plain${pieces(1001)}\r\n\r\n`),
    ],
    ['a part of more than 40 MB', Buffer.concat([Buffer.from('\r\n'), Buffer.alloc(40 * 2 ** 20 + 1, 'a')])],
  ])('is refused: %s', (what, raw) => expect(() => parseMessage(raw, undefined)).toThrow(what))

  it('is one that is over it: what is just below is read', () => {
    expect(parseMessage(Buffer.from(`${nested(100)}\r\ndeep`), undefined).text).toBe('deep')
    expect(
      parseMessage(Buffer.from(`Content-Type: text/plain${pieces(1000)}\r\n\r\nx`), undefined).text,
    ).toBe('x')
    expect(parseMessage(repeated('X: y\r\n', 10_000), undefined).headers).toHaveLength(10_000)
  })
})
