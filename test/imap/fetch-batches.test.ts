import { describe, expect, it } from 'vitest'
import { RetryingSource } from '../../src/driver/retrying-source.ts'
import { startGmaild } from '../../src/gmaild/index.ts'
import type { MessageRecord } from '../../src/mail/message.ts'
import type { MailSource } from '../../src/mail/source.ts'
import { Secret } from '../../src/util/secret.ts'
import { type Answer, clientOf, describeBoth, type Exchange, startScripted } from './scripted-server.ts'

const BATCHES = [
  [1, 2],
  [3, 4],
  [5, 6],
  [7, 8],
]

const rowsFor = (line: string) => {
  const [from, to] = /UID FETCH (\d+):(\d+) /.exec(line)!.slice(1).map(Number) as [number, number]
  return [from, to].map(uid => `* ${uid} FETCH (UID ${uid} FLAGS ())\r\n`)
}

async function uidsOf(
  source: MailSource,
  batches: readonly (readonly number[])[] = BATCHES,
): Promise<number[][]> {
  const uids: number[][] = []
  for await (const rows of source.fetchBatches(batches, ['flags'])) uids.push(rows.map(row => row.uid).sort())
  return uids
}

describe('batches of rows', () => {
  it('are asked for two at a time, and told apart by their UIDs', async () => {
    const waiting: Exchange[] = []
    const mostWaiting = { count: 0 }
    // Answers the older command only when the newer is there too, and its rows after those of the newer.
    const answer: Answer = exchange => {
      waiting.push(exchange)
      mostWaiting.count = Math.max(mostWaiting.count, waiting.length)
      if (waiting.length < 2 && !exchange.line.includes(' 7:8 ')) return
      const [older, newer] = waiting
      for (const each of [newer, older]) if (each) each.socket.write(rowsFor(each.line).join(''))
      for (const each of waiting.splice(0)) each.socket.write(`${each.tag} OK done\r\n`)
    }
    await using server = await startScripted({ answers: { 'UID FETCH': answer } })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    expect(await uidsOf(client.source)).toEqual(BATCHES)
    expect(mostWaiting.count).toBe(2)
  })
})

describeBoth('batches of rows, whoever reads them,', () => {
  const answered: Answer = ({ tag, line, socket }) =>
    socket.write(`${rowsFor(line).join('')}${tag} OK done\r\n`)

  it('come in their order, and the next operation after them', async () => {
    await using server = await startScripted({ answers: { 'UID FETCH': answered } })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    expect(await uidsOf(client.source)).toEqual(BATCHES)
    expect(await uidsOf(client.source, [])).toEqual([])
    expect(server.lines.filter(line => / UID FETCH /.test(line)).map(line => line.split(' ')[3])).toEqual([
      '1:2',
      '3:4',
      '5:6',
      '7:8',
    ])
  })

  it('are one operation, which ends when the loop over them is left', async () => {
    await using server = await startScripted({ answers: { 'UID FETCH': answered } })
    await using client = clientOf(server.port)
    const { source } = client
    await source.examine('INBOX')
    for await (const rows of source.fetchBatches(BATCHES, ['flags'])) {
      expect(rows).toHaveLength(2)
      await expect(source.search({ kind: 'all' })).rejects.toMatchObject({ code: 'INTERNAL' })
      break
    }
    expect(await source.examine('INBOX')).toMatchObject({ exists: 3 })
    expect(server.connections()).toBe(1)
    expect(server.lines.filter(line => / UID FETCH /.test(line)).length).toBeLessThan(4)
  })

  it('that came are kept when a later one fails, and nothing is left unhandled', async () => {
    const refusing: Answer = exchange => {
      if (!/ (3:4|5:6) /.test(exchange.line)) (answered as (exchange: Exchange) => void)(exchange)
      else exchange.socket.write(`${exchange.tag} NO [OVERQUOTA] bandwidth limits\r\n`)
    }
    await using server = await startScripted({ answers: { 'UID FETCH': refusing } })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    const came: MessageRecord[] = []
    const reading = async () => {
      for await (const rows of client.source.fetchBatches(BATCHES, ['flags'])) {
        came.push(...rows)
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    }
    await expect(reading()).rejects.toMatchObject({ code: 'THROTTLED' })
    expect(came.map(row => row.uid)).toEqual([1, 2])
    expect(await client.source.examine('INBOX')).toMatchObject({ exists: 3 })
  })

  it('end at once when they are cancelled', async () => {
    const controller = new AbortController()
    const silent: Answer = exchange => {
      if (/ 1:2 /.test(exchange.line)) (answered as (exchange: Exchange) => void)(exchange)
    }
    await using server = await startScripted({ answers: { 'UID FETCH': silent } })
    await using client = clientOf(server.port, { timeoutSeconds: 30 })
    await client.source.examine('INBOX')
    const reading = async () => {
      for await (const _ of client.source.fetchBatches(BATCHES, ['flags'], { signal: controller.signal }))
        controller.abort()
    }
    const start = performance.now()
    await expect(reading()).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(await client.source.examine('INBOX')).toMatchObject({ exists: 3 })
  })

  it('are each read once though connections end among them', async () => {
    let fetches = 0
    await using gmaild = await startGmaild({
      messages: 60,
      intercept: ({ name }) =>
        name === 'UID FETCH' && [2, 5, 6].includes(++fetches) ? { dropAfter: 700 } : undefined,
    })
    const credentials = async () => ({ kind: 'password' as const, value: new Secret(gmaild.password) })
    await using client = clientOf(gmaild.port, { user: gmaild.user, credentials })
    const retrying = new RetryingSource(async () => client.source, {
      renew: async () => false,
      accepted: async () => {},
    })
    await retrying.examine('[Gmail]/All Mail')
    const uids = await retrying.search({ kind: 'all' })
    const batches = [0, 1, 2, 3, 4, 5]
      .map(i => uids.slice(i * 10, i * 10 + 10))
      .filter(batch => batch.length > 0)
    const read: number[][] = []
    for await (const rows of retrying.fetchBatches(batches, ['envelope', 'flags'])) {
      read.push(rows.map(row => row.uid).sort((a, b) => a - b))
    }
    expect(read).toEqual(batches)
    expect(fetches).toBeGreaterThan(batches.length)
  })
})
