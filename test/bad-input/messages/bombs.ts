import { messageOf, nested, nestedMessages, numbered, octets } from './make.ts'

/** Messages beside a bomb in its mailbox, half of them older. */
export const GOOD = 100

const HTML = 'text/html'
const bomb = (make: () => string) => () => octets(make())

/** Messages that cost a parser as much as their senders could think of; up to 60 MB. */
export const BOMBS: Readonly<Record<string, () => Buffer>> = {
  'multiparts-20k': bomb(() => nested(20_000)),
  'messages-20k': bomb(() => nestedMessages(20_000)),
  'headers-100k': bomb(() => `${numbered(100_000, i => `X-H${i}: v\r\n`)}${messageOf('text/plain', 'x')}`),
  'parts-1M': bomb(() => messageOf('multipart/mixed; boundary=a', `${'--a\r\n\r\n'.repeat(1_000_000)}--a--`)),
  'line-50M': bomb(() => messageOf('text/plain', 'A'.repeat(50_000_000))),
  'header-20M': bomb(() => `Subject: ${'A'.repeat(20_000_000)}\r\n\r\nx`),
  'fold-1M': bomb(() => `Subject: x${'\r\n y'.repeat(1_000_000)}\r\n\r\nx`),
  'base64-60M': bomb(() => inBase64('application/octet-stream')),
  'text-60M': bomb(() => inBase64('text/plain')),
  'recipients-300k': bomb(
    () => `To: ${numbered(300_000, i => `"n${i}" <u${i}@example.com>, `)}\r\nSubject: x\r\n\r\nx`,
  ),
  'words-200k': bomb(() => `Subject: ${'=?utf-8?B?QQ==?=\r\n '.repeat(200_000)}\r\n\r\nx`),
  'pieces-200k': bomb(() => messageOf(`text/plain${numbered(200_000, i => `;\r\n name*${i}*=a`)}`, 'x')),
  'groups-100k': bomb(() => `To: ${'g:'.repeat(100_000)}\r\nSubject: x\r\n\r\nx`),
  'comments-1M': bomb(() => `From: ${'('.repeat(1_000_000)}\r\nSubject: x\r\n\r\nx`),
  'elements-500k': bomb(() => messageOf(HTML, '<div>'.repeat(500_000))),
  'open-tags-500k': bomb(() => messageOf(HTML, '<a '.repeat(500_000))),
  'host-of-1M': bomb(() => messageOf('text/plain', `http://${'a.'.repeat(500_000)}`)),
  'blanks-5M': bomb(() => `Subject:${' '.repeat(5_000_000)}x\r\n\r\nx`),
  'quotes-1M': bomb(() => `From: ${'"'.repeat(1_000_001)}\r\n\r\nx`),
}

function inBase64(type: string): string {
  const lines = `${'QUFB'.repeat(19)}\r\n`.repeat(780_000)
  return messageOf(type, lines, 'Content-Transfer-Encoding: base64\r\n')
}
