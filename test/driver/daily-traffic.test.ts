import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { type Demo, startDemo } from '../support/demo.ts'

interface Figures {
  BytesReceived: number
  BytesReceivedLimit: number | null
  BytesReceivedPercent: number | null
  BytesSent: number
  LimitReached: string | null
}

const figures = async (db: Connection) => (await db.query<Figures>('SELECT * FROM sys_information')).rows[0]!

const lasting = (directory: string) => `AutoCache=true;CacheTolerance=0;CacheLocation="${directory}/"`

/** The file of the account in a directory, as another program sees it. */
function openFile(directory: string) {
  const name = readdirSync(directory).find(each => each.endsWith('.db'))!
  return new Database(join(directory, name))
}

/** As if another process had counted them. */
function countElsewhere(
  directory: string,
  { received = 0, sent = 0, minutesAgo = 30 }: { received?: number; sent?: number; minutesAgo?: number },
): void {
  using file = Object.assign(openFile(directory), {
    [Symbol.dispose](this: Database.Database) {
      this.close()
    },
  })
  file
    .prepare('INSERT INTO traffic (start, writer, received, sent) VALUES (?, ?, ?, ?)')
    .run(Date.now() - minutesAgo * 60_000, `other ${minutesAgo}`, received, sent)
}

async function readInProcess(demo: Demo, properties: string): Promise<number> {
  const script = `
    const { connect } = await import(${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)})
    const db = await connect(${JSON.stringify(`${demo.connectionString};${properties}`)})
    await db.query('SELECT Subject FROM Inbox ORDER BY Id')
    console.log((await db.query('SELECT BytesReceived FROM sys_information')).rows[0].BytesReceived)
    await db.close()`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  return Number(stdout)
}

test('the bytes of all connections of the process to the account are counted', async () => {
  await using demo = await startDemo()
  const [first, second] = [await demo.open(), await demo.open()]
  expect(await figures(first)).toMatchObject({ BytesReceived: 0, BytesSent: 0, LimitReached: null })
  const { stats } = await first.query('SELECT Subject FROM Inbox ORDER BY Id')
  const one = await figures(second)
  expect(one.BytesReceived).toBeGreaterThanOrEqual(stats.bytesReceived)
  expect(one.BytesSent).toBeGreaterThan(100)
  expect(one.BytesSent).toBeLessThan(one.BytesReceived)
  await second.query('SELECT Subject FROM Inbox ORDER BY Id')
  expect((await figures(first)).BytesReceived).toBeGreaterThan(one.BytesReceived * 1.8)
})

test('imapflow’s reader is counted like our own', async () => {
  await using demo = await startDemo()
  const db = await demo.open('FetchEngine=ImapFlow')
  const { stats } = await db.query('SELECT Subject FROM Inbox ORDER BY Id')
  expect((await figures(db)).BytesReceived).toBe(stats.bytesReceived)
})

test('limits are Gmail’s, and told of servers with its extensions only', async () => {
  await using gmail = await startDemo({ messages: 20 })
  const db = await gmail.open()
  await db.query('SELECT Subject FROM Inbox')
  expect(await figures(db)).toMatchObject({
    BytesReceivedLimit: 2_500_000_000,
    BytesReceivedPercent: 0,
  })
  await using other = await startDemo({ messages: 20, capabilities: 'IMAP4rev1 CONDSTORE ESEARCH' })
  const plain = await other.open()
  await plain.query('SELECT Subject FROM Inbox')
  expect(await figures(plain)).toMatchObject({ BytesReceivedLimit: null, BytesReceivedPercent: null })
})

test('with a store that lasts the figures of processes add up', async () => {
  await using demo = await startDemo()
  const directory = makeDirectory()
  const one = await readInProcess(demo, lasting(directory))
  expect(one).toBeGreaterThan(1_000)
  const two = await readInProcess(demo, lasting(directory))
  expect(two).toBeGreaterThan(one)
  const both = await Promise.all([
    readInProcess(demo, lasting(directory)),
    readInProcess(demo, lasting(directory)),
  ])
  expect(Math.min(...both)).toBeGreaterThan(two)
  const db = await demo.open(lasting(directory))
  const { BytesReceived } = await figures(db)
  expect(BytesReceived).toBeGreaterThan(Math.max(...both))
  const offline = await demo.open(`Offline=true;CacheLocation="${directory}/"`)
  expect(await figures(offline)).toMatchObject({ BytesReceived, BytesReceivedLimit: 2_500_000_000 })
})

test('a day later they are gone from the figures, and with the next ones from the file', async () => {
  await using demo = await startDemo({ messages: 20 })
  const directory = makeDirectory()
  await (await demo.open(lasting(directory))).close()
  const db = await demo.open(lasting(directory))
  await db.query('SELECT Subject FROM Inbox')
  countElsewhere(directory, { received: 1_000_000, minutesAgo: 23 * 60 })
  countElsewhere(directory, { received: 7_000_000, minutesAgo: 25 * 60 })
  const { BytesReceived } = await figures(db)
  expect(BytesReceived).toBeGreaterThan(1_000_000)
  expect(BytesReceived).toBeLessThan(2_000_000)
  await db.close()
  const file = openFile(directory)
  expect(file.prepare('SELECT max(received) AS most, count(*) AS n FROM traffic').get()).toEqual({
    most: 1_000_000,
    n: 2,
  })
  file.close()
})

test('at 80 % of a limit a notice says so, once a connection', async () => {
  await using demo = await startDemo({ messages: 20 })
  const directory = makeDirectory()
  const before = await demo.open(lasting(directory))
  expect((await before.query('SELECT Subject FROM Inbox')).notices).toEqual([])
  countElsewhere(directory, { received: 2_100_000_000 })
  const db = await demo.open(lasting(directory))
  const first = await db.query('SELECT Subject FROM Inbox')
  expect(first.notices).toMatchObject([
    {
      code: 'DAILY_LIMIT',
      message: expect.stringContaining('demo@gmail.example has received 2,100 MB of the 2,500 MB'),
    },
  ])
  expect((await db.query('SELECT Subject FROM Inbox')).notices).toEqual([])
  expect(await figures(db)).toMatchObject({ BytesReceivedPercent: 84 })
})

test('so it is with what is sent', async () => {
  await using demo = await startDemo({ messages: 20 })
  const directory = makeDirectory()
  await (await demo.open(lasting(directory))).query('SELECT Subject FROM Inbox')
  countElsewhere(directory, { sent: 400_000_000 })
  const { notices } = await (await demo.open(lasting(directory))).query('SELECT Subject FROM Inbox')
  expect(notices).toMatchObject([
    { code: 'DAILY_LIMIT', message: expect.stringContaining('has sent 400 MB of the 500 MB') },
  ])
})

test('a refusal for the limit is noted, also for processes that come later', async () => {
  let refuses = false
  await using demo = await startDemo({
    messages: 20,
    intercept: ({ name, tag }) =>
      refuses && name === 'EXAMINE'
        ? { lines: [`${tag} NO [OVERQUOTA] Account exceeded command or bandwidth limits.`] }
        : undefined,
  })
  const directory = makeDirectory()
  const db = await demo.open(lasting(directory))
  await db.query('SELECT Subject FROM Inbox')
  expect(await figures(db)).toMatchObject({ LimitReached: null })
  refuses = true
  const before = Date.now()
  await expect(db.query('SELECT Subject FROM Inbox')).rejects.toMatchObject({ code: 'THROTTLED' })
  const { LimitReached } = await figures(db)
  const reached = Date.parse(`${LimitReached}Z`)
  // Of whole seconds.
  expect(reached).toBeGreaterThan(before - 1_000)
  expect(reached).toBeLessThanOrEqual(Date.now())
  await db.close()
  const file = openFile(directory)
  expect(file.prepare('SELECT count(*) AS n FROM traffic WHERE refused_at > 0').get()).toEqual({ n: 1 })
  file.close()
})

test('a statement writes nothing of it while little travels', async () => {
  await using demo = await startDemo()
  const directory = makeDirectory()
  const db = await demo.open(lasting(directory))
  await db.query('SELECT Subject FROM Inbox ORDER BY Id')
  const file = openFile(directory)
  const rows = () => file.prepare('SELECT count(*) AS n FROM traffic').get()
  expect(rows()).toEqual({ n: 0 })
  await db.close()
  expect(rows()).toEqual({ n: 1 })
  file.close()
})

test('after a statement of more than a megabyte a killed process has lost nothing', async () => {
  await using demo = await startDemo({ messages: 20 })
  demo.gmaild.account.append({ raw: `Subject: large\r\n\r\n${'much\r\n'.repeat(200_000)}`, labels: [] })
  const directory = makeDirectory()
  const db = await demo.open(lasting(directory))
  await db.query("SELECT MessageBody FROM [Gmail/All Mail] WHERE Subject = 'large'")
  const file = openFile(directory)
  const kept = () => file.prepare('SELECT coalesce(max(received), 0) AS n FROM traffic').pluck().get()
  await expect.poll(kept, { timeout: 30_000 }).toBeGreaterThan(1_200_000)
  file.close()
})
