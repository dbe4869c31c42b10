import { expect, test } from 'vitest'
import type { Connection, ParameterValue } from '../../src/index.ts'
import { startDemo } from '../support/demo.ts'

const HEAVY =
  'SELECT COUNT(*) FROM Messages a, Messages b, Messages c, Messages d WHERE a.Size + b.Size = c.Size * 7 + d.Size'

async function rowsOf(db: Connection, sql: string, params: ParameterValue[] = []) {
  return (await db.queryArrays(sql, params)).rows
}

test('INSERT INTO t#TEMP makes the table at its first use; values are kept as text, in their order', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const first = await db.query("INSERT INTO t#TEMP (Id, Name) VALUES (?, ?), (2, 'b')", [1, 'a'])
  expect(first).toMatchObject({ command: 'INSERT', rowCount: 2, rows: [], columns: [] })
  await db.query("INSERT INTO T#temp (Name, Id) VALUES (:name, '007')", { name: null })
  await db.query("INSERT INTO [t]#TEMP (Id) VALUES (1.5), (x'00ff'), (9007199254740993)")
  expect(await rowsOf(db, 'SELECT Id, Name, typeof(Id) FROM t#TEMP')).toEqual([
    ['1', 'a', 'text'],
    ['2', 'b', 'text'],
    ['007', null, 'text'],
    ['1.5', null, 'text'],
    [Buffer.from([0, 255]), null, 'blob'],
    ['9007199254740993', null, 'text'],
  ])
  expect(demo.commands()).toEqual([])
})

test('a temporary table is read like any other: joined, in IN, under an alias, with its name before a column', async () => {
  await using demo = await startDemo({ messages: 200 })
  const db = await demo.open()
  const ids = await rowsOf(db, 'SELECT Id, Subject FROM Inbox ORDER BY Id LIMIT 3')
  for (const [id] of ids) await db.query('INSERT INTO wanted#TEMP (Id) VALUES (?)', [id])
  const joined = 'SELECT i.Id, i.Subject FROM Inbox i JOIN wanted#TEMP USING (Id) ORDER BY i.Id'
  expect(await rowsOf(db, joined)).toEqual(ids)
  expect(
    await rowsOf(db, 'SELECT Id, Subject FROM Inbox WHERE Id IN (SELECT Id FROM wanted#TEMP) ORDER BY Id'),
  ).toEqual(ids)
  expect(
    await rowsOf(db, 'SELECT wanted#TEMP.Id FROM wanted#TEMP, wanted#TEMP w WHERE w.Id = wanted#TEMP.Id'),
  ).toEqual(ids.map(([id]) => [String(id)]))
  expect((await db.queryArrays('SELECT (SELECT COUNT(*) FROM "wanted"#TEMP)')).columns[0]!.name).toContain(
    '"wanted"#TEMP',
  )
})

test('CREATE TEMP TABLE AS keeps the rows, names and types of a SELECT over mail', async () => {
  await using demo = await startDemo({ messages: 200 })
  const db = await demo.open('MaxRows=2')
  const made = await db.query(
    'CREATE TEMP TABLE recent AS SELECT Id, Subject, IsRead, ReceivedDate, Size / 2.0 AS half, 4.0 AS four FROM Inbox WHERE Size > ? LIMIT 5',
    [100],
  )
  expect(made).toMatchObject({ command: 'CREATE', rowCount: 5 })
  const { columns } = await db.query('SELECT * FROM recent')
  expect(columns).toEqual([
    { name: 'Id', type: 'INTEGER', table: 'recent' },
    { name: 'Subject', type: 'TEXT', table: 'recent' },
    { name: 'IsRead', type: 'BOOLEAN', table: 'recent' },
    { name: 'ReceivedDate', type: 'DATETIME', table: 'recent' },
    { name: 'half', type: null, table: 'recent' },
    { name: 'four', type: 'REAL', table: 'recent' },
  ])
  expect(await rowsOf(db, 'SELECT COUNT(*), typeof(Id), typeof(half), four / 8 FROM recent')).toEqual([
    [5, 'integer', 'real', 0.5],
  ])
  demo.commands()
  await rowsOf(db, 'SELECT * FROM recent')
  expect(demo.commands()).toEqual([])
})

test('INSERT … SELECT, UPDATE and DELETE of a temporary table may read mail and the table itself', async () => {
  await using demo = await startDemo({ messages: 200 })
  const db = await demo.open()
  await db.query('CREATE TEMP TABLE picked (Id INTEGER, Subject TEXT, n)')
  const inserted = await db.query('INSERT INTO picked (Id, Subject) SELECT Id, Subject FROM Inbox LIMIT 10')
  expect(inserted.rowCount).toBe(10)
  expect((await db.query('INSERT INTO picked SELECT Id + 1000, Subject, 1 FROM picked')).rowCount).toBe(10)
  const updated = await db.query(
    'UPDATE picked SET n = (SELECT COUNT(*) FROM Inbox i WHERE i.Id <= picked.Id), Subject = ? WHERE Id < 1000',
    ['changed'],
  )
  expect(updated).toMatchObject({ command: 'UPDATE', rowCount: 10 })
  expect(await rowsOf(db, "SELECT COUNT(*), MIN(n) > 0 FROM picked WHERE Subject = 'changed'")).toEqual([
    [10, 1],
  ])
  await db.query('UPDATE picked AS p SET Subject = i.Subject FROM Inbox i WHERE i.Id = p.Id')
  expect(
    await rowsOf(
      db,
      'SELECT COUNT(*) FROM picked JOIN Inbox i ON i.Id = picked.Id WHERE i.Subject IS picked.Subject',
    ),
  ).toEqual([[10]])
  const deleted = await db.query('DELETE FROM picked WHERE Id IN (SELECT Id FROM Inbox)')
  expect(deleted).toMatchObject({ command: 'DELETE', rowCount: 10 })
  expect((await db.query('DELETE FROM picked')).rowCount).toBe(10)
  await db.query('DROP TABLE picked')
  await expect(db.query('SELECT * FROM picked')).rejects.toMatchObject({ code: 'NO_TABLE' })
})

test('keys, NOT NULL, DEFAULT and UNIQUE are kept, and a refused row refuses them all', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  await db.query(
    "CREATE TEMP TABLE k (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'none', UNIQUE (name))",
  )
  await db.query("INSERT INTO k (name) VALUES ('a')")
  await expect(db.query("INSERT INTO k (name) VALUES ('b'), ('a')")).rejects.toMatchObject({
    code: 'BAD_VALUE',
    message: 'UNIQUE constraint failed: k.name',
  })
  expect((await db.query("INSERT OR IGNORE INTO k (name) VALUES ('b'), ('a')")).rowCount).toBe(1)
  await db.query('REPLACE INTO k (id) VALUES (1)')
  expect(await rowsOf(db, 'SELECT * FROM k ORDER BY id')).toEqual([
    [1, 'none'],
    [2, 'b'],
  ])
})

test('temporary tables survive the engine that a cancelled statement takes along', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  await db.query("INSERT INTO t#TEMP (a) VALUES ('kept')")
  await db.query('CREATE TEMP TABLE sizes AS SELECT Size FROM Messages')
  await expect(db.query(HEAVY, [], { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
  await expect(
    db.query(`INSERT INTO t#TEMP (a) ${HEAVY}`, [], { signal: AbortSignal.timeout(300) }),
  ).rejects.toMatchObject({ code: 'CANCELLED' })
  await expect(
    db.query(`CREATE TEMP TABLE half AS ${HEAVY}`, [], { signal: AbortSignal.timeout(300) }),
  ).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await rowsOf(db, 'SELECT a, (SELECT COUNT(*) > 10 FROM sizes) FROM t#TEMP')).toEqual([['kept', 1]])
  await expect(db.query('SELECT * FROM half')).rejects.toMatchObject({ code: 'NO_TABLE' })
})

test('each connection has its own, and sys_tables lists them', async () => {
  await using demo = await startDemo({ messages: 20 })
  const [one, other] = [await demo.open(), await demo.open()]
  await one.query("INSERT INTO t#TEMP (a, b) VALUES (1, 'x')")
  await one.query('CREATE TEMPORARY TABLE d (n DECIMAL(5, 2), at DATETIME, ok BOOLEAN)')
  await expect(other.query('SELECT * FROM t#TEMP')).rejects.toMatchObject({ code: 'NO_TABLE' })
  const listed = "SELECT TableName FROM sys_tables WHERE TableType = 'TEMP TABLE'"
  expect(await rowsOf(one, listed)).toEqual([['t#TEMP'], ['d']])
  expect(await rowsOf(other, listed)).toEqual([])
  const columns = "SELECT ColumnName, DataTypeName FROM sys_tablecolumns WHERE TableName IN ('d', 't#TEMP')"
  expect(await rowsOf(one, columns)).toEqual([
    ['a', 'TEXT'],
    ['b', 'TEXT'],
    ['n', 'REAL'],
    ['at', 'DATETIME'],
    ['ok', 'BOOLEAN'],
  ])
  expect(await one.explain('SELECT a FROM t#TEMP')).toBe('Run\n  Temporary t#TEMP\n    columns   a')
})

test.each([
  ['CREATE TEMP TABLE Inbox (a)', 'TABLE_EXISTS', 'Inbox'],
  ['CREATE TEMP TABLE messages (a)', 'TABLE_EXISTS', 'messages'],
  ['CREATE TEMP TABLE trash AS SELECT 1 AS a', 'TABLE_EXISTS', 'trash'],
  ['CREATE TEMP TABLE there (b)', 'TABLE_EXISTS', 'there'],
  ['CREATE TABLE a (b)', 'NOT_SUPPORTED', 'only temporary tables'],
  ['CREATE TEMP TABLE IMAP.a (b)', 'NOT_SUPPORTED', 'no schema'],
  ['CREATE TEMP TABLE a (b, B)', 'SYNTAX', 'named twice'],
  ['CREATE TEMP TABLE a (b CHECK (b > 1))', 'NOT_SUPPORTED', 'CHECK'],
  ['CREATE TEMP VIEW a AS SELECT 1', 'NOT_SUPPORTED', 'VIEW'],
  ['CREATE TEMP TABLE a AS SELECT Nix FROM Inbox', 'NO_COLUMN', 'Nix'],
  ['DROP TABLE Inbox', 'NOT_SUPPORTED', 'Inbox'],
  ['DROP TABLE nowhere', 'NO_TABLE', 'nowhere'],
  ['DROP INDEX x', 'NOT_SUPPORTED', 'DROP'],
  ['ALTER TABLE there ADD c', 'NOT_SUPPORTED', 'ALTER'],
  ['INSERT INTO new#TEMP VALUES (1)', 'SYNTAX', 'names no columns'],
  ['INSERT INTO there (a, b) VALUES (1)', 'SYNTAX', '1 value for 2 columns'],
  ['INSERT INTO there (a, c) VALUES (1, 2)', 'NO_COLUMN', '"c" in there'],
  ['INSERT INTO there (a) VALUES (1) RETURNING a', 'NOT_SUPPORTED', 'RETURNING'],
  ['INSERT INTO there (a) VALUES (1) ON CONFLICT DO NOTHING', 'NOT_SUPPORTED', 'ON CONFLICT'],
  ['UPDATE there SET (a, b) = (1, 2)', 'NOT_SUPPORTED', 'SET (a, b)'],
  ['UPDATE there SET c = 1', 'NO_COLUMN', '"c" in there'],
  ['DELETE FROM none#TEMP', 'NO_TABLE', 'none#TEMP'],
  ['SELECT * FROM none#TEMP', 'NO_TABLE', 'none#TEMP'],
])('%s is refused with %s', async (sql, code, text) => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  await db.query('CREATE TEMP TABLE there (a, b)')
  await expect(db.query(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(text) })
  expect(
    demo
      .commands()
      .map(({ name }) => name)
      .filter(name => name !== 'LIST'),
  ).toEqual([])
})

test('an error in the rows of a write has its place in the statement as it was written', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  await db.query('CREATE TEMP TABLE x (a, b)')
  const placeOf = (sql: string) =>
    db.query(sql).then(
      () => 'no error',
      error => error.position,
    )
  expect(await placeOf('INSERT INTO x (a)\nSELECT Subjct\n  FROM Inbox')).toEqual({ line: 2, column: 8 })
  expect(await placeOf('DELETE FROM x WHERE nix = 1')).toEqual({ line: 1, column: 21 })
  expect(await placeOf('UPDATE x SET a = 1, b = nix WHERE a = 2')).toEqual({ line: 1, column: 25 })
  expect(await placeOf('UPDATE x SET a = 1, b = 2 WHERE nix = 2')).toEqual({ line: 1, column: 33 })
  expect(await placeOf('UPDATE x SET a = 1, b = 2\nFROM Inbox i WHERE nix = 2')).toEqual({
    line: 2,
    column: 20,
  })
  expect(await placeOf('CREATE TEMP TABLE y AS\n SELECT nix')).toEqual({ line: 2, column: 9 })
  expect(await placeOf('INSERT INTO x VALUES 1')).toEqual({ line: 1, column: 22 })
})

test('BEGIN and COMMIT do nothing and say so; ROLLBACK after a write tells what was written', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const notice = { code: 'NO_TRANSACTION', message: expect.stringContaining('BEGIN') }
  expect((await db.query('BEGIN TRANSACTION')).notices).toEqual([notice])
  await db.query('SELECT COUNT(*) FROM Inbox')
  expect((await db.query('ROLLBACK')).notices).toHaveLength(1)
  await db.query('BEGIN')
  await db.query('INSERT INTO t#TEMP (a) VALUES (1), (2)')
  await expect(db.query('ROLLBACK')).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    message: expect.stringContaining('INSERT into t#TEMP, 2 rows'),
  })
  expect((await db.query('START TRANSACTION; ')).command).toBe('START')
  await db.query('COMMIT')
  expect((await db.query('ROLLBACK WORK')).rowCount).toBe(0)
  for (const sql of ['SAVEPOINT a', 'RELEASE a', 'ROLLBACK TO a'])
    await expect(db.query(sql)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  await expect(db.query('COMMIT 5')).rejects.toMatchObject({ code: 'SYNTAX' })
})

test('a write that is prepared runs with new values, and has no columns', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  await db.query('CREATE TEMP TABLE p (a, b)')
  await using insert = await db.prepare('INSERT INTO p (a, b) VALUES (?, ?)')
  expect(await insert.columns()).toEqual([])
  expect((await insert.run([1, 'x'])).rowCount).toBe(1)
  await insert.run([2, 'y'])
  await db.query('DROP TABLE p')
  await db.query('CREATE TEMP TABLE p (b TEXT, a TEXT)')
  await insert.run([3, 'z'])
  expect(await rowsOf(db, 'SELECT * FROM p')).toEqual([['z', '3']])
})
