import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Row } from '../../src/index.ts'
import { clientOf, startScripted } from '../imap/scripted-server.ts'
import { startDemo } from '../support/demo.ts'

const mail = (subject: string) => ({
  raw: `From: ann@example.com\nSubject: ${subject}\nDate: Mon, 05 Jan 2026 10:00:00 +0000\n\nhello`,
  labels: ['\\Inbox'],
})

/** Waits until so many sessions are in IDLE. */
async function idling(demo: Awaited<ReturnType<typeof startDemo>>, times = 1): Promise<void> {
  const count = () => demo.gmaild.record.filter(({ name }) => name === 'IDLE').length
  await vi.waitFor(() => expect(count()).toBeGreaterThanOrEqual(times), 10_000)
}

test('mail that comes is given as rows of SELECT *, in order, on a connection of its own', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const watch = db.watch('Inbox')
  const first = watch.next()
  await idling(demo)
  for (const subject of ['one', 'two']) demo.gmaild.account.append(mail(subject))
  const rows = [(await first).value as Row, (await watch.next()).value as Row]
  expect(rows.map(row => row['Subject'])).toEqual(['one', 'two'])
  const all = await db.query('SELECT * FROM Inbox ORDER BY Id DESC LIMIT 1')
  expect(rows[1]).toEqual(all.rows[0])
  const second = watch.next()
  await idling(demo, 2)
  // A statement runs meanwhile, and a change of flags or a message elsewhere is no mail that comes here.
  expect((await db.query('SELECT COUNT(*) AS n FROM Inbox')).rowCount).toBe(1)
  demo.gmaild.account.append({ ...mail('elsewhere'), labels: ['Work'] })
  demo.gmaild.account.append(mail('three'))
  expect(((await second).value as Row)['Subject']).toBe('three')
  expect(await watch.return?.()).toEqual({ done: true, value: undefined })
})

test('properties that answer from a store or cut results do not hide mail that comes', async () => {
  await using demo = await startDemo({ messages: 20 })
  const directory = mkdtempSync(join(tmpdir(), 'gmailsql-watch-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const kept = `AutoCache=true;CacheLocation=${join(directory, 'store.db')};MaxItems=1;MaxRows=1`
  const db = await demo.open(kept)
  await db.query('SELECT Id FROM Inbox')
  const watch = db.watch('Inbox')
  const first = watch.next()
  await idling(demo)
  for (const subject of ['one', 'two']) demo.gmaild.account.append(mail(subject))
  const rows = [(await first).value as Row, (await watch.next()).value as Row]
  expect(rows.map(row => row['Subject'])).toEqual(['one', 'two'])
  await watch.return?.()
})

test('it goes on after its connection was lost, without losing what came meanwhile', async () => {
  let drops = 0
  await using demo = await startDemo({
    messages: 20,
    intercept: ({ name }) => (name === 'IDLE' && drops++ === 0 ? 'drop' : undefined),
  })
  const watch = (await demo.open()).watch('Inbox')
  const first = watch.next()
  await vi.waitFor(() => expect(drops).toBeGreaterThan(0), 10_000)
  demo.gmaild.account.append(mail('while it was away'))
  expect(((await first).value as Row)['Subject']).toBe('while it was away')
  await watch.return?.()
})

test('it counts for PoolMaxSize: a statement that has none left is told', async () => {
  await using demo = await startDemo({ messages: 5 })
  const db = await demo.open('PoolMaxSize=1;Timeout=1')
  const watch = db.watch('Inbox')
  const first = watch.next()
  await idling(demo)
  await expect(db.query('SELECT COUNT(*) FROM Inbox')).rejects.toMatchObject({ code: 'TOO_MANY_CONNECTIONS' })
  expect(await watch.return?.()).toMatchObject({ done: true })
  expect(await first).toMatchObject({ done: true })
  expect((await db.query('SELECT COUNT(*) FROM Inbox')).rowCount).toBe(1)
})

test('the signal, return() and close() end a loop that waits, and its connection', async () => {
  await using demo = await startDemo({ messages: 5 })
  const db = await demo.open()
  const stop = new AbortController()
  const loop = async (watch: AsyncIterable<Row>) => {
    for await (const row of watch) throw new Error(String(row))
  }
  const returned = db.watch('Inbox')
  const loops = [loop(db.watch('Inbox', { signal: stop.signal })), loop(returned), loop(db.watch('AllMail'))]
  await idling(demo, 3)
  stop.abort()
  await loops[0]
  await returned.return?.()
  await loops[1]
  await db.close()
  await loops[2]
  await vi.waitFor(() => expect(demo.gmaild.connectionCount).toBe(0))
  expect(() => db.watch('Inbox')).toThrow('the connection is closed')
})

test('what is no mailbox, and a login that is refused, are errors', async () => {
  await using demo = await startDemo({ messages: 5 })
  const db = await demo.open()
  await expect(db.watch('sys_tables').next()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  await expect(db.watch('Inbxo').next()).rejects.toMatchObject({ code: 'NO_TABLE' })
  const wrong = await demo.open('AuthScheme=AccessToken;OAuthAccessToken=wrong')
  await expect(wrong.watch('Inbox').next()).rejects.toMatchObject({ code: 'AUTH_REFUSED' })
})

test('IDLE is begun anew when its time is over, and a server without it is asked now and then', async () => {
  await using idle = await startScripted({
    capability: 'IMAP4rev1 SASL-IR AUTH=PLAIN IDLE',
    answers: {
      IDLE: async ({ tag, socket, next }) => {
        socket.write('+ idling\r\n')
        expect(await next()).toBe('DONE')
        socket.write(`${tag} OK done\r\n`)
      },
    },
  })
  await using poll = await startScripted()
  for (const server of [idle, poll]) {
    await using client = clientOf(server.port, { timeoutSeconds: 1 })
    const wish = { path: 'INBOX', uidNext: 4, maxMs: 50 }
    for (let i = 0; i < 2; i++) expect(await client.source.awaitNews(wish)).toMatchObject({ uidNext: 4 })
    // It waits longer than Timeout without a byte.
    const stop = new AbortController()
    const waiting = client.source.awaitNews({ ...wish, maxMs: 60_000 }, { signal: stop.signal })
    await delay(1500)
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(server.connections()).toBe(1)
  }
  expect(idle.lines.filter(line => line.endsWith(' IDLE'))).toHaveLength(3)
  expect(poll.lines.filter(line => line.includes(' EXAMINE '))).toHaveLength(6)
})
