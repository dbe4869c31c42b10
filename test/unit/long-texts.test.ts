import { expect, test } from 'vitest'
import { quotedOriginal } from '../../src/exec/compose/quote.ts'
import { Lane } from '../../src/imap/lane/lane.ts'
import { LogAdapter } from '../../src/imap/log-adapter.ts'
import { charsetName } from '../../src/mime/charset-name.ts'
import { readAddresses } from '../../src/mime/compose/addresses.ts'
import { structuredValue } from '../../src/mime/header-fields.ts'
import { splitMessage } from '../../src/mime/split.ts'
import { numberIn } from '../../src/sql/functions/arguments.ts'
import { safeFileName } from '../../src/util/file-name.ts'

/** So many that what grows with their square takes a quarter of an hour, far beyond the limit of a test. */
const MANY = 1_000_000

function quoted(text: string, html: string | null): number {
  const place = { path: 'INBOX', uid: 1, uidValidity: 1 }
  return quotedOriginal({ place, fields: [], text, html, parts: [] }).html.length
}

async function answered(status: string): Promise<string> {
  const log = new LogAdapter({ logger: undefined, secrets: () => [], onUnparsed: () => {} })
  const lane = new Lane({ write: () => {}, log, maxTokens: 100, onAlert: () => {} })
  const answer = lane.send('NOOP', { take: () => true, unparsed: () => {} })
  lane.take(Buffer.from(`L1 OK ${status}\r\n`), null)
  return await answer
}

test.each<[name: string, read: () => unknown, expected: unknown]>([
  [
    'a name of a file that is full of dots',
    () => safeFileName(`${'.a'.repeat(9)}${'.'.repeat(MANY)}/x`),
    'x',
  ],
  ['a name of a file with dots inside', () => safeFileName(`a${'.'.repeat(MANY)}x`).length < 256, true],
  ['a charset behind commas', () => charsetName(`${','.repeat(MANY)}utf-8;`).length, MANY + 5],
  ['a type that opens comments', () => structuredValue(`text${'('.repeat(MANY)}`).value.length, MANY + 4],
  [
    'a transfer encoding that opens comments',
    () =>
      splitMessage(Buffer.from(`Content-Transfer-Encoding: 7bit ${'('.repeat(MANY)}\r\n\r\nx`)).structure
        .encoding,
    '7bit',
  ],
  ['digits that are no number', () => numberIn(`${'1'.repeat(MANY)}x`), null],
  ['a text of empty lines that is quoted', () => quoted(`${'\n'.repeat(MANY)}x`, null) > MANY, true],
  ['HTML of beginnings that is quoted', () => quoted('', '<body '.repeat(MANY)) > MANY, true],
])('%s takes no time worth mentioning', (_, read, expected) => {
  expect(read() === expected).toBe(true)
})

test('addresses behind quotes that are not closed are refused at once', () => {
  expect(() => readAddresses(`"${'\\"'.repeat(MANY)}`, 'To')).toThrow(/has no address/)
})

test('an answer with a code that is not closed is read at once', async () => {
  expect(await answered(`[${'a'.repeat(MANY)}`)).toMatch(/^OK \[a+/)
})
