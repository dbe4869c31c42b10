import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysProcedureparameters: ListTableDefinition = {
  kind: 'list',
  name: 'sys_procedureparameters',
  doc: 'The inputs of every stored procedure, and the columns of its result.',
  columns: [
    { name: 'CatalogName', type: 'TEXT', doc: 'Gmail' },
    { name: 'SchemaName', type: 'TEXT', doc: 'IMAP' },
    { name: 'ProcedureName', type: 'TEXT', doc: 'As in sys_procedures' },
    { name: 'ColumnName', type: 'TEXT', doc: 'Name of the input or of the column' },
    { name: 'Direction', type: 'INTEGER', doc: '1 input, 4 column of the result' },
    { name: 'DataTypeName', type: 'TEXT', doc: 'TEXT, INTEGER, BOOLEAN, DATETIME, …' },
    { name: 'DataType', type: 'INTEGER', doc: 'The type as a number of java.sql.Types' },
    { name: 'Length', type: 'INTEGER', doc: 'Longest value, NULL without a limit' },
    { name: 'NumericPrecision', type: 'INTEGER', doc: 'Digits of a number' },
    { name: 'NumericScale', type: 'INTEGER', doc: 'Digits behind the point' },
    { name: 'IsNullable', type: 'BOOLEAN', doc: 'Whether it may be NULL' },
    { name: 'IsRequired', type: 'BOOLEAN', doc: 'Whether a call must give it' },
    { name: 'IsArray', type: 'BOOLEAN', doc: 'Whether it may be given several times, as Name#1, Name#2' },
    { name: 'Description', type: 'TEXT', doc: 'What it means' },
    { name: 'Ordinal', type: 'INTEGER', doc: 'Position among the inputs, or in the result, from 1' },
    { name: 'Values', type: 'TEXT', doc: 'Allowed values, comma-separated' },
    { name: 'Default', type: 'TEXT', doc: 'Value when it is left out' },
    { name: 'SupportsStreams', type: 'BOOLEAN', doc: 'Whether it takes a stream' },
    { name: 'IsPath', type: 'BOOLEAN', doc: 'Whether it names a file or directory of this machine' },
  ],
  examples: [
    {
      title: 'What a procedure takes',
      sql: `SELECT ColumnName, IsRequired, "Values" FROM sys_procedureparameters
WHERE ProcedureName = 'GetOAuthAuthorizationURL' AND Direction = 1 ORDER BY Ordinal`,
    },
  ],
}
