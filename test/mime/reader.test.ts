import { afterEach, describe, expect, it } from 'vitest'
import { openMimeReader } from '../../src/mime/reader.ts'
import type { MimeReader } from '../../src/mime/types.ts'
import { ownProcesses } from '../support/process-cost.ts'
import { htmlPart, textPart } from './text-parts.ts'

/** Elements that close in another order than they open keep the HTML parser busy for a long time. */
const SLOW = htmlPart('<div></b>'.repeat(100_000) + '</div>'.repeat(100_000))

const readers: MimeReader[] = []
function open(charset?: string): MimeReader {
  const reader = openMimeReader({ charset })
  readers.push(reader)
  return reader
}

afterEach(async () => {
  await Promise.all(readers.splice(0).map(reader => reader.close()))
})

describe('a reader of messages', () => {
  it('answers in the order in which it was asked, however many messages there are', async () => {
    const messages = Array.from({ length: 300 }, (_, i) =>
      i % 10 === 0 ? [] : [(i % 3 === 0 ? htmlPart : textPart)(`text ${i}`)],
    )
    const bodies = await open().bodies(messages)
    expect(bodies.map(({ text }) => text)).toEqual(
      messages.map((parts, i) => (parts.length === 0 ? null : `text ${i}`)),
    )
    expect(bodies.every(({ error }) => error === null)).toBe(true)
  })

  it('reads whole messages and undoes transfer encodings', async () => {
    const reader = open()
    const message = await reader.message(Buffer.from('Subject: x\r\nContent-Type: image/png\r\n\r\n\x01\x02'))
    expect(message).toMatchObject({ text: null, headers: [{ name: 'Subject', value: 'x' }, {}] })
    expect(message.parts[0]?.content).toEqual(Buffer.from([1, 2]))
    expect(await reader.decode({ encoding: 'base64', content: Buffer.from('aGk=') })).toEqual(
      Buffer.from('hi'),
    )
  })

  it('uses the charset of the connection for text that names none', async () => {
    const [bodies] = await open('koi8-r').bodies([[textPart(Buffer.from([0xf0]))]])
    expect(bodies?.text).toBe('П')
  })

  it('says of a message that it takes too long, and reads the others', async () => {
    const reader = open()
    const started = performance.now()
    const bodies = await reader.bodies([[textPart('a')], [SLOW], [htmlPart('b')], [htmlPart('c')]])
    expect(bodies.map(({ text }) => text)).toEqual(['a', null, 'b', 'c'])
    expect(bodies.map(({ error }) => error)).toEqual([
      null,
      'MESSAGE_LIMIT: reading it takes more than 5 seconds',
      null,
      null,
    ])
    expect(performance.now() - started).toBeGreaterThan(4_900)
    expect((await reader.bodies([[textPart('d')]]))[0]?.text).toBe('d')
  })

  it.runIf(process.platform === 'linux')(
    'reads small messages that were sent together each by itself when the process ends over them',
    async () => {
      const reader = open()
      const readerOf = () => ownProcesses().find(({ name }) => name === 'reader')
      await reader.bodies([[htmlPart('a')]])
      const first = readerOf()!.pid
      const reading = reader.bodies(Array.from({ length: 200 }, (_, i) => [htmlPart(`text ${i}`)]))
      process.kill(first, 'SIGKILL')
      const bodies = await reading
      expect(bodies.map(({ text, error }) => text ?? error)).toEqual(bodies.map((_, i) => `text ${i}`))
      expect(readerOf()!.pid).not.toBe(first)
    },
  )

  it('says of a message that it is too large, and reads the others', async () => {
    const huge = Array.from({ length: 3 }, () => textPart(Buffer.alloc(30 * 2 ** 20, 'a')))
    const bodies = await open().bodies([huge, [textPart('b')], [textPart(Buffer.alloc(41 * 2 ** 20, 'a'))]])
    expect(bodies.map(({ text, error }) => text ?? error)).toEqual([
      'MESSAGE_LIMIT: more than 80 MB to read',
      'b',
      'MESSAGE_LIMIT: a part of more than 40 MB',
    ])
  })

  it('stops when the caller does', async () => {
    const reader = open()
    const controller = new AbortController()
    const reading = reader.bodies(Array(500).fill([htmlPart('a')]), { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(reading).rejects.toThrow('enough')
    await expect(reader.bodies([[textPart('a')]], { signal: controller.signal })).rejects.toThrow('enough')
    expect((await reader.bodies([[textPart('b')]]))[0]?.text).toBe('b')
  })

  it('ends what is being read when it is closed', async () => {
    const reader = open()
    const reading = reader.bodies([[SLOW]])
    reading.catch(() => {})
    await new Promise(resolve => setTimeout(resolve, 300))
    await reader.close()
    await expect(reading).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await expect(reader.bodies([[textPart('a')]])).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await reader.close()
  })
})
