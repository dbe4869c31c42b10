import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysInformation: ListTableDefinition = {
  kind: 'list',
  name: 'sys_information',
  doc: 'What runs here, in one row.',
  columns: [
    { name: 'Product', type: 'TEXT', doc: 'gmailsql' },
    { name: 'Version', type: 'TEXT', doc: 'Its version' },
    { name: 'Datasource', type: 'TEXT', doc: 'Host and port of the mail server' },
    { name: 'NodeId', type: 'TEXT', doc: 'NULL: nothing is tied to a machine' },
    { name: 'HelpURL', type: 'TEXT', doc: 'Where the pages are' },
    { name: 'License', type: 'TEXT', doc: 'Its licence' },
    { name: 'Location', type: 'TEXT', doc: 'Directory of the program' },
    { name: 'Environment', type: 'TEXT', doc: 'Node.js, system and SQLite that it runs on' },
  ],
  examples: [{ title: 'The version', sql: 'SELECT Product, Version FROM sys_information' }],
}
