import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysTablecolumns: ListTableDefinition = {
  kind: 'list',
  name: 'sys_tablecolumns',
  doc: 'The columns of every table.',
  columns: [
    { name: 'CatalogName', type: 'TEXT', doc: 'Gmail' },
    { name: 'SchemaName', type: 'TEXT', doc: 'As in sys_tables' },
    { name: 'TableName', type: 'TEXT', doc: 'As in sys_tables' },
    { name: 'ColumnName', type: 'TEXT', doc: 'Name' },
    { name: 'DataTypeName', type: 'TEXT', doc: 'TEXT, INTEGER, BOOLEAN, DATETIME, …' },
    { name: 'DataType', type: 'INTEGER', doc: 'The type as a number of java.sql.Types' },
    { name: 'Length', type: 'INTEGER', doc: 'Longest value, NULL without a limit' },
    { name: 'DisplaySize', type: 'INTEGER', doc: 'Characters that show any value, NULL without a limit' },
    { name: 'NumericPrecision', type: 'INTEGER', doc: 'Digits of a number' },
    { name: 'NumericScale', type: 'INTEGER', doc: 'Digits behind the point' },
    { name: 'IsNullable', type: 'BOOLEAN', doc: 'Whether it may be NULL' },
    { name: 'Description', type: 'TEXT', doc: 'What it holds' },
    { name: 'Ordinal', type: 'INTEGER', doc: 'Position in the table, from 1' },
    { name: 'IsAutoIncrement', type: 'TEXT', doc: 'NO' },
    { name: 'IsGeneratedColumn', type: 'TEXT', doc: 'NO' },
    { name: 'IsHidden', type: 'BOOLEAN', doc: 'Left out of SELECT *' },
    { name: 'IsArray', type: 'BOOLEAN', doc: 'Holds a JSON array' },
    { name: 'IsReadOnly', type: 'BOOLEAN', doc: 'Cannot be written' },
    { name: 'IsKey', type: 'BOOLEAN', doc: 'Part of the key' },
    { name: 'ColumnType', type: 'TEXT', doc: 'NULL, or what is special about it' },
    { name: 'FieldControl', type: 'TEXT', doc: 'NULL, here for programs that ask for it' },
  ],
  examples: [
    {
      title: 'Columns of a table',
      sql: "SELECT ColumnName, DataTypeName FROM sys_tablecolumns WHERE TableName = 'Labels' LIMIT 3",
    },
  ],
}
