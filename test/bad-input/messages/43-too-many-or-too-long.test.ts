import { describe, expect, test } from 'vitest'
import { messageOf, numbered } from './make.ts'
import { expectOverLimit, readInTime } from './support.ts'

describe('a message is refused', () => {
  test.each<[string, () => string, string]>([
    [
      'with a million parts',
      () => messageOf('multipart/mixed; boundary=a', `${'--a\r\n\r\n'.repeat(1_000_000)}--a--`),
      'more than 10000 parts',
    ],
    [
      'with 100,000 header fields',
      () => `${numbered(100_000, i => `X-H${i}: v\r\n`)}\r\nx`,
      'more than 10000 header fields',
    ],
    [
      'with a header of 20 MB',
      () => `Subject: ${'A'.repeat(20_000_000)}\r\n\r\nx`,
      'a header of more than 2 MB',
    ],
    [
      'with a header folded a million times',
      () => `Subject: x${'\r\n y'.repeat(1_000_000)}\r\n\r\nx`,
      'a header of more than 2 MB',
    ],
    [
      'with 300,000 recipients',
      () => `To: ${numbered(300_000, i => `"n${i}" <u${i}@example.com>, `)}\r\n\r\nx`,
      'a header of more than 2 MB',
    ],
    [
      'with a name in 200,000 pieces',
      () => messageOf(`text/plain${numbered(60_000, i => `;\r\n name*${i}*=a`)}`, 'x'),
      'parameters in more than 1000 pieces (RFC 2231)',
    ],
  ])('%s', async (_, raw, what) => await expectOverLimit(raw(), what))
})

describe('a message is read in time', () => {
  test.each<[string, () => string]>([
    ['with 100,000 groups inside one another', () => `To: ${'g:'.repeat(100_000)}\r\n\r\nx`],
    ['with a million open comments', () => `From: ${'('.repeat(1_000_000)}\r\n\r\nx`],
    ['with a million quotes', () => `From: ${'"'.repeat(1_000_001)}\r\n\r\nx`],
    ['with comments in its type', () => messageOf(`text/plain; ${'('.repeat(500_000)}`, 'x')],
    ['with blanks in its type', () => messageOf(`text/plain;${' '.repeat(1_000_000)}a=b`, 'x')],
    ['with 80,000 encoded words', () => `Subject: ${'=?utf-8?B?QQ==?=\r\n '.repeat(80_000)}\r\n\r\nx`],
    ['with words that never end', () => `Subject: ${'=?utf-8?Q?'.repeat(150_000)}\r\n\r\nx`],
    ['with 2,000,000 blanks', () => `Subject:${' '.repeat(2_000_000)}x\r\n\r\nx`],
  ])('%s', async (_, raw) => expect(await readInTime(raw())).toMatchObject({ text: 'x', error: null }))

  test('with a line of 30 MB', async () => {
    const { text, error } = await readInTime(messageOf('text/plain', 'A'.repeat(30_000_000)))
    expect({ length: text?.length, error }).toEqual({ length: 30_000_000, error: null })
  })

  test('with text that looks like delimiters', async () => {
    const body = `--a\r\n\r\n${'--b\r\n'.repeat(200_000)}--a--`
    expect((await readInTime(messageOf('multipart/mixed; boundary=a', body))).text).toHaveLength(
      200_000 * 4 - 1,
    )
  })
})
