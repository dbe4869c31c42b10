import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { procedures, systemTables } from '../../schema/index.ts'
import { functions } from '../../src/sql/functions/index.ts'
import { startDemo } from '../support/demo.ts'

const REFERENCED = 'ReferencedCatalogName, ReferencedSchemaName, ReferencedTableName, ReferencedColumnName'

/** Columns in the order that programs of the replaced connector rely on. */
const COLUMNS: Readonly<Record<string, string>> = {
  sys_catalogs: 'CatalogName',
  sys_schemas: 'CatalogName, SchemaName',
  sys_tables: 'CatalogName, SchemaName, TableName, TableType, Description, IsUpdateable',
  sys_tablecolumns:
    'CatalogName, SchemaName, TableName, ColumnName, DataTypeName, DataType, Length, DisplaySize, NumericPrecision, NumericScale, IsNullable, Description, Ordinal, IsAutoIncrement, IsGeneratedColumn, IsHidden, IsArray, IsReadOnly, IsKey, ColumnType, FieldControl',
  sys_procedures: 'CatalogName, SchemaName, ProcedureName, Description, ProcedureType',
  sys_procedureparameters:
    'CatalogName, SchemaName, ProcedureName, ColumnName, Direction, DataTypeName, DataType, Length, NumericPrecision, NumericScale, IsNullable, IsRequired, IsArray, Description, Ordinal, Values, Default, SupportsStreams, IsPath',
  sys_keycolumns: `CatalogName, SchemaName, TableName, ColumnName, IsKey, IsForeignKey, PrimaryKeyName, ForeignKeyName, ${REFERENCED}`,
  sys_primarykeys: 'CatalogName, SchemaName, TableName, ColumnName, KeySeq, KeyName',
  sys_foreignkeys: `CatalogName, SchemaName, TableName, ColumnName, PrimaryKeyName, ForeignKeyName, ${REFERENCED}, ForeignKeyType`,
  sys_indexes:
    'CatalogName, SchemaName, TableName, IndexName, ColumnName, IsUnique, IsPrimary, Type, SortOrder, OrdinalPosition',
  sys_connection_props:
    'Name, ShortDescription, Type, Default, Values, Value, Required, Category, IsSessionProperty, Sensitivity, Ordinal',
  sys_sqlinfo: 'Name, Description, Value',
  sys_identity: 'Id, Batch, Operation, Message',
  sys_information:
    'Product, Version, Datasource, NodeId, HelpURL, License, Location, Environment, BytesReceived, BytesReceivedLimit, BytesReceivedPercent, BytesSent, BytesSentLimit, BytesSentPercent, LimitReached',
}

const EMPTY_WHILE_NOTHING_IS_WRITTEN = new Set(['sys_identity'])

test.each(Object.entries(COLUMNS))('%s has its columns in order, and rows', async (name, columns) => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const result = await db.queryArrays(`SELECT * FROM ${name}`)
  expect(result.columns.map(column => column.name).join(', ')).toBe(columns)
  expect(result.rowCount > 0).toBe(!EMPTY_WHILE_NOTHING_IS_WRITTEN.has(name))
  const declared = systemTables.find(table => table.name === name)!
  expect(result.columns.map(column => column.type)).toEqual(declared.columns.map(column => column.type))
})

const HOSTILE = ['x" ; DROP TABLE y --', 'a]b', "it's `odd`", 'Messages', 'Sent', 'sys_tables', 'WORK', 'a.b']

test('every row of sys_tables names a table that can be read, whatever its label is called', async () => {
  await using demo = await startDemo({ messages: 20 })
  for (const label of HOSTILE) demo.gmaild.account.createLabel(label)
  const db = await demo.open()
  const { rows } = await db.query<{ SchemaName: string; TableName: string }>(
    'SELECT SchemaName, TableName FROM sys_tables',
  )
  expect(rows.filter(({ SchemaName }) => SchemaName === 'Mailbox').map(row => row.TableName)).toEqual(
    expect.arrayContaining(HOSTILE),
  )
  for (const { SchemaName, TableName } of rows) {
    const quotings = [
      `[${TableName.replaceAll(']', ']]')}]`,
      `"${TableName.replaceAll('"', '""')}"`,
      `\`${TableName.replaceAll('`', '``')}\``,
    ]
    for (const quoted of quotings) {
      const { columns } = await db.query(`SELECT * FROM Gmail.${SchemaName}.${quoted} LIMIT 0`)
      const origins = new Set(columns.map(({ table }) => withoutInnerBrackets(table!)))
      const declared = SchemaName === 'information_schema' ? `information_schema.${TableName}` : TableName
      expect([...origins]).toEqual([withoutInnerBrackets(declared)])
    }
  }
})

function withoutInnerBrackets(name: string): string {
  return name.replace(/^\[Gmail\]/, 'Gmail')
}

test('a label that a table, a role or another label hides is listed in the schema Mailbox only', async () => {
  await using demo = await startDemo({ messages: 20 })
  for (const label of HOSTILE) demo.gmaild.account.createLabel(label)
  const db = await demo.open()
  const { rows } = await db.queryArrays(
    "SELECT TableName, COUNT(*) FROM sys_tables WHERE TableName IN ('Messages', 'Sent', 'a]b') AND TableType = 'TABLE' GROUP BY 1, SchemaName ORDER BY 1, SchemaName",
  )
  // Messages is there twice: the table in IMAP, the label in Mailbox.
  expect(rows).toEqual([
    ['Messages', 1],
    ['Messages', 1],
    ['Sent', 1],
    ['a]b', 1],
    ['a]b', 1],
  ])
})

describe('keys', () => {
  test('are one column a table; indexes are the same', async () => {
    await using demo = await startDemo({ messages: 20 })
    const db = await demo.open()
    const keys = await db.queryArrays(
      "SELECT TableName, ColumnName, KeySeq, KeyName FROM sys_primarykeys WHERE SchemaName = 'IMAP' AND TableName IN ('Labels', 'Messages', 'INBOX') ORDER BY 1",
    )
    expect(keys.rows).toEqual([
      ['INBOX', 'Id', 1, 'PK_INBOX'],
      ['Labels', 'Id', 1, 'PK_Labels'],
      ['Messages', 'Id', 1, 'PK_Messages'],
    ])
    const indexes = await db.queryArrays(
      'SELECT TableName, IndexName, ColumnName, OrdinalPosition FROM sys_indexes EXCEPT SELECT TableName, KeyName, ColumnName, KeySeq FROM sys_primarykeys',
    )
    expect(indexes.rows).toEqual([])
  })

  test('that are foreign hold what they say: each value is a key of the table that they name', async () => {
    await using demo = await startDemo({ messages: 50 })
    const db = await demo.open()
    const { rows } = await db.query<Record<string, string>>(
      "SELECT TableName, ColumnName, ReferencedTableName, ReferencedColumnName FROM sys_foreignkeys WHERE SchemaName = 'IMAP' AND TableName NOT IN ('Gmail/Spam', 'Gmail/Trash')",
    )
    expect(rows.length).toBeGreaterThan(10)
    for (const row of rows) {
      const { TableName, ColumnName, ReferencedTableName, ReferencedColumnName } = row
      const orphans = await db.queryArrays(
        `SELECT [${ColumnName}] FROM "${TableName!.replaceAll('"', '""')}" WHERE [${ColumnName}] NOT IN (SELECT [${ReferencedColumnName}] FROM [${ReferencedTableName}])`,
      )
      expect(orphans.rows).toEqual([])
    }
  })

  test('of sys_keycolumns are those of the two tables', async () => {
    await using demo = await startDemo({ messages: 20 })
    const db = await demo.open()
    const [counts] = (
      await db.queryArrays(
        'SELECT (SELECT COUNT(*) FROM sys_keycolumns), (SELECT COUNT(*) FROM sys_primarykeys) + (SELECT COUNT(*) FROM sys_foreignkeys)',
      )
    ).rows
    expect(counts![0]).toBe(counts![1])
  })
})

test('every input and result of every procedure is listed', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const { rows } = await db.queryArrays(
    'SELECT ProcedureName, ColumnName FROM sys_procedureparameters ORDER BY ProcedureName, Direction, Ordinal',
  )
  const declared = procedures.flatMap(({ name, inputs, results }) =>
    [...inputs, ...results].map(item => [name, item.name]),
  )
  expect(rows).toEqual(declared.toSorted(([a], [b]) => (a! < b! ? -1 : a! > b! ? 1 : 0)))
})

test('sys_sqlinfo lists functions that there are, and every one of ours', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const { rows } = await db.query<{ Value: string }>(
    "SELECT Value FROM sys_sqlinfo WHERE Name LIKE '%\\_FUNCTIONS' ESCAPE '\\'",
  )
  expect(rows.map(({ Value }) => Value).join()).toContain('HAS_FLAG,HAS_LABEL')
  const sqlite = new Database(':memory:')
  const native = new Set(sqlite.prepare('SELECT upper(name) FROM pragma_function_list').pluck().all())
  sqlite.close()
  const named = functions.filter(({ kind }) => kind === 'native').map(({ name }) => name)
  expect(named.filter(name => !native.has(name))).toEqual([])
})

test('sys_sqlinfo lists operators that can be written', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const { rows } = await db.query<{ Value: string }>(
    "SELECT Value FROM sys_sqlinfo WHERE Name = 'SUPPORTED_OPERATORS'",
  )
  const operators = rows[0]!.Value.split(',')
  expect(operators.length).toBeGreaterThan(15)
  for (const operator of operators) {
    const { rowCount } = await db.query(`SELECT Id FROM Inbox WHERE ${useOf(operator)} OR TRUE`)
    expect(rowCount).toBeGreaterThan(0)
  }
})

function useOf(operator: string): string {
  if (operator === 'NOT') return 'NOT IsRead'
  if (operator === 'EXISTS') return 'EXISTS (SELECT 1)'
  if (operator === 'BETWEEN') return 'Size BETWEEN 1 AND 2'
  if (operator.startsWith('IS ')) return `Subject ${operator}`
  return operator.endsWith('IN') ? `Subject ${operator} ('a', 'b')` : `Subject ${operator} 'a'`
}

test('sys_schemas follows BrowsableSchemas', async () => {
  await using demo = await startDemo({ messages: 20 })
  const all = await demo.open()
  expect((await all.queryArrays('SELECT * FROM sys_schemas')).rows).toEqual([
    ['Gmail', 'IMAP'],
    ['Gmail', 'Mailbox'],
    ['Gmail', 'information_schema'],
  ])
  const one = await demo.open('BrowsableSchemas=Mailbox')
  expect((await one.queryArrays('SELECT SchemaName FROM sys_schemas')).rows).toEqual([['Mailbox']])
})

describe('information_schema', () => {
  test('says the same as sys_tables and sys_tablecolumns', async () => {
    await using demo = await startDemo({ messages: 20 })
    const db = await demo.open()
    const tables = await db.queryArrays(`
      SELECT table_schema, table_name FROM information_schema.tables
      EXCEPT SELECT SchemaName, TableName FROM sys_tables`)
    expect(tables.rows).toEqual([])
    const columns = await db.queryArrays(`
      SELECT c.table_name, c.column_name, c.ordinal_position FROM INFORMATION_SCHEMA.COLUMNS c
      EXCEPT SELECT TableName, ColumnName, Ordinal FROM sys_tablecolumns`)
    expect(columns.rows).toEqual([])
    expect(
      (await db.queryArrays("SELECT COUNT(*) FROM information_schema.columns WHERE table_name = 'Labels'"))
        .rows,
    ).toEqual([[15]])
  })

  test('is a schema: its tables may be named with it, and nothing else is in it', async () => {
    await using demo = await startDemo({ messages: 20 })
    const db = await demo.open()
    const { rows } = await db.query(
      "SELECT information_schema.tables.table_type FROM Gmail.information_schema.tables WHERE table_name = 'Labels'",
    )
    expect(rows).toEqual([{ table_type: 'BASE TABLE' }])
    await expect(db.query('SELECT * FROM information_schema.Inbox')).rejects.toMatchObject({
      code: 'NO_TABLE',
    })
    await expect(db.query('SELECT * FROM tables')).rejects.toMatchObject({ code: 'NO_TABLE' })
  })
})

test('sys_information says what runs, without a secret', async () => {
  await using demo = await startDemo({ messages: 20 })
  const db = await demo.open()
  const { rows } = await db.query<Record<string, string>>('SELECT * FROM sys_information')
  expect(rows).toMatchObject([
    {
      Product: 'gmailsql',
      Version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      Datasource: `127.0.0.1:${demo.gmaild.port}`,
      License: 'Apache-2.0',
      Environment: expect.stringMatching(/^Node\.js v\d+.*SQLite 3\.\d+/),
    },
  ])
})
