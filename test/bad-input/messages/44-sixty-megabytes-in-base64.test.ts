import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { textPart } from '../../mime/text-parts.ts'
import { messageOf } from './make.ts'
import { withReader } from './support.ts'

const MOST_MEMORY = 300 * 1024 * 1024

test('60 MB of base64 are refused, while 100 other messages are read, in bounded memory', async () => {
  const fields = 'Content-Transfer-Encoding: base64\r\n'
  const big = Buffer.from(
    messageOf('application/octet-stream', `${'QUFB'.repeat(19)}\r\n`.repeat(780_000), fields),
  )
  expect(big.length).toBeGreaterThan(60_000_000)
  const others = Array.from({ length: 100 }, (_, i) => [textPart(`row ${i}`)])
  const base = process.memoryUsage().rss
  let most = 0
  let isDone = false
  const watch = async () => {
    for (; !isDone; await pause(20)) most = Math.max(most, process.memoryUsage().rss - base)
  }
  await withReader(async reader => {
    const watching = watch()
    const [before, message, after] = await Promise.all([
      reader.bodies(others),
      reader.message(big),
      reader.bodies(others),
    ])
    isDone = true
    await watching
    const expected = others.map((_, i) => ({ text: `row ${i}`, html: null, error: null }))
    expect([before, after]).toEqual([expected, expected])
    expect(message).toMatchObject({ error: 'MESSAGE_LIMIT: a part of more than 40 MB', parts: [] })
    expect(most).toBeLessThan(MOST_MEMORY)
  })
})

test('a part that is decoded for itself has the same limit', async () => {
  await withReader(async reader => {
    const content = Buffer.from(`${'QUFB'.repeat(19)}\r\n`.repeat(780_000))
    const decoding = reader.decode({ encoding: 'base64', content })
    await expect(decoding).rejects.toMatchObject({
      code: 'MESSAGE_LIMIT',
      hint: expect.stringMatching('RawMessage'),
    })
  })
})
