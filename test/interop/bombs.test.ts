import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BombServer, isMeasured, readBomb, startBombServer } from '../bad-input/messages/bomb-server.ts'
import { BOMBS } from '../bad-input/messages/bombs.ts'

/** Bomb → its subject, the length of its text, and of what the limit is; null where it is read whole. */
const EXPECTED: Readonly<
  Record<string, readonly [subject: string | null, text: number, limit: string | null]>
> = {
  'multiparts-20k': ['nest', 0, 'nested deeper than 100 levels'],
  'messages-20k': ['outer', 0, 'nested deeper than 100 levels'],
  'headers-100k': ['x', 1, null],
  'parts-1M': ['x', 0, 'more than 10000 parts'],
  'line-50M': ['x', 0, 'a part of more than 40 MB'],
  'header-20M': ['A'.repeat(20_000_000), 1, null],
  'fold-1M': [`x${' y'.repeat(1_000_000)}`, 1, null],
  'base64-60M': ['x', 0, null],
  'text-60M': ['x', 0, 'a part of more than 40 MB'],
  'recipients-300k': [null, 1, 'its ENVELOPE is too long'],
  'words-200k': ['A'.repeat(200_000), 1, null],
  'pieces-200k': ['x', 0, 'its BODYSTRUCTURE is too long'],
  'groups-100k': [null, 1, 'its ENVELOPE is too long'],
  'comments-1M': ['x', 1, null],
  'elements-500k': ['x', 0, 'HTML nested deeper than 250 elements'],
  'open-tags-500k': ['x', 0, 'HTML nested deeper than 250 elements'],
  'host-of-1M': ['x', 1_000_007, null],
  'blanks-5M': ['x', 1, null],
  'quotes-1M': [null, 1, null],
}

const SLOW = 'reading it takes more than 5 seconds'

describe.runIf(isMeasured)('a mailbox with a bomb', () => {
  let server: BombServer
  beforeAll(async () => {
    server = await startBombServer(Object.keys(BOMBS))
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test.each(Object.keys(BOMBS))('(%s) gives every row, in bounded time and memory', async name => {
    const row = await readBomb(server, name, '[To], BodyHtml, Attachments, Headers')
    const [subject, length, limit] = EXPECTED[name]!
    expect(row['Subject'] === subject).toBe(true)
    expect(row['BodyText'] ?? '').toHaveLength(length)
    if (limit === null) expect(row['ParseError']).toBe(null)
    // A slow machine comes to the other limit first.
    else expect([limit, SLOW].map(each => `MESSAGE_LIMIT: ${each}`)).toContain(row['ParseError'])
    expect(row['Headers']).toMatch(/^[\w-]+:/)
  })
})
