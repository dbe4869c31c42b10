import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

const MESSAGES = 150
const MESSAGE_BYTES = 200_000

/** 30 MB of mail: four batches of 8 MB. */
async function startLarge(): Promise<Demo> {
  const demo = await startDemo({ messages: 0 })
  for (let n = 0; n < MESSAGES; n++) {
    const body = randomBytes(MESSAGE_BYTES / 2).toString('hex')
    demo.gmaild.account.append({
      raw: `Subject: ${n}\r\n\r\n${body.replace(/.{70}/g, '$&\r\n')}`,
      labels: ['\\Inbox'],
    })
  }
  return demo
}

const received = async (db: Connection) =>
  (await db.query<{ n: number }>('SELECT BytesReceived AS n FROM sys_information')).rows[0]!.n

const fetches = (demo: Demo) => demo.commands().filter(({ line }) => line.includes('BODY.PEEK[')).length

test('a statement that is cancelled while it fetches costs no more than the batch that is on its way', async () => {
  await using demo = await startLarge()
  const db = await demo.open()
  await db.query('SELECT Size FROM Inbox ORDER BY Id')
  const before = await received(db)
  demo.commands()
  const controller = new AbortController()
  const onProgress = ({ done }: { done: number }) => {
    if (done > 0) controller.abort()
  }
  const sql = 'SELECT length(RawMessage) AS n FROM Inbox ORDER BY Id'
  await expect(db.query(sql, [], { signal: controller.signal, onProgress })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
  expect(fetches(demo)).toBeLessThanOrEqual(2)
  expect((await received(db)) - before).toBeLessThan(17_000_000)
  // What came is kept, on the same connection; only the rest is fetched.
  const { rowCount, stats } = await db.query(sql)
  expect(rowCount).toBe(MESSAGES)
  expect(stats.bytesReceived).toBeLessThan((MESSAGES * MESSAGE_BYTES * 3) / 4 + 2_000_000)
  expect(demo.commands().filter(({ name }) => name === 'LOGOUT')).toEqual([])
})

test('so it is with StatementTimeout, and with a stream that is left', async () => {
  await using demo = await startLarge()
  const db = await demo.open()
  await db.query('SELECT Size FROM Inbox ORDER BY Id')
  demo.commands()
  const before = await received(db)
  for await (const row of db.stream('SELECT Id, length(RawMessage) AS n FROM Inbox')) {
    expect(row['n']).toBeGreaterThan(MESSAGE_BYTES)
    break
  }
  // The first hundred messages are three batches.
  expect(fetches(demo)).toBeLessThanOrEqual(3)
  expect((await received(db)) - before).toBeLessThan(25_000_000)
  const sql = 'SELECT length(RawMessage) AS n FROM Inbox ORDER BY Id'
  await expect(db.query(sql, [], { timeout: 0.001 })).rejects.toMatchObject({ code: 'TIMEOUT' })
  expect(fetches(demo)).toBeLessThanOrEqual(1)
  expect((await db.query(sql)).rowCount).toBe(MESSAGES)
})

test('a server that stops in the middle of an answer is left at once, and asked again on another connection', async () => {
  let isSilent = true
  const controller = new AbortController()
  await using demo = await startDemo({
    messages: 300,
    intercept: ({ name }) => {
      if (name !== 'UID FETCH' || !isSilent) return undefined
      setTimeout(() => controller.abort(), 100)
      return { rows: 20, silence: true }
    },
  })
  // Nothing else ends it.
  const db = await demo.open('Timeout=0')
  const sql = "SELECT Subject FROM Inbox WHERE Subject LIKE '%a%' ORDER BY Id"
  await expect(db.query(sql, [], { signal: controller.signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  isSilent = false
  expect((await db.query(sql)).rowCount).toBeGreaterThan(0)
})

test('headers are fetched in batches that no header can make large', async () => {
  await using demo = await startDemo({ messages: 0 })
  const long = (n: number) => `X-Long: ${`${n}`.padEnd(60, 'x')}\r\n`.repeat(400)
  for (let n = 0; n < 30; n++)
    demo.gmaild.account.append({
      raw: `Subject: ${n}\r\n${n % 10 === 0 ? long(n) : ''}List-Id: <list.${n}>\r\n\r\nhello\r\n`,
      labels: ['\\Inbox'],
    })
  const db = await demo.open()
  const { rows } = await db.query<{ ListId: string; n: number }>(
    'SELECT ListId, length(Headers) AS n FROM Inbox ORDER BY Id',
  )
  expect(rows.map(({ ListId }) => ListId)).toEqual(Array.from({ length: 30 }, (_, n) => `<list.${n}>`))
  expect(rows.filter(({ n }) => n > 27_000)).toHaveLength(3)
  const lines = demo
    .commands()
    .flatMap(({ line }) => /UID FETCH (\S+) .*PEEK(\S+?)\)/.exec(line)?.slice(1) ?? [])
  expect(lines).toEqual(['1:30', '[HEADER]<0.16000>', ...['21', '11', '1'].flatMap(uid => [uid, '[HEADER]'])])
})

test('headers of small messages are asked for as they are', async () => {
  await using demo = await startDemo({ messages: 100 })
  const db = await demo.open()
  await db.query('SELECT Size FROM Inbox ORDER BY Id')
  demo.commands()
  await db.query('SELECT Headers FROM Inbox ORDER BY Id')
  const peeks = demo.commands().filter(({ line }) => line.includes('PEEK'))
  expect(peeks).toHaveLength(1)
  expect(peeks[0]!.line).toContain('BODY.PEEK[HEADER])')
})
