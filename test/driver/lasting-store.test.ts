import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { makeDirectory, modeOf } from '../oauth/settings/support.ts'
import { type Demo, startDemo } from '../support/demo.ts'

const SQL = 'SELECT Id, Subject, IsRead, IsStarred, Labels FROM [Gmail/All Mail]'

const lasting = (directory: string) => `AutoCache=true;CacheTolerance=0;CacheLocation="${directory}"`
/** What was sent, but for the farewell of a connection. */
const sent = (demo: Demo) => demo.commands().filter(({ name }) => name !== 'LOGOUT')
const names = (demo: Demo) => sent(demo).map(({ name }) => name)

/** Reads it in a connection of its own. */
async function readOnce(demo: Demo, properties: string, sql = SQL) {
  const db = await demo.open(properties)
  try {
    return await db.query(sql)
  } finally {
    await db.close()
  }
}

test('a second connection fetches nothing of a mailbox that did not change', async () => {
  await using demo = await startDemo()
  const directory = makeDirectory()
  const first = await readOnce(demo, lasting(directory))
  demo.commands()
  const second = await readOnce(demo, lasting(directory))
  expect(names(demo)).toEqual(['LIST', 'EXAMINE'])
  expect(second.rows).toEqual(first.rows)
})

test('a second connection fetches only what changed, came or went', async () => {
  await using demo = await startDemo()
  const directory = makeDirectory()
  const { rows } = await readOnce(demo, lasting(directory), SQL.replace('Id,', 'Id, MsgId,'))
  const ids = rows.map(({ MsgId }) => BigInt(MsgId as string))
  for (const id of ids.slice(0, 10)) demo.gmaild.account.setFlags(id, ['\\Flagged', '\\Answered'])
  for (const id of ids.slice(20, 25)) demo.gmaild.account.delete(id)
  for (let i = 0; i < 5; i++)
    demo.gmaild.account.append({ raw: `Subject: new ${i}\r\n\r\nhello\r\n`, labels: [] })
  demo.gmaild.clearRecord()
  const second = await readOnce(demo, lasting(directory))
  const commands = sent(demo)
  expect(commands.length).toBeLessThanOrEqual(6)
  const envelopes = commands.filter(({ line }) => line.includes('ENVELOPE'))
  expect(envelopes).toHaveLength(1)
  const [from, to] = /FETCH (\d+):(\d+) /.exec(envelopes[0]!.line)!.slice(1).map(Number)
  expect(to! - from!).toBe(4)
  expect(second.rows).toEqual((await readOnce(demo, '')).rows)
})

describe('the file', () => {
  test('is its owner’s alone, in a directory for each account', async () => {
    await using demo = await startDemo({ messages: 30 })
    const directory = join(makeDirectory(), 'new', 'cache')
    const db = await demo.open(`AutoCache=true;CacheLocation="${directory}/"`)
    await db.query(SQL)
    const files = readdirSync(directory)
    expect(files.sort()).toEqual(
      ['', '-shm', '-wal'].map(suffix => `demo@gmail.example,127.0.0.1,${demo.gmaild.port}.db${suffix}`),
    )
    expect(files.map(name => modeOf(join(directory, name)))).toEqual(['600', '600', '600'])
    expect(modeOf(directory)).toBe('700')
  })

  test('is in the cache directory of the user unless CacheLocation says where', async () => {
    await using demo = await startDemo({ messages: 30 })
    const before = process.env['XDG_CACHE_HOME']
    const home = makeDirectory()
    process.env['XDG_CACHE_HOME'] = home
    try {
      await readOnce(demo, 'AutoCache=true')
    } finally {
      if (before === undefined) delete process.env['XDG_CACHE_HOME']
      else process.env['XDG_CACHE_HOME'] = before
    }
    expect(readdirSync(join(home, 'gmailsql'))).toHaveLength(1)
  })

  test('that others could read is tightened, and a notice says so', async () => {
    await using demo = await startDemo({ messages: 30 })
    const path = join(makeDirectory(), 'mail.db')
    await readOnce(demo, `CacheLocation="${path}"`)
    chmodSync(path, 0o644)
    const db = await demo.open(`CacheLocation="${path}"`)
    await db.query(SQL)
    const { rows } = await db.query('SELECT * FROM sys_warnings')
    expect(rows).toMatchObject([{ Code: 'FILE_MODE', Message: expect.stringContaining(path) }])
    expect(modeOf(path)).toBe('600')
  })

  test('is refused where it is a link, and its target is not touched', async () => {
    await using demo = await startDemo({ messages: 30 })
    const directory = makeDirectory()
    const [target, link] = [join(directory, 'target'), join(directory, 'link.db')]
    symlinkSync(target, link)
    await expect(readOnce(demo, `CacheLocation="${link}"`)).rejects.toMatchObject({ code: 'FILE_UNSAFE' })
    expect(existsSync(target)).toBe(false)
  })

  test('is refused in a directory that others can write', async () => {
    await using demo = await startDemo({ messages: 30 })
    const directory = join(makeDirectory(), 'open')
    mkdirSync(directory)
    chmodSync(directory, 0o777)
    await expect(readOnce(demo, lasting(directory))).rejects.toMatchObject({
      code: 'FILE_UNSAFE',
      message: expect.stringContaining(directory),
    })
  })

  test('is of one account: another is refused, and both are named', async () => {
    await using demo = await startDemo({ messages: 30 })
    await using other = await startDemo({ messages: 30, user: 'bob@gmail.example' })
    const path = join(makeDirectory(), 'mail.db')
    await readOnce(demo, `CacheLocation="${path}"`)
    await expect(readOnce(other, `CacheLocation="${path}"`)).rejects.toMatchObject({
      code: 'BAD_PROPERTY',
      message: expect.stringMatching(/demo@gmail\.example.*bob@gmail\.example/),
    })
  })

  test('is of one way to read bodies: what was cut at one size is not shown to those who read more', async () => {
    await using demo = await startDemo({ messages: 30 })
    const directory = makeDirectory()
    const sql = 'SELECT Id, BodyText, ParseError FROM [Gmail/All Mail]'
    const cut = await readOnce(demo, `${lasting(directory)};MaxMessageBytes=1000`, sql)
    const whole = await readOnce(demo, lasting(directory), sql)
    expect(whole.rows).toEqual((await readOnce(demo, '', sql)).rows)
    expect(whole.rows).not.toEqual(cut.rows)
    const path = join(directory, readdirSync(directory).find(name => !name.includes('read'))!)
    const other = readOnce(demo, `MessageCharset=latin1;CacheLocation="${path}"`)
    await expect(other).rejects.toMatchObject({
      code: 'BAD_PROPERTY',
      message: expect.stringContaining('MessageCharset'),
    })
  })

  test('of a newer version or of another program is refused, and left as it is', async () => {
    await using demo = await startDemo({ messages: 30 })
    const path = join(makeDirectory(), 'mail.db')
    await readOnce(demo, `CacheLocation="${path}"`)
    change(path, db => db.pragma('user_version = 99'))
    const refused = readOnce(demo, `CacheLocation="${path}"`)
    await expect(refused).rejects.toMatchObject({
      code: 'FILE_DAMAGED',
      message: expect.stringContaining('99'),
    })
    change(path, db => expect(db.pragma('user_version', { simple: true })).toBe(99))
    const foreign = join(makeDirectory(), 'other.db')
    change(foreign, db => db.exec('CREATE TABLE notes (text)'))
    await expect(readOnce(demo, `CacheLocation="${foreign}"`)).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
    change(foreign, db =>
      expect(db.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['notes']),
    )
  })

  test('cannot be made without the name of the account', async () => {
    await using demo = await startDemo({ messages: 30 })
    const text = demo.connectionString.replace(/User=[^;]*;/, '')
    const { connect } = await import('../../src/index.ts')
    await expect(connect(`${text};AutoCache=true`)).rejects.toMatchObject({
      code: 'MISSING_PROPERTY',
      message: expect.stringContaining('User'),
    })
  })

  test.each(['a?b#c%d.db', '😀.db'])('is exactly the one that is named: %j', async name => {
    await using demo = await startDemo({ messages: 30 })
    const directory = makeDirectory()
    await readOnce(demo, `CacheLocation="${join(directory, name)}"`)
    expect(readdirSync(directory)).toEqual([name])
  })

  test.each(['trailing ', 'x'.repeat(300)])(
    'is refused under a name that cannot be opened: %j',
    async name => {
      await using demo = await startDemo({ messages: 30 })
      const open = demo.open(`CacheLocation="${join(makeDirectory(), name)}"`)
      await expect(open).rejects.toMatchObject({ code: 'BAD_PROPERTY' })
    },
  )
})

function change(path: string, work: (db: Database.Database) => void): void {
  const db = new Database(path)
  try {
    work(db)
  } finally {
    db.close()
  }
}

test('two connections share a file while the mailbox changes, and each sees what is there', async () => {
  await using demo = await startDemo()
  const directory = makeDirectory()
  const [a, b] = [await demo.open(lasting(directory)), await demo.open(lasting(directory))]
  await Promise.all([
    a.query(SQL),
    b.query(SQL),
    a.query('SELECT Subject FROM Inbox'),
    b.query('SELECT Size FROM Inbox'),
  ])
  for (let i = 0; i < 5; i++) {
    demo.gmaild.account.append({ raw: `Subject: at ${i}\r\n\r\nhello\r\n`, labels: ['\\Inbox'] })
    const [first, second] = await Promise.all([a.query(SQL), b.query(`${SQL} LIMIT 400`)])
    expect(first.rows[0]).toMatchObject({ Subject: `at ${i}` })
    expect(second.rows).toEqual(first.rows)
    demo.gmaild.account.delete(
      BigInt((await a.query('SELECT MsgId FROM Inbox LIMIT 1 OFFSET 3')).rows[0]!.MsgId as string),
    )
  }
  expect((await b.query(SQL)).rows).toEqual((await readOnce(demo, '')).rows)
})

test('temporary tables of a connection are not in the shared file', async () => {
  await using demo = await startDemo({ messages: 30 })
  const path = join(makeDirectory(), 'mail.db')
  const db = await demo.open(`CacheLocation="${path}"`)
  await db.query("INSERT INTO t#TEMP (a) VALUES ('mine')")
  await db.query(SQL)
  change(path, store => {
    const tables = store.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
    expect(tables.filter(name => /temp|staging/.test(String(name)))).toEqual([])
  })
})

describe('on a server without mod-sequences and Gmail’s extensions', () => {
  const PLAIN = { messages: 120, capabilities: 'IMAP4rev1 ESEARCH' }
  const FLAGS = 'SELECT Id, Subject, IsRead, IsStarred FROM Inbox'

  test('flags are asked for again, in each connection to a shared file', async () => {
    await using demo = await startDemo(PLAIN)
    const directory = makeDirectory()
    const [a, b] = [await demo.open(lasting(directory)), await demo.open(lasting(directory))]
    const { account } = demo.gmaild
    for (let i = 0; i < 6; i++) {
      const ids = account.mailbox('INBOX')!.msgIds
      account.setFlags(ids[i * 3]!, i % 2 ? ['\\Flagged'] : ['\\Seen', '\\Flagged'])
      if (i === 3) account.delete(ids[5]!)
      if (i === 4) account.append({ raw: 'Subject: late\r\n\r\nhello\r\n', labels: ['\\Inbox'] })
      const [first, second] = await Promise.all([a.query(FLAGS), b.query(FLAGS)])
      expect(first.rows).toEqual((await readOnce(demo, '', FLAGS)).rows)
      expect(second.rows).toEqual(first.rows)
    }
  })

  test('another UIDVALIDITY begins the mailbox anew', async () => {
    await using demo = await startDemo(PLAIN)
    const directory = makeDirectory()
    await readOnce(demo, lasting(directory), FLAGS)
    demo.gmaild.account.renumber('INBOX')
    expect((await readOnce(demo, lasting(directory), FLAGS)).rows).toEqual(
      (await readOnce(demo, '', FLAGS)).rows,
    )
  })
})
