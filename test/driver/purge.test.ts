import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { makeDirectory } from '../oauth/settings/support.ts'
import { type Demo, startDemo } from '../support/demo.ts'

const DAY_MS = 86_400_000
const CONTENTS = 'SELECT Subject, BodyText, Headers, HasAttachments, length(RawMessage) FROM [Gmail/All Mail]'

function makePlace() {
  const path = join(makeDirectory(), 'mail.db')
  return { path, properties: `AutoCache=true;CacheTolerance=0;CacheLocation="${path}"` }
}

async function readOnce(demo: Demo, properties: string, sql: string) {
  await using db = await demo.open(properties)
  return await db.queryArrays(sql)
}

function inFile<T>(path: string, work: (file: Database.Database) => T): T {
  const file = new Database(path)
  try {
    return work(file)
  } finally {
    file.close()
  }
}

/** As if so many days had gone by since the file was written. */
function age(path: string, days: number): void {
  const ms = days * DAY_MS
  inFile(path, file => {
    file.prepare('UPDATE unshown SET since = since - ?').run(ms)
    file.prepare('UPDATE account SET purged_at = purged_at - ?').run(ms)
    file.prepare('UPDATE mailbox SET checked_at = checked_at - ?').run(ms)
  })
}

const counts = (path: string) =>
  inFile(path, file => {
    const tables = ['message', 'body', 'header_block', 'raw_message', 'structure', 'unshown']
    return Object.fromEntries(
      tables.map(table => [table, file.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number]),
    )
  })

/** But for the one whose key was given last: that is never removed. */
function deleteSome(demo: Demo, path: string, count: number): void {
  const { account } = demo.gmaild
  const last = inFile(path, file => file.prepare('SELECT msgid FROM message ORDER BY key DESC').pluck().get())
  const ids = account.messages().filter(({ msgId, place }) => place === 'mail' && String(msgId) !== last)
  for (const { msgId } of ids.slice(0, count)) account.delete(msgId)
}

test('mail that no mailbox shows is removed with its contents after 30 days, and its pages are used again', async () => {
  await using demo = await startDemo({ messages: 120 })
  const { path, properties } = makePlace()
  await readOnce(demo, properties, CONTENTS)
  const before = counts(path)
  deleteSome(demo, path, 40)
  age(path, 2)
  const rows = await readOnce(demo, properties, CONTENTS)
  expect(counts(path)).toEqual({ ...before, unshown: 40 })
  age(path, 29)
  await readOnce(demo, properties, CONTENTS)
  expect(counts(path)).toEqual({ ...before, unshown: 40 })
  age(path, 2)
  demo.commands()
  const after = await readOnce(demo, properties, CONTENTS)
  expect(after.rows).toEqual(rows.rows)
  expect(demo.commands().filter(({ line }) => line.includes('FETCH'))).toEqual([])
  const left = counts(path)
  expect(left['message']).toBe(before['message']! - 40)
  expect(left['body']).toBe(before['body']! - 40)
  expect(left['raw_message']).toBe(before['raw_message']! - 40)
  expect(left['unshown']).toBe(0)
  const pages = () =>
    inFile(path, file => [
      file.pragma('page_count', { simple: true }),
      file.pragma('freelist_count', { simple: true }),
    ]) as [number, number]
  const [size, free] = pages()
  expect(free).toBeGreaterThan(10)
  for (let n = 0; n < 5; n++)
    demo.gmaild.account.append({ raw: `Subject: ${n}\r\n\r\n${'more '.repeat(1_000)}`, labels: [] })
  await readOnce(demo, properties, CONTENTS)
  expect(pages()[0]).toBeLessThanOrEqual(size)
})

test('mail that moves to another mailbox is not fetched again, however late it is seen there', async () => {
  await using demo = await startDemo({ messages: 0 })
  const { account } = demo.gmaild
  const append = (n: number) => account.append({ raw: `Subject: ${n}\r\n\r\nhello\r\n`, labels: ['\\Inbox'] })
  const ids = Array.from({ length: 61 }, (_, n) => append(n))
  const { path, properties } = makePlace()
  const read = (mailbox: string) =>
    readOnce(demo, properties, `SELECT Subject, BodyText FROM ${mailbox} ORDER BY 1`)
  const { rows } = await read('Inbox')
  for (const id of ids.slice(1)) {
    account.addLabels(id, ['Work'])
    account.removeLabels(id, ['\\Inbox'])
  }
  age(path, 2)
  await read('Inbox')
  expect(counts(path)).toMatchObject({ message: 61, unshown: 60 })
  age(path, 29)
  demo.commands()
  expect((await read('Work')).rows).toEqual(rows.filter(([subject]) => subject !== '0'))
  expect(demo.commands().filter(({ line }) => /ENVELOPE|BODY/.test(line))).toEqual([])
  // Their days are counted anew.
  expect(counts(path)).toMatchObject({ message: 61, unshown: 0 })
  age(path, 40)
  await read('Inbox')
  expect(counts(path)).toMatchObject({ message: 61 })
})

test('a mailbox that is no longer listed is forgotten after 30 days', async () => {
  await using demo = await startDemo({ messages: 0 })
  demo.gmaild.account.append({ raw: 'Subject: one\r\n\r\nhello\r\n', labels: ['Work', 'Play'] })
  const { path, properties } = makePlace()
  await readOnce(demo, properties, 'SELECT Subject FROM Work')
  inFile(path, file => file.exec("UPDATE mailbox SET path = 'Removed' WHERE path = 'Work'"))
  const paths = () => inFile(path, file => file.prepare('SELECT path FROM mailbox ORDER BY 1').pluck().all())
  await readOnce(demo, properties, 'SELECT Subject FROM Play')
  age(path, 20)
  await readOnce(demo, properties, 'SELECT Subject FROM Play')
  expect(paths()).toEqual(['Play', 'Removed'])
  age(path, 31)
  await readOnce(demo, properties, 'SELECT Subject FROM Play')
  expect(paths()).toEqual(['Play'])
  expect(counts(path)).toMatchObject({ message: 1, unshown: 0 })
})

test('several processes purge once, and none loses a row that it reads', async () => {
  await using demo = await startDemo({ messages: 120 })
  const { path, properties } = makePlace()
  await readOnce(demo, properties, CONTENTS)
  deleteSome(demo, path, 60)
  age(path, 2)
  const { rows } = await readOnce(demo, properties, CONTENTS)
  age(path, 31)
  const results = await Promise.all([1, 2, 3, 4].map(() => readOnce(demo, properties, CONTENTS)))
  for (const result of results) expect(result.rows).toEqual(rows)
  expect(counts(path)).toMatchObject({ message: rows.length, unshown: 0 })
})

test('RESET CACHE forgets the marks as well: keys are given again', async () => {
  await using demo = await startDemo({ messages: 60 })
  const { path, properties } = makePlace()
  const sql = 'SELECT Subject FROM [Gmail/All Mail]'
  await readOnce(demo, properties, sql)
  deleteSome(demo, path, 20)
  age(path, 2)
  await readOnce(demo, properties, sql)
  expect(counts(path)['unshown']).toBe(20)
  await readOnce(demo, properties, 'RESET CACHE')
  expect(counts(path)).toMatchObject({ message: 0, unshown: 0 })
})

test('a file of before the purge has what it takes from its next opening on', async () => {
  await using demo = await startDemo({ messages: 30 })
  const { path, properties } = makePlace()
  const { rows } = await readOnce(demo, properties, 'SELECT Subject FROM Inbox')
  inFile(path, file =>
    file.exec(`DROP TRIGGER message_shown; DROP TABLE unshown; ALTER TABLE account DROP COLUMN purged_at;
      DROP TABLE traffic; PRAGMA user_version = 1`),
  )
  expect((await readOnce(demo, properties, 'SELECT Subject FROM Inbox')).rows).toEqual(rows)
  expect(counts(path)['unshown']).toBe(0)
})
