import { expect, test, vi } from 'vitest'
import { ImapSource } from '../../src/imap/imap-source.ts'
import { GmailSqlError } from '../../src/util/errors.ts'
import { startDemo } from '../support/demo.ts'

const ALL = 'SELECT Id, Subject, Size, IsRead FROM [Gmail/All Mail]'

async function* rowsOf<T>(rows: AsyncIterable<T>, most: number) {
  let left = most
  for await (const row of rows) {
    yield row
    if (--left === 0) return
  }
}

test('whoever reads on after the first rows has the other batches under way', async () => {
  await using demo = await startDemo({ messages: 1_000 })
  const db = await demo.open()
  const batches = vi.spyOn(ImapSource.prototype, 'fetchBatches')
  const { rowCount } = await db.query(ALL)
  const asked = batches.mock.calls.map(([lists]) => lists.map(({ length }) => length))
  batches.mockRestore()
  expect(rowCount).toBeGreaterThan(900)
  // The first by itself, so that a stream that is left with it costs no more.
  expect(asked).toEqual([[100], [100, 200, 400, rowCount - 800]])
})

test('of what is partly known only the rest is fetched, and all rows come newest first', async () => {
  await using demo = await startDemo({ messages: 900 })
  const whole = await (await demo.open()).query(ALL)
  const db = await demo.open()
  await db.query('SELECT Subject FROM [Gmail/All Mail] LIMIT 130')
  await db.query('SELECT Size FROM [Gmail/All Mail] LIMIT 260 OFFSET 60')
  await db.query(`SELECT Subject FROM [Gmail/All Mail] WHERE Id < 300 AND Id > 250`)
  demo.commands()
  expect((await db.query(ALL)).rows).toEqual(whole.rows)
  const again = demo.commands().filter(({ name }) => name.endsWith('FETCH'))
  expect(again.length).toBeGreaterThan(1)
  expect((await db.query(ALL)).rows).toEqual(whole.rows)
  expect(demo.commands().map(({ name }) => name)).toEqual(['EXAMINE'])
})

test('a stream that is left in the middle leaves the connection as it should be', async () => {
  await using demo = await startDemo({ messages: 900 })
  const db = await demo.open()
  const { rows } = await db.query(`${ALL} ORDER BY Id DESC LIMIT 150`)
  const other = await demo.open()
  const seen = []
  for await (const row of rowsOf(other.stream(ALL), 150)) seen.push(row)
  expect(seen).toEqual(rows)
  expect((await other.query(ALL)).rows).toEqual((await db.query(ALL)).rows)
})

test('a statement that is cancelled between batches ends, and the next one has all rows', async () => {
  await using demo = await startDemo({ messages: 900 })
  const db = await demo.open()
  const controller = new AbortController()
  const read = async () => {
    let count = 0
    for await (const _ of db.stream(ALL, [], { signal: controller.signal }))
      if (++count === 150) controller.abort()
  }
  await expect(read()).rejects.toMatchObject({ code: 'CANCELLED' })
  expect((await db.query(ALL)).rows).toEqual((await (await demo.open()).query(ALL)).rows)
})

test('a session that ends when all has come fails nothing', async () => {
  await using demo = await startDemo({ messages: 400 })
  const { rows } = await (await demo.open()).query(ALL)
  const db = await demo.open()
  const whole = ImapSource.prototype.fetchBatches
  const batches = vi.spyOn(ImapSource.prototype, 'fetchBatches')
  batches.mockImplementation(async function* (this: ImapSource, ...asked) {
    yield* whole.apply(this, asked)
    throw new GmailSqlError('CONNECTION_LOST', 'the server ended the session', { retryable: true })
  })
  const found = await db.query(ALL)
  expect(batches).toHaveBeenCalledTimes(2)
  batches.mockRestore()
  expect(found.rows).toEqual(rows)
})
