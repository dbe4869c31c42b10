import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { openMimeReader } from '../../../src/mime/reader.ts'
import type { MimeReader, ParsedMessage } from '../../../src/mime/types.ts'

/** Longer than any of these may take, less than the limit of the reader: what ends by itself is seen to. */
const MOST_MS = 5_000

export async function withReader<T>(use: (reader: MimeReader) => Promise<T>, charset?: string): Promise<T> {
  const reader = openMimeReader({ charset })
  try {
    return await use(reader)
  } finally {
    await reader.close()
  }
}

/** One for all tests of a file: a process is started once. */
const shared = openMimeReader()
afterAll(() => shared.close())

export async function readMessage(raw: Buffer | string): Promise<ParsedMessage> {
  return await shared.message(octets(raw))
}

/** Read, by a reader that is at work already, before its time is up. */
export async function readInTime(raw: Buffer | string): Promise<ParsedMessage> {
  await readMessage('\r\n')
  const started = performance.now()
  const message = await readMessage(raw)
  expect(performance.now() - started).toBeLessThan(MOST_MS)
  return message
}

/** There is no message, and one sentence that says why. */
export async function expectOverLimit(raw: Buffer | string, what: string): Promise<void> {
  const message = await readInTime(raw)
  expect(message).toEqual({ text: null, html: null, headers: [], parts: [], error: `MESSAGE_LIMIT: ${what}` })
}

/** A text stands for its octets. */
export function octets(raw: Buffer | string): Buffer {
  return typeof raw === 'string' ? Buffer.from(raw, 'latin1') : raw
}

/** A header with what every message has, then the given type, then the body. */
export function messageOf(type: string, body: string, fields = ''): string {
  return `From: a@example.com\r\nSubject: x\r\n${fields}MIME-Version: 1.0\r\nContent-Type: ${type}\r\n\r\n${body}`
}

const INNERMOST = 'Content-Type: text/plain\r\n\r\ndeep\r\n'

/** Multiparts inside one another. */
export function nested(depth: number): string {
  const levels = Array.from({ length: depth }, (_, i) => i)
  const heads = levels.map(i => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`)
  return `Subject: nest\r\n${heads.join('')}${INNERMOST}${levels
    .reverse()
    .map(i => `--b${i}--\r\n`)
    .join('')}`
}

/** Messages inside one another. */
export function nestedMessages(depth: number): string {
  const head = 'From: a@example.com\r\nSubject: outer\r\nContent-Type: message/rfc822\r\n\r\n'
  return `${head.repeat(depth)}Subject: inner\r\n\r\nend`
}

export function numbered(count: number, write: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => write(i)).join('')
}

export function hostileFile(corpus: string, name: string): Buffer {
  return readFileSync(join(corpus, 'generated-hostile', `${name}.eml`))
}
