import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeDirectory } from '../oauth/settings/support.ts'
import { type Demo, startDemo } from '../support/demo.ts'

const ALL = '[Gmail/All Mail]'
/** Fewer messages are not read into the index. */
const MESSAGES = 160

/** What searches are made of, and what is mail: words, signs that mean something to FTS5, scripts without blanks, marks. */
const PIECES = [
  ...[
    'invoice',
    'Invoice',
    'voice',
    'report',
    'Ärger',
    'a\u0308rger',
    'groß',
    'ÜBER',
    'naïve',
    'résumé',
    'Привет',
  ],
  ...[
    '東京',
    '東京都',
    '京都',
    '請求書',
    'サーバー',
    'カー',
    'ーカ',
    'ＡＢＣ',
    'ｻｰﾊﾞｰ',
    'สวัสดี',
    'ครับ',
    '한국어',
  ],
  ...['a', 'no', '7', '4711', '5kg', 'OR', 'AND', 'NOT', 'NEAR', '👍', '👩‍👩‍👧', '𠮷野家'],
] as const
const SIGNS = [
  ...[
    '"',
    '*',
    '(',
    ')',
    ':',
    '{SUBJECT} :',
    '^',
    '+',
    '-',
    "'",
    '""',
    '\\',
    ';',
    '%',
    '_',
    '.',
    '@',
    '--',
    '&',
  ],
] as const
const BLANKS = [' ', ' ', ' ', '', ', ', ' - ', '/', '.'] as const

function textOf(pieces: readonly string[]): fc.Arbitrary<string> {
  const part = fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(...BLANKS))
  return fc.array(part, { minLength: 1, maxLength: 4 }).map(parts => parts.flat().join(''))
}
const mailText = textOf([...PIECES, ...PIECES, ...SIGNS])
const searched = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 4, arbitrary: textOf([...PIECES, ...SIGNS]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', '"', '"a" OR b*', 'a"b', 'NEAR(a b)', 'x'.repeat(500), '\0'),
  },
)

function append({ gmaild }: Demo, subject: string, body: string, name = 'Ada'): bigint {
  const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`
  const head = `From: ${word(name)} <ada@example.com>\nTo: ${word(subject)} <demo@gmail.example>\nSubject: ${word(subject)}`
  const raw = `${head}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${body}\n`
  return gmaild.account.append({ raw, labels: ['\\Inbox'] })
}

interface Kept {
  readonly path: string
  /** Ids of the rows where a condition holds, offline, by the index. */
  readonly found: (where: string, params?: readonly string[]) => Promise<unknown[]>
  /** The same, and without the index. */
  readonly both: (
    where: string,
    params?: readonly string[],
  ) => Promise<[with_: unknown[], without: unknown[]]>
  readonly explained: (where: string) => Promise<string>
  readonly fill: (sql?: string) => Promise<void>
}

async function kept(demo: Demo, path = join(makeDirectory(), 'mail.db')): Promise<Kept> {
  const location = `CacheLocation="${path}"`
  const [offline, plain] = [
    await demo.open(`Offline=true;${location}`),
    await demo.open(`Offline=true;Pushdown=None;${location}`),
  ]
  const sql = (where: string) => `SELECT Id FROM ${ALL} WHERE ${where} ORDER BY Id`
  const ids = async (db: typeof offline, where: string, params: readonly string[]) =>
    (await db.queryArrays(sql(where), [...params])).rows.map(([id]) => id)
  return {
    path,
    found: (where, params = []) => ids(offline, where, params),
    both: async (where, params = []) => [await ids(offline, where, params), await ids(plain, where, params)],
    explained: async where => String(await offline.explain(sql(where))),
    async fill(sql = `SELECT Subject, FullFrom, FullTo, BodyText FROM ${ALL}`) {
      const db = await demo.open(`AutoCache=true;CacheTolerance=0;${location}`)
      await db.query(sql)
      await db.close()
    },
  }
}

/** What is in the file itself. */
function inFile<T>(path: string, ask: (db: Database.Database) => T): T {
  const db = new Database(path)
  try {
    return ask(db)
  } finally {
    db.close()
  }
}

const indexed = (path: string, kind = 'envelope') =>
  inFile(path, db => db.prepare(`SELECT count(*) FROM ${kind}_words_docsize`).pluck().get())

async function expectSame(kept: Kept, where: string, params: readonly string[] = []): Promise<unknown[]> {
  const [found, expected] = await kept.both(where, params)
  expect([where, params, found]).toEqual([where, params, expected])
  return found
}

test('the index finds what the words find without it, whatever they are', async () => {
  await using demo = await startDemo({ messages: 10 })
  const mails = fc.sample(fc.tuple(mailText, mailText, mailText), { seed: 20_261_122, numRuns: MESSAGES })
  for (const [subject, body, name] of mails) append(demo, subject, body, name)
  const store = await kept(demo)
  await store.fill()
  const leaf = fc.tuple(fc.constantFrom('Subject', 'FullFrom', 'FromName', 'FullTo', 'BodyText'), searched)
  const shape = fc.constantFrom(
    '0',
    '0',
    '0 AND 1',
    '0 OR 1',
    'NOT 0 AND 1',
    '(0 OR 1) AND 2',
    '0 AND Id > 50',
  )
  const conditions = fc.sample(fc.tuple(shape, leaf, leaf, leaf), { seed: 20_261_122, numRuns: 220 })
  let rows = 0
  for (const [shape, ...leaves] of conditions) {
    const params: string[] = []
    const where = shape.replace(/\b[012]\b/g, (digit, at) => {
      const [column, words] = leaves[Number(digit)]!
      params.push(words)
      return at % 2 === 0 ? `CONTAINS(${column}, ?)` : `${column} CONTAINS ?`
    })
    rows += (await expectSame(store, where, params)).length
  }
  expect(rows).toBeGreaterThan(500)
  expect([indexed(store.path), indexed(store.path, 'body')]).toEqual([MESSAGES + 10, MESSAGES + 10])
}, 60_000)

/** A mailbox of which one message in ten is about a zebra. */
async function zoo(): Promise<{ demo: Demo; store: Kept } & AsyncDisposable> {
  const demo = await startDemo({ messages: 0 })
  for (let i = 0; i < MESSAGES; i++)
    append(demo, i % 10 === 0 ? `zebra ${i}` : `horse ${i}`, i % 10 === 5 ? 'stripes' : 'plain')
  const store = await kept(demo)
  await store.fill()
  return { demo, store, [Symbol.asyncDispose]: () => demo[Symbol.asyncDispose]() }
}

const ZEBRA = "Subject CONTAINS 'zebra'"
const STRIPES = "BodyText CONTAINS 'stripes'"

test('EXPLAIN tells when the index is asked, and of what', async () => {
  await using zoo_ = await zoo()
  const { demo, store } = zoo_
  const words = async (where: string) => /words +(.*)/.exec(await store.explained(where))?.[1]
  const asked = (what: string) => `${what} -- by the index of the store, superset`
  expect(await words(ZEBRA)).toBe(asked('SUBJECT "zebra"'))
  expect(
    await words("CONTAINS([From], 'ada') = 1 AND Size > 0 AND (Subject MATCH 'a' OR FullCC MATCH 'b')"),
  ).toBe(asked('FROM "ada" OR SUBJECT "a" CC "b"'))
  for (const where of [
    `NOT ${ZEBRA}`,
    `${ZEBRA} OR Size > 0`,
    `(${ZEBRA}) IS NOT TRUE`,
    "CONTAINS(Subject, 'zebra') = 0",
    "CONTAINS(Subject || '', 'zebra')",
    "CONTAINS(BodyHtml, 'zebra')",
    "Subject LIKE 'zebra'",
    "Subject REGEXP 'zebra'",
    'Subject CONTAINS [From]',
    'Subject CONTAINS NULL',
    'Subject CONTAINS 7',
  ])
    expect(await words(where)).toBeUndefined()
  const asking = await demo.open()
  expect(String(await asking.explain(`SELECT Id FROM Inbox WHERE ${ZEBRA}`))).not.toContain(
    'index of the store',
  )
})

test('a store has no index before words are asked for, and one that goes with its connection never has', async () => {
  await using zoo_ = await zoo()
  const tables = () =>
    inFile(zoo_.store.path, db =>
      db.prepare("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%words%'").pluck().get(),
    )
  expect(tables()).toBe(0)
  await expectSame(zoo_.store, "Subject LIKE '%zebra%'")
  expect(tables()).toBe(0)
  expect(await expectSame(zoo_.store, ZEBRA)).toHaveLength(16)
  expect(indexed(zoo_.store.path)).toBe(MESSAGES)
  expect(() => indexed(zoo_.store.path, 'body')).toThrow('no such table')
})

test('mail that comes, goes, or has its text fetched later is found as it is', async () => {
  await using zoo_ = await zoo()
  const { demo, store } = zoo_
  expect(await expectSame(store, `${ZEBRA} OR ${STRIPES}`)).toHaveLength(32)
  const { account } = demo.gmaild
  const [first] = account.mailbox('[Gmail]/All Mail')!.msgIds
  account.delete(first!)
  for (let i = 0; i < 3; i++) append(demo, `zebra again ${i}`, 'stripes')
  await store.fill(`SELECT Subject FROM ${ALL}`)
  expect(await expectSame(store, ZEBRA)).toHaveLength(18)
  await expect(store.found(STRIPES)).rejects.toMatchObject({
    code: 'NOT_IN_STORE',
    message: expect.stringContaining('BodyText'),
  })
  await store.fill()
  expect(await expectSame(store, STRIPES)).toHaveLength(19)
  expect(await expectSame(store, `${STRIPES} AND ${ZEBRA}`)).toHaveLength(3)
  // Too few to be worth a write.
  expect([indexed(store.path), indexed(store.path, 'body')]).toEqual([MESSAGES, MESSAGES])
  const db = await demo.open(`AutoCache=true;CacheLocation="${store.path}"`)
  await db.query('EXEC Sync')
  expect([indexed(store.path), indexed(store.path, 'body')]).toEqual([MESSAGES + 3, MESSAGES + 3])
  expect(await expectSame(store, `${STRIPES} AND ${ZEBRA}`)).toHaveLength(3)
})

test('a text that is not stored is missing offline, also where the index knows that of others', async () => {
  await using demo = await startDemo({ messages: 0 })
  for (let i = 0; i < MESSAGES; i++) append(demo, `horse ${i}`, 'plain')
  const store = await kept(demo)
  await store.fill(`SELECT Subject FROM ${ALL}`)
  await store.fill(`SELECT BodyText FROM ${ALL} ORDER BY Id DESC LIMIT 130`)
  for (let i = 0; i < 2; i++)
    await expect(store.found(STRIPES)).rejects.toMatchObject({ code: 'NOT_IN_STORE' })
  expect(indexed(store.path, 'body')).toBe(130)
  expect(await store.found(`${STRIPES} AND ${ZEBRA}`)).toEqual([])
})

test.each([
  ['was made by another version', "UPDATE word_stamp SET stamp = '0'"],
  ['lost its tables', 'DROP TABLE envelope_words'],
  ['is in the middle of being made', 'DELETE FROM word_stamp'],
  [
    'has read nothing yet',
    'INSERT INTO envelope_pending SELECT key FROM message; DELETE FROM envelope_words',
  ],
])('an index that %s answers right', async (_, damage) => {
  await using zoo_ = await zoo()
  const { store } = zoo_
  const before = await expectSame(store, ZEBRA)
  inFile(store.path, db => db.exec(damage))
  const again = await kept(zoo_.demo, store.path)
  expect(await expectSame(again, ZEBRA)).toEqual(before)
  inFile(store.path, db => db.exec("UPDATE message SET subject = 'zebra' WHERE subject = 'horse 1'"))
  for (const each of [store, again]) expect(await expectSame(each, ZEBRA)).toHaveLength(before.length + 1)
})

test('what another program changes in the file, the index knows to be changed', async () => {
  await using zoo_ = await zoo()
  const { store } = zoo_
  await expectSame(store, `${ZEBRA} OR ${STRIPES}`)
  inFile(store.path, db =>
    db.exec(`UPDATE message SET subject = 'one zebra more' WHERE subject = 'horse 1';
      UPDATE message SET subject = 'a horse' WHERE subject = 'zebra 10';
      UPDATE body SET text = 'has stripes' WHERE message_key = 2;
      INSERT OR REPLACE INTO message SELECT * FROM message WHERE key = 3;
      DELETE FROM message WHERE subject = 'zebra 20'; DELETE FROM location WHERE message_key NOT IN (SELECT key FROM message)`),
  )
  expect(await expectSame(store, ZEBRA)).toHaveLength(15)
  expect(await expectSame(store, STRIPES)).toHaveLength(17)
})

test('a word that only name and address together have is in the index', async () => {
  await using zoo_ = await zoo()
  const { store } = zoo_
  // As the first of an address, the mark is one letter with the bracket before it, which is no part of a word.
  inFile(store.path, db =>
    db.exec("UPDATE message SET from_addr = char(824) || 'marked@example.com' WHERE subject = 'horse 2'"),
  )
  expect(await expectSame(store, "FullFrom CONTAINS 'marked'")).toHaveLength(1)
  expect(indexed(store.path)).toBe(MESSAGES)
})

test('several connections that make it at once, while mail comes in, find the same', async () => {
  await using zoo_ = await zoo()
  const { demo, store } = zoo_
  const properties = `Offline=true;CacheLocation="${store.path}"`
  const each = await Promise.all([1, 2, 3].map(() => demo.open(properties)))
  const sql = `SELECT Id FROM ${ALL} WHERE ${ZEBRA} OR ${STRIPES}`
  append(demo, 'zebra again', 'stripes')
  const count = (db: (typeof each)[number]) =>
    db.query(sql).then(
      ({ rows }) => rows.length,
      error => error.code,
    )
  const [found] = await Promise.all([Promise.all(each.map(count)), store.fill()])
  // A new message may be there before its text is.
  for (const told of found) expect([32, 33, 'NOT_IN_STORE']).toContain(told)
  expect(await expectSame(store, `${ZEBRA} OR ${STRIPES}`)).toHaveLength(33)
  expect(await expectSame(store, ZEBRA)).toHaveLength(17)
  const pending = 'SELECT count(*) FROM envelope_pending'
  const left = inFile(store.path, db => db.prepare(pending).pluck().get() as number)
  expect((indexed(store.path) as number) + left).toBe(MESSAGES + 1)
})

test.skipIf(process.platform === 'win32')(
  'a process that is killed while it makes it leaves a store that answers right',
  async () => {
    await using zoo_ = await zoo()
    const { demo, store } = zoo_
    await expectSame(store, ZEBRA)
    const offline = `${demo.connectionString};Offline=true;CacheLocation="${store.path}"`
    const script = `
    const { connect } = await import(${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)})
    const db = await connect(${JSON.stringify(offline)})
    await db.query('SELECT COUNT(*) FROM sys_tables')
    console.log('begins')
    await db.query(${JSON.stringify(`SELECT Id FROM ${ALL} WHERE ${ZEBRA} OR ${STRIPES}`)})
    setTimeout(() => {}, 60_000)`
    for (const wait of [0, 10, 20, 60]) {
      inFile(store.path, db => db.exec('DELETE FROM word_stamp'))
      // A group of its own, so that its engine is killed with it.
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { detached: true })
      await once(child.stdout!, 'data')
      await new Promise(resolve => setTimeout(resolve, wait))
      const gone = once(child, 'exit')
      process.kill(-child.pid!, 'SIGKILL')
      await gone
      for (let i = 0; i < 2; i++) expect(await expectSame(store, ZEBRA)).toHaveLength(16)
      expect(await expectSame(store, STRIPES)).toHaveLength(16)
      expect(inFile(store.path, db => db.pragma('integrity_check', { simple: true }))).toBe('ok')
    }
  },
  60_000,
)

test('on a server whose search is not by words the index leaves out no message that it does not know', async () => {
  await using demo = await startDemo({ messages: 0, capabilities: 'IMAP4rev1 UIDPLUS CONDSTORE' })
  for (let i = 0; i < MESSAGES; i++) append(demo, i % 10 === 0 ? `zebra ${i}` : `horse ${i}`, 'plain')
  const path = join(makeDirectory(), 'mail.db')
  const db = await demo.open(`AutoCache=true;CacheTolerance=0;CacheLocation="${path}"`)
  const sql = `SELECT Subject FROM Inbox WHERE ${ZEBRA}`
  expect(String(await db.explain(sql))).toMatch(/search +\(none.*\n +words +SUBJECT "zebra"/)
  // The first time nothing is known, the second time it is read into the index, the third time that is used.
  for (let i = 0; i < 3; i++) expect((await db.query(sql)).rows).toHaveLength(16)
  expect(indexed(path)).toBe(MESSAGES)
  append(demo, 'a zebra more', 'plain')
  expect((await db.query(sql)).rows).toHaveLength(17)
  demo.commands()
  append(demo, 'another horse', 'plain')
  expect((await db.query(sql)).rows).toHaveLength(17)
  expect(demo.commands().filter(({ line }) => line.includes('ENVELOPE'))).toHaveLength(1)
})
