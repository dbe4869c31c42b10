import { afterAll, expect } from 'vitest'
import { openMimeReader } from '../../../src/mime/reader.ts'
import type { MimeReader, ParsedMessage } from '../../../src/mime/types.ts'
import { octets } from './make.ts'

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
