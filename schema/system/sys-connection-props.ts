import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysConnectionProps: ListTableDefinition = {
  kind: 'list',
  name: 'sys_connection_props',
  doc: 'The connection properties and their values here; secrets show as ********.',
  columns: [
    { name: 'Name', type: 'TEXT', key: true, doc: 'Name' },
    { name: 'ShortDescription', type: 'TEXT', doc: 'What it does' },
    { name: 'Type', type: 'TEXT', doc: 'string, secret, choice, boolean or integer' },
    { name: 'Default', type: 'TEXT', doc: 'Value when it is not given' },
    { name: 'Values', type: 'TEXT', doc: 'Allowed values, comma-separated' },
    { name: 'Value', type: 'TEXT', doc: 'Value on this connection' },
    { name: 'Required', type: 'BOOLEAN', doc: 'Whether it must be given' },
    { name: 'Category', type: 'TEXT', doc: 'Group' },
    { name: 'IsSessionProperty', type: 'TEXT', doc: 'Whether it may change during a session' },
    { name: 'Sensitivity', type: 'TEXT', doc: 'NONE or SECRET' },
    { name: 'Ordinal', type: 'INTEGER', doc: 'Position, from 1' },
  ],
  examples: [
    {
      title: 'What was given',
      sql: "SELECT Name, Value FROM sys_connection_props WHERE Category = 'Authentication' LIMIT 3",
    },
  ],
}
