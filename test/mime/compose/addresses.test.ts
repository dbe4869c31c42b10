import fc from 'fast-check'
import addressparser from 'nodemailer/lib/addressparser'
import { describe, expect, test } from 'vitest'
import { readAddresses } from '../../../src/mime/compose/addresses.ts'
import { composeMessage } from '../../../src/mime/compose/compose.ts'
import { readHeaders, readMessageIds } from '../../../src/mime/compose/field-checks.ts'
import { parseMessage } from '../../../src/mime/message.ts'
import { address, MESSAGE } from './messages.ts'

function refusedIn(field: string) {
  return expect.objectContaining({
    code: 'BAD_INPUT',
    message: expect.stringMatching(new RegExp(`^${field} `)),
  })
}

function failureOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('a list of addresses', () => {
  test.each<[string, [string, string][]]>([
    ['ann@example.com', [['', 'ann@example.com']]],
    [
      ' Ann <ann@example.com> ; bob@example.com,',
      [
        ['Ann', 'ann@example.com'],
        ['', 'bob@example.com'],
      ],
    ],
    ['"Lee, Ann; x" <ann@example.com>', [['Lee, Ann; x', 'ann@example.com']]],
    ['"ann@example.com" <bob@example.com>', [['ann@example.com', 'bob@example.com']]],
    ['"a \\"b\\" c" <ann@example.com>', [['a "b" c', 'ann@example.com']]],
    ["Ann O'Neil [x] <ann@example.com>", [["Ann O'Neil [x]", 'ann@example.com']]],
    ['ann@example.com (Ann Lee)', [['Ann Lee', 'ann@example.com']]],
    ['<ann@example.com>', [['', 'ann@example.com']]],
    ['山田 <yamada@例え.jp>', [['山田', 'yamada@xn--r8jz45g.jp']]],
    ['=?utf-8?Q?Andr=C3=A9?= <a@example.com>', [['André', 'a@example.com']]],
    ['"ann.lee"@example.com', [['', 'ann.lee@example.com']]],
    ['"v@gmail.com x"@internal', [['', '"v@gmail.com x"@internal']]],
    [
      'a+b@[192.0.2.1]; c@[IPv6:2001:db8::1]',
      [
        ['', 'a+b@[192.0.2.1]'],
        ['', 'c@[IPv6:2001:db8::1]'],
      ],
    ],
    ['ünal@example.com', [['', 'ünal@example.com']]],
    ['', []],
    [' ; , ', []],
  ])('%s', (text, expected) => {
    expect(readAddresses(text, 'To').map(({ name, address: spec }) => [name, spec])).toEqual(expected)
  })

  test.each([
    'ann',
    'ann@',
    '@example.com',
    'Ann',
    'a@example.com b@example.com',
    'a@example.com <b@example.com>',
    'Team: a@example.com, b@example.com;',
    '<a@example.com> <b@example.com>',
    '<a@example.com> b',
    '"open <a@example.com>',
    'Ann (open <a@example.com>',
    'a@b@example.com',
    'a..b@example.com',
    'a b@example.com',
    'a@exam ple.com',
    'a@-example.com',
    'a@example..com',
    'a@[1.2.3.4@evil.example]',
    'a@example.com>',
    'a\\@example.com',
    `${'a'.repeat(65)}@example.com`,
    'Lee, Ann <ann@example.com>',
    'a@ex%61mple.com',
    'a@ｅxample.com/evil',
  ])('is refused where it could be read otherwise, or not at all: %s', text => {
    expect(failureOf(() => readAddresses(text, 'To'))).toEqual(refusedIn('To'))
  })

  test('is read as nodemailer reads it, whatever the names are', () => {
    fc.assert(
      fc.property(fc.array(address), fc.constantFrom(';', ', ', ' ; '), (list, separator) => {
        const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
        const text = list.map(each => `${quoted(each.name)} <${each.address}>`).join(separator)
        expect(readAddresses(text, 'To')).toEqual(list)
        expect(addressparser(text).map(each => each.address)).toEqual(list.map(each => each.address))
      }),
    )
  })

  test('comes in linear time', () => {
    const timeOf = (text: string) => {
      const started = process.cpuUsage()
      failureOf(() => readAddresses(text, 'To'))
      return process.cpuUsage(started).user / 1_000
    }
    for (const text of ['(', '"', '<', '\\', '@', 'a@b,', '"a\\"', '((a)', 'a <'])
      expect(timeOf(text.repeat(100_000))).toBeLessThan(2000)
  })
})

/** What has become a header, or another recipient, in programs that did not look. */
const LINES = [
  'a@example.com\r\nBcc: v@example.net',
  'a@example.com\nBcc: v@example.net',
  'a@example.com\rBcc: v@example.net',
  'a@example.com\u0000',
  'b@example.com>\r\nRCPT TO:<v@example.net',
  '"a\r\nBcc: v@example.net" <a@example.com>',
  'Ann\r\n <a@example.com>',
  'a@example.com\u0085',
  'a@example.com\u2028Bcc: v@example.net',
  '=?utf-8?Q?a=0D=0ABcc:_v@example.net?= <a@example.com>',
  '=?utf-8?B?YQ0KQmNjOiB2QGV4YW1wbGUubmV0?= <a@example.com>',
]

describe('an injected line', () => {
  test.each(LINES)('is refused in addresses: %j', text => {
    for (const field of ['To', 'CC', 'BCC', 'From', 'ReplyTo'])
      expect(failureOf(() => readAddresses(text, field))).toEqual(refusedIn(field))
  })

  test.each(['x\r\nX-Evil: 1', 'x\nX-Evil: 1', 'x\u0000', 'x\u001b[2J', 'x\r', 'x\u2029y'])(
    'is refused in Message-IDs and values of fields: %j',
    text => {
      expect(failureOf(() => readMessageIds(`<${text}>`, 'InReplyTo'))).toEqual(refusedIn('InReplyTo'))
      const headers = JSON.stringify({ 'X-Own': text })
      expect(failureOf(() => readHeaders(headers, 'Headers'))).toMatchObject({ code: 'BAD_INPUT' })
    },
  )

  test.each([
    'Bcc: v@example.net',
    'to: v@example.net',
    'Content-Type: text/html',
    'MIME-Version: 2',
    ' X: folded',
  ])('is refused among further fields: %s', text => {
    expect(failureOf(() => readHeaders(`X-A: 1\r\n${text}`, 'Headers'))).toEqual(refusedIn('Headers'))
  })

  test('does not come of names of files and of images', async () => {
    const octets = await composeMessage(
      {
        ...MESSAGE,
        html: 'x',
        attachments: [{ name: 'a"\r\nX-Evil: 1\r\n\r\nb.txt', content: Buffer.from('x') }],
        inlineImages: [
          {
            name: 'a.png',
            contentId: 'x>\r\nX-Evil: 1',
            content: Buffer.from('x'),
            type: 'image/png\r\nX-Evil: 1',
          },
        ],
      },
      { keepsBcc: false },
    )
    expect(octets.toString('latin1')).not.toMatch(/^X-Evil/im)
    expect(parseMessage(octets, undefined).parts).toHaveLength(3)
  })
})

test('further header fields are lines or a JSON object', () => {
  const fields = [
    { name: 'X-A', value: '1' },
    { name: 'List-Id', value: 'é: <x>' },
  ]
  expect(readHeaders('X-A: 1\nList-Id:é: <x>\n\n', 'Headers')).toEqual(fields)
  expect(readHeaders('{"X-A": 1, "List-Id": "é: <x>"}', 'Headers')).toEqual(fields)
  for (const text of ['no colon', 'X A: 1', ': x', '{"a": {}}', '{', '{"é": "x"}'])
    expect(failureOf(() => readHeaders(text, 'Headers'))).toEqual(refusedIn('Headers'))
})

test('Message-IDs are taken with brackets or without, several at once', () => {
  expect(readMessageIds('<a@b> c@d\t<e@f><g@h>', 'References')).toEqual(['<a@b>', '<c@d>', '<e@f>', '<g@h>'])
  expect(failureOf(() => readMessageIds('<a b@c', 'References'))).toEqual(refusedIn('References'))
})
