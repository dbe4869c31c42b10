import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Connection, connect } from '../../src/index.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { type LargeMailbox, startLargeMailbox } from '../support/large-mailbox.ts'

async function open({ port }: LargeMailbox, properties = ''): Promise<Connection> {
  return await connect(
    `Server=127.0.0.1;Port=${port};TLS=None;User=demo@gmail.example;Password=x;${properties}`,
  )
}

test('the UIDs of a large mailbox are asked for in pieces, and each message is a row once', async () => {
  const mailbox = await startLargeMailbox(130_000)
  const db = await open(mailbox)
  const ids: number[] = []
  for await (const { Id } of db.stream<{ Id: string }>('SELECT Id FROM Inbox')) ids.push(Number(Id))
  expect(ids).toHaveLength(130_000)
  expect(ids.every((id, index) => index === 0 || id < ids[index - 1]!)).toBe(true)
  expect(mailbox.commands.filter(name => name === 'UID SEARCH')).toHaveLength(2)
  expect(mailbox.commands.filter(name => name.endsWith('FETCH'))).toEqual([])
  await db.close()
  await mailbox.close()
})

test('a mailbox of exactly as many messages as are looked up at once is read to its end', async () => {
  const mailbox = await startLargeMailbox(20_000)
  const db = await open(mailbox)
  const sql = "SELECT Id FROM Inbox WHERE SearchCriteria = 'LARGER 1'"
  for (const text of ['SELECT Id FROM Inbox', sql]) {
    const { rows } = await db.queryArrays(text)
    const ids = rows.map(([id]) => Number(id))
    expect(ids).toHaveLength(20_000)
    expect(ids.every((id, index) => index === 0 || id < ids[index - 1]!)).toBe(true)
  }
  await db.close()
  await mailbox.close()
})

test('a store of many messages is filled by one connection, and lacks nothing for the next', async () => {
  const mailbox = await startLargeMailbox(25_000)
  const properties = `AutoCache=true;CacheTolerance=0;CacheLocation="${join(makeDirectory(), 'mail.db')}"`
  const sql = 'SELECT FromDomain, COUNT(*) AS n, SUM(Size) AS size FROM Inbox GROUP BY FromDomain'
  const rowsOf = async () => {
    await using db = await open(mailbox, properties)
    return (await db.query<{ n: number }>(sql)).rows
  }
  const rows = await rowsOf()
  expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(25_000)
  const before = mailbox.commands.length
  expect(await rowsOf()).toEqual(rows)
  expect(mailbox.commands.slice(before)).not.toContain('UID FETCH')
  await mailbox.close()
})
