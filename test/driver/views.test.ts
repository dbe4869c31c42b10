import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { views } from '../../schema/index.ts'
import type { Connection, SqlValue } from '../../src/index.ts'
import { type Demo, startDemo } from '../support/demo.ts'

let demo: Demo
let db: Connection

beforeAll(async () => {
  demo = await startDemo({ messages: 300 })
  demo.gmaild.account.trash(demo.gmaild.account.append({ raw: THROWN_AWAY }))
  db = await demo.open()
})
afterAll(() => demo[Symbol.asyncDispose]())

const THROWN_AWAY = [
  'From: ada@northwind.example',
  'Subject: thrown away',
  'Content-Type: application/pdf; name=x.pdf',
  '',
  'x',
].join('\r\n')

async function rowsOf(sql: string): Promise<readonly (readonly SqlValue[])[]> {
  return (await db.queryArrays(sql)).rows
}

async function cellOf(sql: string): Promise<SqlValue> {
  return (await rowsOf(sql))[0]![0]!
}

/** The mail that Messages shows, as the account itself holds it. */
function mail() {
  return demo.gmaild.account.messages().filter(({ place }) => place === 'mail')
}

describe('MessageLabels', () => {
  test('has a row for each label of each message', async () => {
    const held = mail().flatMap(({ msgId, labels }) => labels.map(label => `${msgId} ${label}`))
    const rows = await rowsOf('SELECT MsgId, Label FROM MessageLabels')
    expect(rows.map(row => row.join(' ')).toSorted()).toEqual(held.toSorted())
    expect(rows.length).toBeGreaterThan(200)
  })

  test('sends a label as a search and shows only that label', async () => {
    demo.commands()
    const rows = await rowsOf("SELECT DISTINCT Label FROM MessageLabels WHERE Label IN ('Work', '\\Starred')")
    expect(rows.map(([label]) => label).toSorted()).toEqual(['Work', '\\Starred'])
    const searches = demo.commands().filter(({ name }) => name === 'UID SEARCH')
    expect(searches.map(({ line }) => line.replace(/^.*\(ALL\) /, ''))).toEqual([
      'OR X-GM-LABELS "Work" X-GM-LABELS "\\\\Starred"',
    ])
  })

  test('does not take "another label than x" for "not labelled x"', async () => {
    const held = mail().flatMap(({ labels }) => labels.filter(label => label !== 'Work'))
    expect(await cellOf("SELECT COUNT(*) FROM MessageLabels WHERE Label <> 'Work'")).toBe(held.length)
    expect(await cellOf("SELECT COUNT(*) FROM MessageLabels WHERE NOT Label = 'Work'")).toBe(held.length)
    expect(await cellOf("SELECT COUNT(*) FROM MessageLabels WHERE Label NOT IN ('Work')")).toBe(held.length)
  })

  test('shows Spam and Trash when the WHERE says so', async () => {
    const sql = "SELECT COUNT(*) FROM MessageLabels WHERE Label = '\\Trash'"
    expect(await cellOf(sql)).toBe(0)
    const held = demo.gmaild.account.messages().filter(({ place }) => place === 'trash')
    expect(held.length).toBeGreaterThan(0)
    expect(await cellOf(`${sql} AND IncludeSpamTrash = 1`)).toBe(held.length)
  })
})

describe('Threads', () => {
  test('has a row for each conversation, with counts of its messages', async () => {
    const held = new Map<string, { messages: number; unread: number; size: number }>()
    for (const { threadId, flags, size } of mail()) {
      const thread = held.get(String(threadId)) ?? { messages: 0, unread: 0, size: 0 }
      thread.messages++
      thread.unread += flags.includes('\\Seen') ? 0 : 1
      thread.size += size
      held.set(String(threadId), thread)
    }
    const rows = await rowsOf('SELECT ThreadId, Messages, Unread, Size FROM Threads')
    expect(new Map(rows.map(([id, messages, unread, size]) => [id, { messages, unread, size }]))).toEqual(
      held,
    )
    expect(rows).toHaveLength(held.size)
  })

  test('tells the first subject, the authors in order of appearance, and the dates', async () => {
    const [id] = (await rowsOf('SELECT ThreadId FROM Threads ORDER BY Messages DESC, ThreadId LIMIT 1'))[0]!
    const messages = await rowsOf(
      `SELECT Subject, [From], ReceivedDate, HasAttachments FROM Messages WHERE ThreadId = '${id}' ORDER BY ReceivedDate, MsgId`,
    )
    expect(messages.length).toBeGreaterThan(3)
    const authors = [...new Map(messages.map(([, from]) => [String(from).toLowerCase(), from])).values()]
    const [thread] = await rowsOf(
      `SELECT Subject, Participants, FirstDate, LastDate, HasAttachments FROM Threads WHERE ThreadId = '${id}'`,
    )
    const dates = messages.map(([, , date]) => date)
    const hasOne = Number(messages.some(([, , , has]) => has === 1))
    expect(thread).toEqual([messages[0]![0], authors.join(';'), dates[0], dates.at(-1), hasOne])
  })

  test('sends a comparison of ThreadId and of no other column: that would change the groups', async () => {
    const plan = (column: string) => db.explain(`SELECT Subject FROM Threads WHERE ${column}`)
    expect(await plan("ThreadId = '123'")).toContain('search    X-GM-THRID 123')
    for (const other of [
      'Size > 1000',
      "LastDate > '2026-01-01'",
      'Unread > 0',
      'Messages = 1',
      'HasAttachments',
    ])
      expect(await plan(other)).toContain('search    (none')
  })

  test('is not cut by a LIMIT before the groups are made', async () => {
    const all = await rowsOf('SELECT ThreadId, Messages FROM Threads')
    const cut = await rowsOf('SELECT ThreadId, Messages FROM Threads LIMIT 5')
    expect(cut).toEqual(all.slice(0, 5))
  })
})

describe('Attachments', () => {
  test('has as many rows of a message as AttachmentCount says, in its order', async () => {
    const rows = await rowsOf('SELECT MsgId, Filename, PartId FROM Attachments')
    const messages = await rowsOf('SELECT MsgId, AttachmentCount, Attachments FROM Messages')
    for (const [msgId, count, names] of messages) {
      const own = rows.filter(([id]) => id === msgId)
      expect(own).toHaveLength(Number(count))
      expect(own.map(([, name]) => name ?? '').join(';')).toBe(names ?? '')
    }
    expect(rows.length).toBeGreaterThan(10)
  })

  test('tells type, size and number as the lists of parts do', async () => {
    const sql = `SELECT a.PartId, a.ContentType, a.Size, m.PartIds, m.PartContentTypes, m.PartSizes
      FROM Attachments a JOIN Messages m ON m.MsgId = a.MsgId`
    for (const [part, type, size, parts, types, sizes] of await rowsOf(sql)) {
      const at = String(parts).split(';').indexOf(String(part))
      expect(String(types).split(';')[at]).toBe(type)
      expect(String(sizes).split(';')[at]).toBe(String(size))
    }
  })

  test('fetches no more messages than a LIMIT needs', async () => {
    const cold = await demo.open()
    demo.commands()
    expect((await cold.query('SELECT Filename FROM Attachments LIMIT 3')).rows).toHaveLength(3)
    expect(demo.commands().filter(({ name }) => name === 'UID FETCH')).toHaveLength(1)
  })

  test('asks only for messages that are large enough to hold a large part', async () => {
    const cold = await demo.open()
    const sql = 'SELECT MsgId, PartId FROM Attachments WHERE Size > 20000 ORDER BY 1, 2'
    demo.commands()
    const found = await cold.queryArrays(sql)
    expect(demo.commands().find(({ name }) => name === 'UID SEARCH')?.line).toContain('LARGER 9999')
    const none = await demo.open('Pushdown=None')
    expect(found.rows).toEqual((await none.queryArrays(sql)).rows)
    expect(found.rows.length).toBeGreaterThan(0)
  })
})

describe('Recipients', () => {
  test('has the addresses of each role in their order', async () => {
    const lists = [
      ['to', 'To'],
      ['cc', 'CC'],
      ['bcc', 'BCC'],
      ['reply-to', 'ReplyTo'],
    ] as const
    for (const [role, column] of lists) {
      const rows = await rowsOf(
        `SELECT MsgId, group_concat(Address, ';' ORDER BY Ordinal) FROM Recipients WHERE Role = '${role}' GROUP BY MsgId ORDER BY MsgId`,
      )
      const whole = `SELECT MsgId, [${column}] FROM Messages WHERE [${column}] IS NOT NULL ORDER BY MsgId`
      expect(rows).toEqual(await rowsOf(whole))
      expect(rows.length).toBeGreaterThan(0)
    }
  })

  test('tells the author’s name and domain as Messages does', async () => {
    const sql = `SELECT r.Name IS m.FromName AND r.Address IS m.[From] AND r.Domain IS m.FromDomain, COUNT(*)
      FROM Recipients r JOIN Messages m USING (MsgId) WHERE r.Role = 'from' AND r.Ordinal = 1 GROUP BY 1`
    const rows = await rowsOf(sql)
    expect(rows).toHaveLength(1)
    expect(rows[0]![0]).toBe(1)
  })

  test('compares addresses without case', async () => {
    const of = (address: string) => cellOf(`SELECT COUNT(*) FROM Recipients WHERE Address = '${address}'`)
    expect(await of('DEMO@Gmail.example')).toBe(await of('demo@gmail.example'))
    expect(await of('DEMO@Gmail.example')).toBeGreaterThan(100)
  })
})

describe('Headers', () => {
  test('has the fields of each block in their order, unfolded', async () => {
    const blocks = await rowsOf('SELECT MsgId, Headers FROM Inbox WHERE IsStarred')
    const rows = await rowsOf(
      'SELECT MsgId, Ordinal, Name, Value FROM Headers WHERE MsgId IN (SELECT MsgId FROM Inbox WHERE IsStarred)',
    )
    expect(blocks.length).toBeGreaterThan(2)
    for (const [msgId, block] of blocks) {
      const lines = String(block)
        .trimEnd()
        .replace(/\r\n(?=[ \t])/g, '')
        .split('\r\n')
      const own = rows.filter(([id]) => id === msgId)
      expect(own.map(([, , name, value]) => `${name}: ${value}`)).toEqual(lines)
      expect(own.map(([, ordinal]) => ordinal)).toEqual(lines.map((_, index) => index + 1))
    }
  })

  test('compares names without case', async () => {
    const of = (name: string) =>
      cellOf(`SELECT COUNT(*) FROM Headers WHERE Name = '${name}' AND MsgId IN (SELECT MsgId FROM Inbox)`)
    expect(await of('SUBJECT')).toBe(await of('Subject'))
    expect(await of('SUBJECT')).toBeGreaterThan(50)
  })
})

describe('the file of an attachment', () => {
  test('is fetched, decoded, only when it is named, and only of the messages that the WHERE leaves', async () => {
    const cold = await demo.open()
    const sql =
      "FROM Attachments WHERE Filename LIKE '%.pdf' AND Size BETWEEN 1000 AND 3000 ORDER BY MsgId, PartId"
    const bare = await cold.queryArrays(`SELECT Filename, Size ${sql}`)
    demo.commands()
    const { rows } = await cold.queryArrays(`SELECT Filename, Size, Data ${sql}`)
    const parts = demo.commands().filter(({ line }) => line.includes('BODY.PEEK'))
    expect(rows.map(([name, size]) => [name, size])).toEqual(bare.rows)
    expect(rows.length).toBeGreaterThan(0)
    expect(parts.length).toBeGreaterThan(0)
    for (const [, size, data] of rows) {
      expect(
        Buffer.from(data as Uint8Array)
          .subarray(0, 4)
          .toString('latin1'),
      ).toBe('%PDF')
      expect((data as Uint8Array).length).toBeLessThan(Number(size))
    }
  })
})

describe('every view', () => {
  test.each(views.map(({ name }) => name))(
    '%s is listed as a view that can be written or not',
    async name => {
      const sql = `SELECT TableType, IsUpdateable FROM sys_tables WHERE TableName = '${name}'`
      expect(await rowsOf(sql)).toEqual([['VIEW', name === 'MessageLabels' ? 1 : 0]])
    },
  )

  test.each(views)('$name lists its columns, without the directive', async ({ name, columns }) => {
    const sql = `SELECT ColumnName FROM sys_tablecolumns WHERE TableName = '${name}' ORDER BY Ordinal`
    const shown = columns.filter(({ hidden }) => hidden !== true).map(column => column.name)
    const inStar = columns.filter(({ hidden, onlyNamed }) => !hidden && !onlyNamed).map(column => column.name)
    expect((await rowsOf(sql)).map(([column]) => column)).toEqual(shown)
    expect((await db.query(`SELECT * FROM ${name} LIMIT 0`)).columns.map(column => column.name)).toEqual(
      inStar,
    )
  })

  test.each(views)('$name declares the columns of messages that its SQL names, and no others', view => {
    const namedIn = (sql: string) => [...sql.matchAll(/\bbase\."?(\w+)/g)].map(match => match[1]!)
    const always = [...namedIn(view.source), ...namedIn(view.order)].filter(name => name !== 'Uid')
    expect([...new Set([...view.reads, ...always])]).toEqual([...view.reads])
    for (const { sql, source = '', reads } of view.columns) {
      const named = namedIn(sql + source)
      const isOfRow = (name: string) => view.reads.includes(name)
      expect(named.filter(name => !isOfRow(name) && !reads.includes(name))).toEqual([])
      expect(reads.filter(name => !named.includes(name))).toEqual([])
    }
  })

  test.each(views.map(({ name }) => name))('%s takes the directive for Spam and Trash', async name => {
    const [plain, all] = [
      await cellOf(`SELECT COUNT(*) FROM ${name}`),
      await cellOf(`SELECT COUNT(*) FROM ${name} WHERE IncludeSpamTrash = 1`),
    ]
    expect(Number(all)).toBeGreaterThan(Number(plain))
  })
})

describe('without Gmail’s extensions', () => {
  test('a message has one row in MessageLabels, its mailbox, and threads come from the headers', async () => {
    await using plain = await startDemo({ messages: 120, capabilities: 'IMAP4rev1 ENABLE CONDSTORE ESEARCH' })
    const other = await plain.open()
    const { rows } = await other.queryArrays(
      'SELECT m.MsgId, json_array(l.Label) = m.Labels, l.Label = m.Mailbox FROM Messages m LEFT JOIN MessageLabels l ON l.MsgId = m.MsgId',
    )
    expect(new Set(rows.map(([id]) => id)).size).toBe(rows.length)
    expect(rows.every(([, same, isMailbox]) => same === 1 && isMailbox === 1)).toBe(true)
    const [counts] = (
      await other.queryArrays(
        'SELECT (SELECT COUNT(*) FROM Threads), (SELECT COUNT(DISTINCT ThreadId) FROM Messages), (SELECT SUM(Messages) FROM Threads)',
      )
    ).rows
    expect(counts![0]).toBe(counts![1])
    expect(counts![2]).toBe(rows.length)
  })
})
