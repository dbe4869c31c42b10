import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { createAccount } from '../../src/imap/account.ts'
import { DEFAULT_POOL } from '../../src/imap/kept-session.ts'
import { type Answer, clientOf, startScripted } from './scripted-server.ts'

/** Contents that take so long for each message. */
function slowly(msPerMessage: number): Answer {
  return async ({ tag, line, socket }) => {
    const uids = uidsOf(line)
    await delay(msPerMessage * uids.length)
    for (const uid of uids) socket.write(`* ${uid} FETCH (UID ${uid} BODY[1] "${uid}")\r\n`)
    socket.write(`${tag} OK done\r\n`)
  }
}

/** Of `A1 UID FETCH 1:3,5 (…)`. */
function uidsOf(line: string): number[] {
  return (line.split(' ')[3] ?? '').split(',').flatMap(range => {
    const [from = 0, to = from] = range.split(':').map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
const PARTS = [{ part: '1' }]

describe('contents on several connections', () => {
  it('are fetched on as many as PoolMaxSize when one is slow, each message once', async () => {
    await using server = await startScripted({ answers: { 'UID FETCH': slowly(30) } })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    await client.source.fetchParts(upTo(5), PARTS)
    expect(server.connections()).toBe(1)
    const rows = await client.source.fetchParts(upTo(90), PARTS)
    expect(rows.map(({ uid }) => uid)).toEqual(upTo(90))
    expect(rows.map(({ parts }) => String(parts.get('1')))).toEqual(upTo(90).map(String))
    expect(server.connections()).toBe(3)
    const asked = server.lines.filter(line => line.includes('UID FETCH')).map(line => line.split(' ')[3])
    expect(asked).toEqual(['1:5', '1:30', '31:60', '61:90'])
    await client.source.close()
    expect(server.lines.filter(line => line.endsWith('LOGOUT'))).toHaveLength(3)
  })

  it('are fetched on one when it is fast, when only one may be open, and after a limit was met', async () => {
    await using quick = await startScripted({ answers: { 'UID FETCH': slowly(0) } })
    await using client = clientOf(quick.port)
    await client.source.examine('INBOX')
    for (const count of [100, 500]) await client.source.fetchParts(upTo(count), PARTS)
    expect(quick.connections()).toBe(1)

    await using slow = await startScripted({ answers: { 'UID FETCH': slowly(40) } })
    const account = createAccount()
    const single = { pool: { ...DEFAULT_POOL, maxSize: 1 } }
    for (const options of [single, { account }]) {
      await using other = clientOf(slow.port, options)
      await other.source.examine('INBOX')
      await other.source.fetchParts(upTo(5), PARTS)
      account.governor.limited()
      expect(await other.source.fetchParts(upTo(51), PARTS)).toHaveLength(51)
    }
    expect(slow.connections()).toBe(2)
  })

  it('come whole when the others are refused, or end', async () => {
    let logins = 0
    const login: Answer = async ({ tag, line, socket, next }) => {
      if (/PLAIN$/.test(line)) {
        socket.write('+ \r\n')
        await next()
      }
      const isRefused = ++logins === 2
      const many = 'NO [ALERT] Too many simultaneous connections. (Failure)'
      socket.write(`${tag} ${isRefused ? many : 'OK logged in'}\r\n`)
    }
    let fetches = 0
    const fetch: Answer = async exchange => {
      // The third connection brings one message and is gone.
      const isThird = ++fetches === 3
      if (isThird) exchange.socket.end('* 61 FETCH (UID 61 BODY[1] "61")\r\n* BYE gone\r\n')
      else await (slowly(30) as (exchange: unknown) => unknown)(exchange)
    }
    await using server = await startScripted({ answers: { AUTHENTICATE: login, 'UID FETCH': fetch } })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    await client.source.fetchParts(upTo(6), PARTS)
    const rows = await client.source.fetchParts(upTo(90), PARTS)
    expect(rows.map(({ uid }) => uid).toSorted((a, b) => a - b)).toEqual(upTo(90))
  })

  it('end with the signal on all of them', async () => {
    await using server = await startScripted({ answers: { 'UID FETCH': slowly(50) } })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    await client.source.fetchParts(upTo(5), PARTS)
    const stop = new AbortController()
    const fetching = client.source.fetchParts(upTo(300), PARTS, { signal: stop.signal })
    await vi.waitFor(() => expect(server.connections()).toBe(3))
    stop.abort()
    await expect(fetching).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

describe('a connection that nobody uses', () => {
  it('says NOOP now and then, and a command in the meantime waits for it', async () => {
    await using server = await startScripted({ answers: { NOOP: ['$TAG OK done'] } })
    await using client = clientOf(server.port, { pool: { ...DEFAULT_POOL, keepAliveMs: 20 } })
    await client.source.examine('INBOX')
    const noops = () => server.lines.filter(line => line.endsWith(' NOOP')).length
    await vi.waitFor(() => expect(noops()).toBeGreaterThanOrEqual(2))
    for (let i = 0; i < 5; i++) {
      await delay(20)
      expect(await client.source.examine('INBOX')).toMatchObject({ uidValidity: 7 })
    }
    expect(server.connections()).toBe(1)
  })

  it('is ended, and the fetch after it goes on in the same mailbox', async () => {
    await using server = await startScripted({ answers: { 'UID FETCH': slowly(0) } })
    await using client = clientOf(server.port, { pool: { ...DEFAULT_POOL, idleMs: 30 } })
    await client.source.examine('INBOX')
    await vi.waitFor(() => expect(server.lines.at(-1)).toMatch(/LOGOUT$/))
    expect(await client.source.fetchParts([1], PARTS)).toHaveLength(1)
    expect(server.connections()).toBe(2)
    expect(client.source.stats().setupCommands).toBeGreaterThan(2)
  })
})
