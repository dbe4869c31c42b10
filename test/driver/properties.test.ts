import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../src/index.ts'
import { GOOD, KEY } from '../imap/certificates.ts'
import { startDemo } from '../support/demo.ts'

const SEARCHED = 'SELECT Subject FROM Inbox WHERE IsRead = 0 ORDER BY 1'

test('Pushdown=None sends no search term and gives the same rows', async () => {
  await using demo = await startDemo()
  const exact = await (await demo.open()).queryArrays(SEARCHED)
  expect(
    demo
      .commands()
      .map(({ line }) => line)
      .join('\n'),
  ).toContain('UNSEEN')
  const none = await (await demo.open('Pushdown=None')).queryArrays(SEARCHED)
  expect(
    demo
      .commands()
      .map(({ line }) => line)
      .join('\n'),
  ).not.toContain('UNSEEN')
  expect(none.rows).toEqual(exact.rows)
})

test('Pushdown=Trusted searches for texts that are equal, and says so', async () => {
  await using demo = await startDemo({ messages: 30 })
  const db = await demo.open('Pushdown=Trusted')
  expect((await db.query('SELECT Code FROM sys_warnings')).rows).toEqual([])
  await db.query("SELECT Id FROM Inbox WHERE Subject = 'invoice'")
  expect((await db.query('SELECT Code FROM sys_warnings')).rows).toEqual([{ Code: 'PUSHDOWN' }])
})

test('FetchEngine says who reads the answers to FETCH, and never changes the rows', async () => {
  await using demo = await startDemo()
  const statement = 'SELECT Subject, [From], Labels, Attachments, MessageBody FROM Inbox ORDER BY Id LIMIT 50'
  const rows: unknown[] = []
  for (const [engine, tag] of [
    ['Auto', /^L\d+$/],
    ['ImapFlow', /^[\dA-F]+$/],
  ] as const) {
    demo.gmaild.clearRecord()
    rows.push((await (await demo.open(`FetchEngine=${engine}`)).queryArrays(statement)).rows)
    const fetches = demo.gmaild.record.filter(({ name }) => name === 'UID FETCH' || name === 'FETCH')
    expect(fetches.length).toBeGreaterThan(0)
    for (const fetch of fetches) expect(fetch.tag).toMatch(tag)
  }
  expect(rows[0]).toEqual(rows[1])
})

test('MaxItems reads the newest messages only, and says so', async () => {
  await using demo = await startDemo()
  const newest = await (await demo.open()).queryArrays('SELECT Id FROM Inbox LIMIT 5')
  const db = await demo.open('MaxItems=5')
  const limited = await db.queryArrays('SELECT Id FROM Inbox ORDER BY Id DESC')
  expect(limited.rows).toEqual(newest.rows)
  expect(limited.notices).toMatchObject([{ code: 'MAX_ITEMS' }])
  expect((await db.query('SELECT Id FROM Inbox WHERE IsRead = 1 OR IsRead = 0')).rowCount).toBe(5)
  expect((await db.queryArrays('SELECT COUNT(*) FROM Inbox')).rows).toEqual([[5]])
})

test('MaxRows ends a result with a notice, but no aggregate', async () => {
  await using demo = await startDemo()
  const db = await demo.open('MaxRows=3')
  const cut = await db.query('SELECT Subject FROM Inbox')
  expect(cut.rowCount).toBe(3)
  expect(cut.notices).toMatchObject([{ code: 'MAX_ROWS' }])
  expect(
    (await db.query('SELECT FromDomain, COUNT(*) FROM Inbox GROUP BY FromDomain')).rowCount,
  ).toBeGreaterThan(3)
  expect((await db.query('SELECT Subject FROM Inbox LIMIT 3')).notices).toEqual([])
})

test.each(['MaxItems=0', 'MaxItems=-1', 'MaxRows=0', 'MaxRows=-1'])('%s means all', async property => {
  await using demo = await startDemo()
  const all = await (await demo.open()).query('SELECT Id FROM Inbox')
  const same = await (await demo.open(property)).query('SELECT Id FROM Inbox')
  expect(same.rowCount).toBe(all.rowCount)
  expect(same.notices).toEqual([])
})

const TABLES = "SELECT SchemaName, TableName FROM sys_tables WHERE TableType <> 'SYSTEM TABLE'"

test('Tables, Views and BrowsableSchemas narrow the metadata, and nothing else', async () => {
  await using demo = await startDemo()
  const db = await demo.open('Tables="Messages,[Work/Project X]";BrowsableSchemas=IMAP;Views=Threads')
  expect((await db.queryArrays(`${TABLES} ORDER BY 2`)).rows).toEqual([
    ['IMAP', 'Messages'],
    ['IMAP', 'Threads'],
    ['IMAP', 'Work/Project X'],
  ])
  expect((await db.query('SELECT COUNT(*) AS n FROM Inbox')).rowCount).toBe(1)
  const mailboxOnly = await demo.open('BrowsableSchemas=Mailbox')
  expect((await mailboxOnly.queryArrays(`SELECT DISTINCT SchemaName FROM sys_tables`)).rows).toEqual([
    ['Mailbox'],
  ])
})

test('ListMailboxes=Subscribed lists what is subscribed', async () => {
  await using demo = await startDemo()
  const all = await (await demo.open()).query<{ Name: string; IsSubscribed: number }>(
    'SELECT Name, IsSubscribed FROM Labels WHERE IsSelectable',
  )
  const listed = await (await demo.open('ListMailboxes=Subscribed')).query<{ TableName: string }>(
    `${TABLES} AND SchemaName = 'Mailbox'`,
  )
  expect(listed.rowCount).toBe(all.rows.filter(row => row.IsSubscribed === 1).length)
})

test('PseudoColumns lists hidden columns', async () => {
  await using demo = await startDemo({ messages: 20 })
  const sql =
    "SELECT ColumnName FROM sys_tablecolumns WHERE TableName = 'Messages' AND ColumnName = 'IncludeSpamTrash'"
  expect((await (await demo.open()).query(sql)).rowCount).toBe(0)
  expect((await (await demo.open('PseudoColumns="*=*"')).query(sql)).rowCount).toBe(1)
})

test.each(['PeekMode=false', 'UIDMode=false'])('%s is refused with its reason', async property => {
  await expect(connect(`User=a@b.example;Password=x;${property}`)).rejects.toMatchObject({
    code: 'BAD_PROPERTY',
  })
})

test('Timeout ends a statement when the server stays silent, and not when it is only slow', async () => {
  const silent = {
    messages: 60,
    intercept: ({ name }: { name: string }) => (name === 'UID FETCH' ? { silence: true } : undefined),
  }
  await using demo = await startDemo(silent as never)
  const db = await demo.open('Timeout=1')
  await expect(db.query('SELECT Subject FROM Inbox ORDER BY 1')).rejects.toMatchObject({ code: 'TIMEOUT' })
  expect((await db.query('SELECT COUNT(*) AS n FROM Inbox')).rowCount).toBe(1)
})

test('TLS is the default, SSLServerCert pins a certificate, and TLS=None is for this machine only', async () => {
  await using demo = await startDemo({ messages: 20, tls: { key: KEY, cert: GOOD } })
  const base = `Server=localhost;Port=${demo.gmaild.port};User=${demo.gmaild.user};Password=${demo.gmaild.password}`
  const strict = await connect(base)
  await expect(strict.query('SELECT Subject FROM Inbox')).rejects.toMatchObject({ code: 'TLS_REFUSED' })
  await strict.close()
  await using pinned = await connect({
    Server: 'localhost',
    Port: demo.gmaild.port,
    User: demo.gmaild.user,
    Password: demo.gmaild.password,
    SSLServerCert: GOOD,
  })
  expect((await pinned.query('SELECT Subject FROM Inbox LIMIT 1')).rowCount).toBe(1)
  await using any = await connect(`${base};SSLServerCert=*`)
  expect((await any.query('SELECT Subject FROM Inbox LIMIT 1')).rowCount).toBe(1)
  expect(
    (await any.query("SELECT Code FROM sys_warnings WHERE Code LIKE '%CERT%' OR Code LIKE 'TLS%'")).rowCount,
  ).toBeGreaterThan(0)
  await expect(connect('Server=imap.gmail.com;TLS=None;User=a@b.example;Password=x')).rejects.toMatchObject({
    code: 'BAD_PROPERTY',
  })
})

test('AuthScheme: a password, an access token, and neither', async () => {
  await using demo = await startDemo({ messages: 20, accessTokens: ['ya29.good'] })
  const server = `Server=127.0.0.1;Port=${demo.gmaild.port};TLS=None;User=${demo.gmaild.user}`
  await using token = await connect(`${server};OAuthAccessToken=ya29.good`)
  expect((await token.query('SELECT Subject FROM Inbox LIMIT 1')).rowCount).toBe(1)
  await using refused = await connect(`${server};AuthScheme=AccessToken;OAuthAccessToken=ya29.bad`)
  const error = await refused.query('SELECT Subject FROM Inbox').catch(reason => reason)
  expect(error).toMatchObject({ code: 'AUTH_REFUSED', message: expect.stringMatching(/40[01]/) })
  expect(JSON.stringify(error) + error.message + error.hint).not.toContain('ya29.bad')
  await using nothing = await connect(server)
  await expect(nothing.query('SELECT Subject FROM Inbox')).rejects.toMatchObject({
    code: 'MISSING_PROPERTY',
    hint: expect.stringContaining('OAuthAccessToken'),
  })
  expect((await nothing.query('SELECT 1 AS one')).rowCount).toBe(1)
})

function logDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'gmailsql-log-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

test('Logfile holds the statement, its rows and time; more with Verbosity; never a secret', async () => {
  await using demo = await startDemo()
  const directory = logDirectory()
  for (const verbosity of [1, 2, 3, 4, 5]) {
    const db = await demo.open(`Logfile=${directory}/v${verbosity}.log;Verbosity=${verbosity}`)
    await db.query('SELECT Subject FROM Inbox LIMIT 3')
    await db.query('SELECT Nope FROM Inbox').catch(() => undefined)
    await db.close()
  }
  const logs = [1, 2, 3, 4, 5].map(verbosity => readFileSync(`${directory}/v${verbosity}.log`, 'utf8'))
  expect(statSync(`${directory}/v1.log`).mode & 0o777).toBe(0o600)
  expect(logs[0]).toMatch(/SELECT Subject FROM Inbox LIMIT 3 -- 3 rows, \d+ ms, 3 commands/)
  expect(logs[0]).toContain('NO_COLUMN')
  expect(logs[0]).not.toContain('EXAMINE')
  expect(logs[1]).toContain('Scan Inbox')
  expect(logs[2]).toMatch(/EXAMINE "?INBOX/)
  expect(logs[4]!.length).toBeGreaterThan(logs[2]!.length)
  const secrets = [
    demo.gmaild.password,
    Buffer.from(`\0${demo.gmaild.user}\0${demo.gmaild.password}`).toString('base64'),
  ]
  const lines = logs
    .join('\n')
    .split('\n')
    .filter(line => !line.includes('demo@gmail.example'))
  for (const secret of secrets)
    expect(lines.filter(line => new RegExp(`\\b${secret.replace(/[+/=]/g, '\\$&')}\\b`).test(line))).toEqual(
      [],
    )
})

test('LogModules chooses, MaxLogFileSize rolls over and MaxLogFileCount deletes', async () => {
  await using demo = await startDemo({ messages: 20 })
  const directory = logDirectory()
  const db = await demo.open(
    `Logfile=${directory}/x.log;Verbosity=5;LogModules=SQL;MaxLogFileSize=100kB;MaxLogFileCount=2`,
  )
  const long = `SELECT '${'x'.repeat(60_000)}' AS x`
  for (let i = 0; i < 6; i++) await db.query(long)
  await db.query('SELECT Subject FROM Inbox LIMIT 1')
  await db.close()
  const files = readdirSync(directory)
  expect(files).toHaveLength(2)
  expect(files.map(name => readFileSync(join(directory, name), 'utf8')).join('')).not.toContain('EXAMINE')
})

test('Other is accepted and what it holds is told', async () => {
  const db = await connect('User=a@b.example;Password=x;Other="DefaultColumnSize=100"')
  expect(
    (await db.query<{ Message: string }>('SELECT Message FROM sys_warnings')).rows[0]!.Message,
  ).toContain('DefaultColumnSize')
  await db.close()
})

test('sys_connection_props shows what was given, secrets masked', async () => {
  const db = await connect('User=a@b.example;Password=open sesame;Port=1993')
  const rows = (
    await db.queryArrays(
      "SELECT Name, Value FROM sys_connection_props WHERE Name IN ('User', 'Password', 'Port', 'TLS') ORDER BY 1",
    )
  ).rows
  expect(rows).toEqual([
    ['Password', '********'],
    ['Port', '1993'],
    ['TLS', 'Implicit'],
    ['User', 'a@b.example'],
  ])
  await db.close()
})
