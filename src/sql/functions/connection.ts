import { Family } from './define.ts'

const family = new Family('connection')

export const connectionFunctions = [
  ...family.timed({
    name: 'USER',
    aliases: ['CURRENT_USER', 'SESSION_USER', 'SYSTEM_USER'],
    parameters: '',
    doc: 'The property User: the address of the account.',
    example: ['USER()', 'demo@gmail.example'],
    args: [],
    call: ({ user }) => user,
  }),
  ...family.timed({
    name: 'DATABASE',
    aliases: ['CURRENT_DATABASE'],
    parameters: '',
    doc: 'The catalog, as sys_catalogs and information_schema tell it.',
    example: ['DATABASE()', 'Gmail'],
    args: [],
    call: ({ catalog }) => catalog,
  }),
  ...family.timed({
    name: 'SCHEMA',
    aliases: ['CURRENT_SCHEMA'],
    parameters: '',
    doc: 'The schema of tables that are named without one.',
    example: ['SCHEMA()', 'IMAP'],
    args: [],
    call: ({ schema }) => schema,
  }),
  ...family.timed({
    name: 'SCOPE_IDENTITY',
    parameters: '',
    doc: 'The key of the message that this connection has inserted last; NULL before it has inserted any.',
    example: ['SCOPE_IDENTITY()', null],
    args: [],
    call: ({ insertedKey }) => (typeof insertedKey === 'number' ? BigInt(insertedKey) : insertedKey),
  }),
]
