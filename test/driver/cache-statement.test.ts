import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let db: Connection
let few: Demo
let small: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 500 })
  db = await demo.open()
  few = await startDemo({ messages: 40 })
  small = await few.open()
})
afterAll(async () => {
  await demo[Symbol.asyncDispose]()
  await few[Symbol.asyncDispose]()
})

const rowsOf = async (sql: string, on = db) => (await on.queryArrays(sql)).rows
const sorted = (rows: readonly (readonly unknown[])[]) =>
  rows.map(row => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))).sort()
const countOf = async (table: string, on = db) =>
  (await rowsOf(`SELECT COUNT(*) FROM ${table}`, on))[0]![0] as number
const lasting = () => `CacheLocation="${makeDirectory()}/"`
/** Rows without end. */
const ENDLESS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n'

describe('CACHE', () => {
  test('keeps rows under a name of their own, with the types of the SELECT', async () => {
    const select =
      'SELECT Id, Subject, IsRead, ReceivedDate, Size, Size * 1.5 AS Larger, Labels, [From], NULL AS x FROM Inbox'
    const kept = await db.query(`CACHE Mine ${select}`)
    const live = await db.queryArrays(select)
    const cached = await db.queryArrays('SELECT * FROM Mine ORDER BY Id DESC')
    expect(kept.columns).toEqual([])
    expect(cached.rows.length).toBeGreaterThan(100)
    expect(cached.rows).toEqual(live.rows)
    const typed = ({ columns }: typeof live) => columns.map(({ name, type }) => [name, type])
    expect(typed(cached)).toEqual(typed(live))
  })

  test.each([
    'Inbox',
    'Messages',
    'Labels',
    'Threads',
    'Attachments',
    'Recipients',
    'MessageLabels',
    'Headers',
  ])('of every column of %s gives the rows and types that a live SELECT gives', async table => {
    const described = await rowsOf(`DESCRIBE ${table}`)
    // What only directs a search is no column of a row.
    const directives = ['GmailSearch', 'SearchQuery', 'SearchCriteria', 'IncludeSpamTrash']
    const names = described
      .map(([name]) => name as string)
      .filter(name => !directives.includes(name))
      .map(name => `[${name}]`)
    const live = await small.queryArrays(`SELECT ${names.join(', ')} FROM ${table}`)
    await small.query(`CACHE [Copy of ${table}] WITH TRUNCATE SELECT ${names.join(', ')} FROM ${table}`)
    const cached = await small.queryArrays(`SELECT * FROM [Copy of ${table}]`)
    expect(live.rows.length).toBeGreaterThan(5)
    expect(sorted(cached.rows)).toEqual(sorted(live.rows))
    const typed = ({ columns }: typeof live) => columns.map(({ name, type }) => [name, type])
    expect(typed(cached)).toEqual(typed(live))
  })

  test('compares the kept columns as the table did', async () => {
    await db.query('CACHE Cases WITH DROP EXISTING SELECT Id, [From], Labels, ReceivedDate FROM Inbox')
    for (const where of [
      `[From] = upper((SELECT [From] FROM Cases LIMIT 1))`,
      "Labels = '\\Inbox'",
      "ReceivedDate >= '2026-11-01'",
    ]) {
      const [live, cached] = [await countOf(`Inbox WHERE ${where}`), await countOf(`Cases WHERE ${where}`)]
      expect([where, cached]).toEqual([where, live])
      expect(live).toBeGreaterThan(0)
    }
  })

  test('replaces rows by their key, adds new ones, and leaves those that the SELECT has not', async () => {
    await db.query("CACHE Two WITH DROP EXISTING SELECT Id, 'old' AS Word FROM Inbox WHERE Id IN (1, 2, 3)")
    await db.query("CACHE Two SELECT Id, 'new' AS Word FROM Inbox WHERE Id IN (2, 3, 4)")
    const rows = await rowsOf('SELECT Word, COUNT(*) FROM Two GROUP BY Word ORDER BY Word')
    const inbox = await rowsOf('SELECT Id FROM Inbox WHERE Id IN (2, 3, 4)')
    expect(rows.find(([word]) => word === 'new')![1]).toBe(inbox.length)
  })

  test('takes the rows of a join, a UNION or a table without key only in place of all', async () => {
    const join = 'SELECT l.Name, COUNT(*) AS n FROM Labels l GROUP BY l.Name'
    await expect(db.query(`CACHE Counts ${join}`)).rejects.toMatchObject({
      code: 'BAD_VALUE',
      hint: expect.stringContaining('WITH TRUNCATE'),
    })
    for (let i = 0; i < 2; i++) await db.query(`CACHE Counts WITH TRUNCATE ${join}`)
    expect(await rowsOf('SELECT * FROM Counts ORDER BY 1')).toEqual(await rowsOf(`${join} ORDER BY 1`))
  })

  test('asks for the key, by its name', async () => {
    await expect(db.query('CACHE Keyless SELECT Subject FROM Inbox')).rejects.toMatchObject({
      code: 'BAD_VALUE',
      hint: expect.stringContaining('Select Id too'),
    })
    // Size is called Id here, and is no key.
    await expect(db.query('CACHE Keyless SELECT Size AS Id FROM Inbox')).rejects.toThrow('not the key Id')
    await db.query('CACHE Renamed SELECT Id AS Uid, Subject FROM Inbox')
    expect(await countOf('Renamed')).toBe(await countOf('Inbox'))
  })

  test('is listed, described, and found by a program that reads metadata', async () => {
    await db.query('CACHE Listed SELECT Id, Subject, IsRead FROM Inbox')
    expect(await rowsOf("SELECT TableName, TableType FROM sys_tables WHERE TableName IN ('Listed')")).toEqual(
      [['Listed', 'CACHED TABLE']],
    )
    const described = await rowsOf('DESCRIBE Listed')
    expect(described.map(row => row.slice(0, 5))).toEqual([
      ['Id', 'INTEGER', 1, 1, 0],
      ['Subject', 'TEXT', 1, 0, 0],
      ['IsRead', 'BOOLEAN', 1, 0, 0],
    ])
    expect(await rowsOf("SELECT ColumnName FROM sys_primarykeys WHERE TableName = 'Listed'")).toEqual([
      ['Id'],
    ])
    const plan = await db.explain('SELECT Subject FROM Listed')
    expect(plan).toContain('Cached Listed')
  })

  test('asks the server nothing when a cached table is read', async () => {
    await db.query('CACHE Quiet SELECT Id, Subject FROM Inbox')
    demo.commands()
    expect(await countOf('Quiet')).toBeGreaterThan(0)
    expect(demo.commands()).toEqual([])
  })

  test('leaves the mailbox live when the copy has its name, which the suffix #CACHE means', async () => {
    await db.query('CACHE SELECT Id, Subject FROM Inbox WHERE Id < 10')
    expect(await countOf('Inbox')).toBeGreaterThan(await countOf('Inbox#CACHE'))
    expect(await countOf('[INBOX]#CACHE')).toBe(await countOf('Inbox WHERE Id < 10'))
    expect(
      await rowsOf(
        "SELECT TableName FROM sys_tables WHERE TableType = 'CACHED TABLE' AND TableName LIKE 'I%'",
      ),
    ).toEqual([['INBOX#CACHE']])
  })

  test('does not take the name of another table or mailbox', async () => {
    for (const name of ['Labels', 'Spam', '[Gmail/Drafts]', 'sys_tables']) {
      await expect(db.query(`CACHE ${name} SELECT Id FROM Inbox`)).rejects.toMatchObject({
        code: 'TABLE_EXISTS',
      })
    }
    await db.query('CREATE TEMP TABLE Mytemp (a)')
    await expect(db.query('CACHE Mytemp SELECT Id FROM Inbox')).rejects.toMatchObject({
      code: 'TABLE_EXISTS',
    })
    await expect(db.query('CREATE TEMP TABLE Quiet (a)')).rejects.toMatchObject({ code: 'TABLE_EXISTS' })
  })

  test('needs a name where the rows are not those of one table of the account', async () => {
    for (const select of ['SELECT 1 AS a', 'SELECT * FROM sys_tables', 'SELECT Id FROM Quiet']) {
      await expect(db.query(`CACHE WITH TRUNCATE ${select}`)).rejects.toMatchObject({
        code: 'NOT_SUPPORTED',
        hint: 'Write CACHE name SELECT …',
      })
    }
  })

  test('takes parameters, and a SELECT that begins with WITH', async () => {
    await db.query(
      'CACHE Given WITH TRUNCATE WITH own AS (SELECT Id FROM Inbox) SELECT Id FROM own WHERE Id < ?',
      [6],
    )
    expect(await countOf('Given')).toBe(await countOf('Inbox WHERE Id < 6'))
  })

  test('keeps more rows than MaxRows gives out', async () => {
    await using few = await demo.open('MaxRows=5')
    await few.query('CACHE Whole SELECT Id FROM Inbox')
    expect(await countOf('Whole', few)).toBe(await countOf('Inbox'))
  })
})

describe('WITH', () => {
  const first = 'SELECT Id, Subject, Size FROM Inbox WHERE Id <= 20'

  test('TRUNCATE puts the rows in the place of all others', async () => {
    await db.query(`CACHE Emptied ${first}`)
    await db.query(
      'CACHE Emptied WITH TRUNCATE SELECT Id, Subject, Size FROM Inbox WHERE Id > 20 AND Id < 30',
    )
    expect(await countOf('Emptied WHERE Id <= 20')).toBe(0)
    expect(await countOf('Emptied')).toBe(await countOf('Inbox WHERE Id > 20 AND Id < 30'))
  })

  test('other columns are refused unless ALTER SCHEMA or DROP EXISTING is said', async () => {
    await db.query(`CACHE Shape ${first}`)
    for (const select of ['SELECT Id, Subject FROM Inbox', 'SELECT Id, Subject, Size, IsRead FROM Inbox']) {
      await expect(db.query(`CACHE Shape ${select}`)).rejects.toMatchObject({
        code: 'BAD_VALUE',
        hint: expect.stringContaining('WITH ALTER SCHEMA'),
      })
    }
    const kept = await countOf('Shape')
    await db.query('CACHE Shape WITH ALTER SCHEMA SELECT Id, Subject, IsRead FROM Inbox WHERE Id > 20')
    expect(await countOf('Shape')).toBe(await countOf('Inbox'))
    expect(await countOf('Shape WHERE IsRead IS NULL AND Subject IS NOT NULL')).toBe(kept)
    expect((await rowsOf('DESCRIBE Shape')).map(([name]) => name)).toEqual(['Id', 'Subject', 'IsRead'])
    await db.query('CACHE Shape WITH DROP EXISTING SELECT MsgId AS a FROM Inbox WHERE Id = 1')
    expect((await rowsOf('DESCRIBE Shape')).map(([name]) => name)).toEqual(['a'])
  })

  test('SCHEMA ONLY makes the table and asks for no message', async () => {
    demo.commands()
    await db.query('CACHE Bare WITH SCHEMA ONLY SELECT Id, BodyText FROM [Gmail/Drafts]')
    expect(demo.commands().map(({ name }) => name)).not.toContain('UID FETCH')
    expect(await rowsOf('SELECT * FROM Bare')).toEqual([])
    await db.query('CACHE Bare SELECT Id, BodyText FROM [Gmail/Drafts]')
    expect(await countOf('Bare')).toBe(await countOf('[Gmail/Drafts]'))
    await db.query('CACHE Bare WITH SCHEMA ONLY SELECT Id, BodyText FROM [Gmail/Drafts]')
    expect(await countOf('Bare')).toBe(await countOf('[Gmail/Drafts]'))
  })

  test('AUTOCOMMIT keeps what has come when the rest is cancelled', async () => {
    await using own = await demo.open()
    const begun = new AbortController()
    let fetches = 0
    const onProgress = ({ done }: { readonly done: number }) => {
      if (done === 0 && ++fetches === 2) begun.abort()
    }
    const sql = 'WITH AUTOCOMMIT SELECT Id, Subject FROM [Gmail/All Mail]'
    await expect(
      own.query(`CACHE Part ${sql}`, [], { signal: begun.signal, onProgress }),
    ).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(await countOf('Part', own)).toBe(100)
    await own.query(`CACHE Part ${sql}`)
    expect(await countOf('Part', own)).toBe(await countOf('[Gmail/All Mail]'))
  })

  test('AUTOCOMMIT skips a row whose key has come, and says so; else it is refused', async () => {
    await db.query('CACHE Skips WITH SCHEMA ONLY SELECT Id, Subject FROM Inbox')
    const rows = 'SELECT i.Id, i.Subject FROM Inbox i, json_each(i.Labels)'
    await expect(db.query(`CACHE Skips ${rows}`)).rejects.toMatchObject({
      code: 'BAD_VALUE',
      message: expect.stringMatching(/comes twice: \d+$/),
    })
    expect(await countOf('Skips')).toBe(0)
    const { notices } = await db.query(`CACHE Skips WITH AUTOCOMMIT ${rows}`)
    expect(await rowsOf('SELECT * FROM Skips ORDER BY Id DESC')).toEqual(
      await rowsOf('SELECT Id, Subject FROM Inbox WHERE json_array_length(Labels) > 0'),
    )
    expect(notices).toMatchObject([{ code: 'CACHE_SKIPPED' }])
  })

  test('AUTOCOMMIT does not write a table that the SELECT reads', async () => {
    await db.query('CACHE Selfish WITH DROP EXISTING SELECT Id, Size FROM Inbox')
    const sql = 'SELECT Id, Size FROM Selfish WHERE Id <= 10'
    await expect(db.query(`CACHE Selfish WITH AUTOCOMMIT ${sql}`)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    })
    await db.query(`CACHE Selfish WITH TRUNCATE ${sql}`)
    expect(await countOf('Selfish')).toBe(await countOf('Inbox WHERE Id <= 10'))
  })

  test.each([
    ['TRUNCATE, DROP EXISTING', 'NOT_SUPPORTED'],
    ['DROP EXISTING ALTER SCHEMA', 'NOT_SUPPORTED'],
    ['AUTOCOMMIT WITH SCHEMA ONLY', 'NOT_SUPPORTED'],
    ['SCHEMA ONLY TRUNCATE', 'NOT_SUPPORTED'],
    ['TRUNCATE TRUNCATE', 'SYNTAX'],
    ['INCREMENTAL', 'SYNTAX'],
  ])('%s is refused', async (options, code) => {
    await expect(db.query(`CACHE Odd WITH ${options} ${first}`)).rejects.toMatchObject({ code })
  })
})

describe('a lasting store', () => {
  test('has cached tables for every process, also offline', async () => {
    const properties = lasting()
    const [one, other] = [await demo.open(properties), await demo.open(properties)]
    await one.query('CACHE Shared SELECT Id, Subject, IsRead FROM Inbox')
    await one.query('CACHE SELECT Id, MsgId FROM Inbox WHERE Id <= 5')
    expect(await rowsOf('SELECT * FROM Shared', other)).toEqual(await rowsOf('SELECT * FROM Shared', one))
    await one.query('CACHE Shared WITH DROP EXISTING SELECT Id FROM Inbox WHERE Id <= 7')
    expect(await countOf('Shared', other)).toBe(await countOf('Shared', one))
    await Promise.all([one.close(), other.close()])
    await using offline = await demo.open(`${properties};Offline=true`)
    demo.commands()
    const copy = await offline.queryArrays('SELECT * FROM Inbox')
    expect(copy.columns.map(({ name }) => name)).toEqual(['Id', 'MsgId'])
    const ids = copy.rows.map(([id]) => id as number)
    expect(ids).toEqual(ids.toSorted((a, b) => b - a))
    expect(copy.notices).toMatchObject([{ code: 'CACHED_COPY' }])
    const joined = 'SELECT COUNT(*) FROM Shared s JOIN INBOX i ON i.Id = s.Id'
    expect(await rowsOf(joined, offline)).toEqual([[ids.length]])
    expect((await rowsOf('DESCRIBE Inbox', offline)).map(([name]) => name)).toEqual(['Id', 'MsgId'])
    expect(
      await rowsOf("SELECT TableName FROM sys_tables WHERE TableType = 'CACHED TABLE'", offline),
    ).toEqual([['INBOX'], ['Shared']])
    expect(demo.commands()).toEqual([])
  })

  test('takes rows of two connections at once, and loses none', async () => {
    const properties = lasting()
    const [one, other] = [await demo.open(properties), await demo.open(properties)]
    await Promise.all([
      one.query('CACHE Both SELECT Id, Subject FROM Inbox WHERE Id % 2 = 0'),
      other.query('CACHE Both SELECT Id, Subject FROM Inbox WHERE Id % 2 = 1'),
    ])
    expect(await rowsOf('SELECT Id, Subject FROM Both ORDER BY Id DESC', one)).toEqual(
      await rowsOf('SELECT Id, Subject FROM Inbox', other),
    )
  })

  test.skipIf(process.platform === 'win32')('has the old rows when a process is killed', async () => {
    const properties = lasting()
    await using db = await demo.open(properties)
    await db.query('CACHE Old WITH TRUNCATE SELECT value AS i FROM json_each(?)', ['[1, 2, 3]'])
    const before = await rowsOf('SELECT * FROM Old', db)
    for (const option of ['TRUNCATE', 'DROP EXISTING']) {
      const script = `
        const { connect } = await import(${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)})
        const db = await connect(${JSON.stringify(`${demo.connectionString};${properties}`)})
        await db.query('SELECT 1')
        console.log('begins')
        await db.query(${JSON.stringify(`CACHE Old WITH ${option} ${ENDLESS}`)})`
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { detached: true })
      await once(child.stdout!, 'data')
      await new Promise(resolve => setTimeout(resolve, 300))
      const gone = once(child, 'exit')
      process.kill(-child.pid!, 'SIGKILL')
      await gone
      expect([option, await rowsOf('SELECT * FROM Old', db)]).toEqual([option, before])
    }
  })

  test('has the old rows when the statement is cancelled', async () => {
    await using db = await demo.open(lasting())
    await db.query('CACHE Old WITH TRUNCATE VALUES (1), (2)')
    for (const option of ['TRUNCATE', 'DROP EXISTING']) {
      const signal = AbortSignal.timeout(300)
      const sql = `CACHE Old WITH ${option} ${ENDLESS.replace('SELECT i FROM n', 'SELECT i AS column1 FROM n')}`
      await expect(db.query(sql, [], { signal })).rejects.toMatchObject({ code: 'CANCELLED' })
      expect(await rowsOf('SELECT * FROM Old', db)).toEqual([[1], [2]])
    }
  })
})
