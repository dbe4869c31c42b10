import { afterEach, expect, test, vi } from 'vitest'
import { Engine } from '../../src/sqlite/engine.ts'
import { startDemo } from '../support/demo.ts'

afterEach(() => void vi.restoreAllMocks())

/** How often SQLite is asked to compile a statement from here on. */
function countCompilations(): () => number {
  const calls = vi.spyOn(Engine.prototype, 'call')
  return () => calls.mock.calls.flatMap(([requests]) => requests).filter(({ op }) => op === 'compile').length
}

test('a prepared statement is compiled once and answers what the same text does', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const sql = 'SELECT Id, Subject FROM Inbox WHERE Size > ? AND IsRead = ? ORDER BY Id'
  const compilations = countCompilations()
  await using statement = await db.prepare<{ Id: number; Subject: string }>(sql)
  const other = await demo.open()
  for (const params of [
    [1_000, false],
    [5_000, true],
    [0, false],
    [9_999_999, true],
  ]) {
    const { rows, columns } = await other.query(sql, params)
    expect(await statement.all(params)).toEqual(rows)
    expect(await statement.columns()).toEqual(columns)
    expect(await statement.get(params)).toEqual(rows[0])
    expect((await statement.run(params)).rowCount).toBe(rows.length)
    const streamed: unknown[] = []
    for await (const row of statement.stream(params)) streamed.push(row)
    expect(streamed).toEqual(rows)
  }
  expect(statement.sql).toBe(sql)
  // Once by the statement, once by the connection that it is compared with.
  expect(compilations()).toBe(2)
})

test('its values decide what is searched for, each time', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const statement = await db.prepare('SELECT COUNT(*) AS n FROM Inbox WHERE Size > :size AND IsRead = :read')
  demo.commands()
  await statement.all({ size: 2_000, read: true })
  await statement.all({ size: 5_000, read: false })
  const searches = demo.commands().filter(({ name }) => name === 'UID SEARCH')
  expect(searches[0]!.line).toContain('SEEN')
  expect(searches.at(-1)!.line).toContain('UNSEEN')
  expect(searches.at(-1)!.line).toContain('5000')
})

test('get reads no further than the first row', async () => {
  await using demo = await startDemo({ messages: 1_000 })
  const db = await demo.open()
  const statement = await db.prepare('SELECT Subject FROM Messages')
  demo.commands()
  expect(await statement.get()).toHaveProperty('Subject')
  expect(await statement.get()).toHaveProperty('Subject')
  const fetched = demo.commands().filter(({ name }) => name.includes('FETCH'))
  expect(fetched).toHaveLength(1)
  const none = await db.prepare('SELECT Subject FROM Messages WHERE Size < 0')
  expect(await none.get()).toBeUndefined()
})

test('preparing finds every error of the text and opens no mailbox', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  await db.prepare('SELECT Subject FROM Inbox WHERE Id = ?')
  expect(demo.commands().map(({ name }) => name)).toEqual(['LIST'])
  for (const [sql, code] of [
    ['SELEC 1', 'SYNTAX'],
    ['', 'SYNTAX'],
    ['SELECT Subject FROM Inbxo', 'NO_TABLE'],
    ['SELECT Subjekt FROM Inbox', 'NO_COLUMN'],
    ['SELECT ?, :a', 'SYNTAX'],
    ['EXEC NoSuchProcedure', 'NO_PROCEDURE'],
    ['EXPLAIN SELECT Subjekt FROM Inbox', 'NO_COLUMN'],
  ] as const) {
    await expect(db.prepare(sql)).rejects.toMatchObject({ code })
  }
  const statement = await db.prepare('SELECT ?')
  await expect(statement.all()).rejects.toMatchObject({ code: 'BAD_VALUE' })
  expect(await statement.all([1])).toEqual([{ '?': 1 }])
})

test('EXPLAIN, SHOW and calls can be prepared as well', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const explain = await db.prepare<{ plan: string }>('EXPLAIN SELECT Subject FROM Inbox WHERE IsRead = ?')
  expect(await explain.columns()).toEqual([{ name: 'plan', type: 'TEXT', table: null }])
  expect((await explain.all([true])).map(({ plan }) => plan).join()).toContain(' SEEN ')
  expect((await explain.all([false])).map(({ plan }) => plan).join()).toContain('UNSEEN')
  const show = await db.prepare('SHOW TABLES')
  expect((await show.columns()).map(({ name }) => name)).toEqual(['TableName', 'TableType', 'Description'])
  const call = await db.prepare('EXEC GetOAuthAuthorizationURL @CallbackURL = ?')
  expect((await call.columns()).map(({ name }) => name)).toEqual(['URL', 'State'])
})

test('it goes on when the server ends the session, and when the engine is replaced', async () => {
  let isEnding = false
  const endsSession = ({ name }: { name: string }) => {
    if (!isEnding || name !== 'EXAMINE') return undefined
    isEnding = false
    return 'drop' as const
  }
  await using demo = await startDemo({ messages: 200, intercept: endsSession })
  const db = await demo.open()
  const statement = await db.prepare<{ n: number }>('SELECT COUNT(*) AS n FROM Inbox WHERE Subject LIKE ?')
  const before = await statement.all(['%e%'])
  isEnding = true
  // The statement during which the session ends may fail; the next one has another session.
  await statement.all(['%e%']).catch(() => undefined)
  expect(isEnding).toBe(false)
  expect(await statement.all(['%e%'])).toEqual(before)
  const endless = 'WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r) SELECT COUNT(*) FROM r'
  await expect(db.query(endless, [], { timeout: 0.3 })).rejects.toMatchObject({ code: 'TIMEOUT' })
  expect(await statement.all(['%e%'])).toEqual(before)
})

test('a mailbox that comes or goes between two runs is seen', async () => {
  await using demo = await startDemo({ messages: 20 })
  demo.gmaild.account.createLabel('Passing')
  const db = await demo.open()
  const statement = await db.prepare('SELECT TableName FROM sys_tables WHERE TableName LIKE ? ORDER BY 1')
  expect(await statement.all(['Pass%'])).toHaveLength(2)
  demo.gmaild.account.createLabel('Passing too')
  expect(await statement.all(['Pass%'])).toHaveLength(4)
})

test('a temporary table that is made anew with other columns is seen', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  await db.query('CREATE TEMP TABLE kept AS SELECT 1 AS a')
  const statement = await db.prepare('SELECT * FROM kept')
  expect(await statement.all()).toEqual([{ a: 1 }])
  await db.query('DROP TABLE kept')
  await expect(statement.all()).rejects.toMatchObject({ code: 'NO_TABLE' })
  await db.query("CREATE TEMP TABLE kept AS SELECT 2 AS a, 'x' AS b")
  expect(await statement.all()).toEqual([{ a: 2, b: 'x' }])
})

test('statements of a closed one, and of a closed connection, are refused', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const statement = await db.prepare('SELECT 1 AS a')
  await statement.close()
  await expect(statement.all()).rejects.toMatchObject({ code: 'BAD_VALUE' })
  const other = await db.prepare('SELECT 1 AS a')
  expect(await other.all()).toEqual([{ a: 1 }])
  await db.close()
  await expect(other.all()).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
})

test('prepared statements wait for each other, and for a stream fail at once', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const statement = await db.prepare<{ a: number }>('SELECT ? AS a')
  const answers = await Promise.all([1, 2, 3].map(value => statement.get([value])))
  expect(answers).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }])
  const stream = db.stream('SELECT Subject FROM Inbox')
  await stream.next()
  await expect(statement.get([1])).rejects.toMatchObject({ code: 'BUSY' })
  await stream.return?.()
  expect(await statement.get([4])).toEqual({ a: 4 })
})

test('the time of a prepared statement is that of each run', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const statement = await db.prepare<{ t: string }>('SELECT NOW() AS t')
  const first = await statement.get()
  await new Promise(resolve => setTimeout(resolve, 1_100))
  expect((await statement.get())!.t > first!.t).toBe(true)
})
