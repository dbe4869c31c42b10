import { Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPool, type InboxRow } from '../../src/index.ts'
import { GmailSqlDialect, type MailDatabase, type MailTable } from '../../src/kysely/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

type Database = MailDatabase & { Work: MailTable<InboxRow> }

let demo: Demo
let db: Kysely<Database>

function propertiesOf({ gmaild: { host, port, user, password } }: Demo) {
  return { Server: host, Port: port, TLS: 'None', User: user, Password: password }
}

beforeAll(async () => {
  demo = await startDemo({ messages: 300 })
  db = new Kysely<Database>({
    dialect: new GmailSqlDialect({ connection: propertiesOf(demo), options: { max: 2 } }),
  })
})

afterAll(async () => {
  await db.destroy()
  await demo[Symbol.asyncDispose]()
})

test('a query is checked, sent to the server as far as it can be, and answered', async () => {
  const own = await demo.open()
  demo.commands()
  const rows = await db
    .selectFrom('Messages')
    .select(['FromDomain', eb => eb.fn.countAll<number>().as('n')])
    .where('IsRead', '=', 0)
    .where('ReceivedDate', '>=', '2025-01-01')
    .groupBy('FromDomain')
    .orderBy('n', 'desc')
    .orderBy('FromDomain')
    .execute()
  expect(demo.commands().map(({ name }) => name)).toContain('UID SEARCH')
  const { rows: same } = await own.query(
    `SELECT FromDomain, COUNT(*) AS n FROM Messages WHERE IsRead = 0 AND ReceivedDate >= '2025-01-01'
     GROUP BY FromDomain ORDER BY n DESC, FromDomain`,
  )
  expect(rows.length).toBeGreaterThan(0)
  expect(rows).toEqual(same)
})

test('joins, common table expressions, labels as tables and raw pieces work', async () => {
  const rows = await db
    .with('starred', cte =>
      cte.selectFrom('Messages').select(['MsgId', 'Subject']).where('IsStarred', '=', 1),
    )
    .selectFrom('starred')
    .innerJoin('MessageLabels', 'MessageLabels.MsgId', 'starred.MsgId')
    .select(['starred.Subject', 'MessageLabels.Label'])
    .limit(5)
    .execute()
  expect(rows).toHaveLength(5)
  const { n } = await db.selectFrom('Work').select(sql<number>`COUNT(*)`.as('n')).executeTakeFirstOrThrow()
  expect(n).toBeGreaterThan(0)
})

test('rows of a stream come as they are fetched, and leaving it frees its connection', async () => {
  const seen: number[] = []
  for await (const { Id } of db.selectFrom('Inbox').select('Id').stream(10)) if (seen.push(Id) === 25) break
  expect(new Set(seen).size).toBe(25)
  expect(await db.selectFrom('Inbox').select('Id').limit(1).execute()).toHaveLength(1)
})

test('a change tells how many messages it changed, and gives back what it wrote', async () => {
  const { Id } = await db
    .selectFrom('Inbox')
    .select('Id')
    .where('IsStarred', '=', 0)
    .limit(1)
    .executeTakeFirstOrThrow()
  const { numUpdatedRows } = await db
    .updateTable('Inbox')
    .set({ IsStarred: 1 })
    .where('Id', '=', Id)
    .executeTakeFirst()
  expect(numUpdatedRows).toBe(1n)
  const made = await db
    .insertInto('Inbox')
    .values({ Subject: 'from a builder', To: 'a@b.example', BodyText: 'x' })
    .returning(['Subject', 'To'])
    .executeTakeFirstOrThrow()
  expect(made.Subject).toBe('from a builder')
  const { numDeletedRows } = await db
    .deleteFrom('Inbox')
    .where('Subject', '=', 'from a builder')
    .executeTakeFirst()
  expect(numDeletedRows).toBe(1n)
})

test('a transaction is carried out, and one that fails after a change says that it cannot be taken back', async () => {
  await db.transaction().execute(async tx => {
    await tx.updateTable('Inbox').set({ IsRead: 1 }).where('Id', '=', 1).execute()
  })
  const failing = db.transaction().execute(async tx => {
    await tx.updateTable('Inbox').set({ IsRead: 0 }).where('Id', '=', 1).execute()
    throw new Error('mine')
  })
  await expect(failing).rejects.toThrow()
  expect(await db.selectFrom('Inbox').select('IsRead').where('Id', '=', 1).execute()).toEqual([{ IsRead: 0 }])
})

test('a statement can be cancelled', async () => {
  const controller = new AbortController()
  controller.abort(new Error('enough'))
  await expect(db.selectFrom('Inbox').select('Id').execute({ signal: controller.signal })).rejects.toThrow()
})

test('the tables are told with their columns', async () => {
  const tables = await db.introspection.getTables()
  const inbox = tables.find(({ name }) => name === 'INBOX')!
  expect(inbox.columns.find(({ name }) => name === 'Id')).toMatchObject({ dataType: 'INTEGER' })
  expect(tables.find(({ name }) => name === 'Attachments')?.isView).toBe(true)
  expect((await db.introspection.getSchemas()).map(({ name }) => name)).toContain('Mailbox')
})

test('a pool that is there already can be used', async () => {
  const pool = createPool(propertiesOf(demo))
  const other = new Kysely<Database>({ dialect: new GmailSqlDialect({ pool }) })
  expect(await other.selectFrom('Labels').select('Name').limit(1).execute()).toHaveLength(1)
  expect(pool.counts.total).toBe(1)
  await other.destroy()
  expect(pool.counts.total).toBe(0)
})
