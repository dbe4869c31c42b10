import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const informationSchemaColumns: ListTableDefinition = {
  kind: 'list',
  name: 'information_schema.columns',
  doc: 'sys_tablecolumns, under the names of the SQL standard.',
  columns: [
    { name: 'table_catalog', type: 'TEXT', doc: 'Gmail' },
    { name: 'table_schema', type: 'TEXT', doc: 'As in information_schema.tables' },
    { name: 'table_name', type: 'TEXT', doc: 'As in information_schema.tables' },
    { name: 'column_name', type: 'TEXT', doc: 'Name of the column' },
    { name: 'ordinal_position', type: 'INTEGER', doc: 'Position in the table, from 1' },
    { name: 'column_default', type: 'TEXT', doc: 'NULL: no column has a default' },
    { name: 'is_nullable', type: 'TEXT', doc: 'YES or NO' },
    { name: 'data_type', type: 'TEXT', doc: 'TEXT, INTEGER, BOOLEAN, DATETIME, …' },
    { name: 'character_maximum_length', type: 'INTEGER', doc: 'NULL: texts have no limit' },
    { name: 'numeric_precision', type: 'INTEGER', doc: 'Digits of a number' },
    { name: 'numeric_scale', type: 'INTEGER', doc: 'Digits behind the point' },
  ],
  examples: [
    {
      title: 'Columns of a table',
      sql: "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'Labels' LIMIT 3",
    },
  ],
}
