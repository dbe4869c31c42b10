import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const informationSchemaTables: ListTableDefinition = {
  kind: 'list',
  name: 'information_schema.tables',
  doc: 'sys_tables, under the names of the SQL standard.',
  columns: [
    { name: 'table_catalog', type: 'TEXT', doc: 'Gmail' },
    { name: 'table_schema', type: 'TEXT', doc: 'IMAP, Mailbox or information_schema' },
    { name: 'table_name', type: 'TEXT', doc: 'Name of the table' },
    { name: 'table_type', type: 'TEXT', doc: 'BASE TABLE, VIEW or SYSTEM VIEW' },
  ],
  examples: [
    {
      title: 'Mailboxes',
      sql: "SELECT table_name FROM information_schema.tables WHERE table_schema = 'Mailbox' LIMIT 3",
    },
  ],
}
