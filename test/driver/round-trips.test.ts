import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LagProxy, startLagProxy } from '../../bench/lag-proxy.ts'
import { type Connection, connect } from '../../src/index.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let proxy: LagProxy

beforeEach(async () => {
  demo = await startDemo({ messages: 600 })
  proxy = await startLagProxy(demo.gmaild.port, { delayMs: 0, bytesPerSecond: 0 })
})
afterEach(async () => {
  await proxy.close()
  await demo[Symbol.asyncDispose]()
})

/** Through the proxy, from connect() to the last row; closed when `work` has looked. */
async function through<T>(properties: string, work: (db: Connection) => Promise<T>): Promise<T> {
  const { user, password } = demo.gmaild
  const db = await connect(
    `Server=127.0.0.1;Port=${proxy.port};TLS=None;User=${user};Password=${password};${properties}`,
  )
  try {
    return await work(db)
  } finally {
    await db.close()
    proxy.takeTraffic()
  }
}

test('the newest 20 rows of a mailbox that nothing is known of come within ten round trips of the connect', async () => {
  const traffic = await through('', async db => {
    await db.query('SELECT Id, Subject, [From], ReceivedDate FROM [Gmail/All Mail] LIMIT 20')
    return proxy.takeTraffic()
  })
  expect(traffic.connections).toBe(1)
  expect(traffic.fetchRows).toBe(20)
  // One of them is what a login by password waits for; a TLS handshake would be one more.
  expect(traffic.roundTrips).toBeLessThanOrEqual(9)
})

test('rows with a word that recent subjects have take no more than three batches', async () => {
  const traffic = await through('', async db => {
    const { rowCount } = await db.query(
      "SELECT Id, Subject FROM [Gmail/All Mail] WHERE Subject LIKE '%e%' LIMIT 10",
    )
    expect(rowCount).toBe(10)
    return proxy.takeTraffic()
  })
  expect(traffic.commands.filter(command => command.includes('FETCH')).length).toBeLessThanOrEqual(3)
})

test('a mailbox that is kept and did not change takes two commands behind the login, and fetches nothing', async () => {
  const lasting = `AutoCache=true;CacheTolerance=0;CacheLocation="${makeDirectory()}"`
  const sql = 'SELECT COUNT(*), COUNT(Subject), SUM(IsRead) FROM [Gmail/All Mail]'
  const first = await through(lasting, db => db.queryArrays(sql))
  const second = await through(lasting, async db => {
    const { rows } = await db.queryArrays(sql)
    expect(rows).toEqual(first.rows)
    return proxy.takeTraffic()
  })
  const setUp = /^(?:CAPABILITY|ID|LOGIN|AUTHENTICATE|ENABLE|NAMESPACE)\b/
  expect(
    second.commands.filter(command => !setUp.test(command)).map(command => command.split(' ')[0]),
  ).toEqual(['LIST', 'EXAMINE'])
  expect(second.fetchRows).toBe(0)
})

test('of ten messages with other flags, five new and five gone only those come', async () => {
  const lasting = `AutoCache=true;CacheTolerance=0;CacheLocation="${makeDirectory()}"`
  const sql = 'SELECT Id, MsgId, Subject, IsStarred FROM [Gmail/All Mail] ORDER BY Id'
  const { rows } = await through(lasting, db => db.query<{ Id: number; MsgId: string }>(sql))
  const { account } = demo.gmaild
  for (const { MsgId } of rows.slice(0, 10)) account.setFlags(BigInt(MsgId), ['\\Flagged', '\\Answered'])
  for (const { MsgId } of rows.slice(20, 25)) account.delete(BigInt(MsgId))
  for (let i = 0; i < 5; i++) account.append({ raw: `Subject: new ${i}\r\n\r\nhello\r\n`, labels: [] })
  const { traffic, second } = await through(lasting, async db => {
    const read = await db.query(sql)
    return { traffic: proxy.takeTraffic(), second: read.rows }
  })
  const behindLogin = traffic.commands.slice(
    traffic.commands.findIndex(command => command.startsWith('LIST')),
  )
  expect(behindLogin.length).toBeLessThanOrEqual(6)
  // The flags of all fifteen, then what else there is of the new ones.
  expect(traffic.fetchRows).toBe(20)
  expect(second).toEqual((await (await demo.open()).query(sql)).rows)
})
