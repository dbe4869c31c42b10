import type { PropertyDefinition } from '../../src/catalog/property.ts'

export const caching = [
  {
    name: 'AutoCache',
    group: 'Caching',
    type: 'boolean',
    default: false,
    doc: 'Keep the messages seen from one connection to the next.',
    takesEffect: true,
  },
  {
    name: 'CacheLocation',
    group: 'Caching',
    type: 'string',
    form: 'path',
    defaultDoc: 'a SQLite file for each account in the user’s cache directory',
    doc: 'The file that keeps them, or a directory for a file of each account.',
    takesEffect: true,
  },
  {
    name: 'CacheTolerance',
    group: 'Caching',
    type: 'integer',
    default: 600,
    min: 0,
    max: 2_147_483,
    unit: 'seconds',
    doc: 'How old the kept state of a mailbox may be before the server is asked again; without AutoCache only if given.',
    takesEffect: true,
  },
  {
    name: 'Offline',
    group: 'Caching',
    type: 'boolean',
    default: false,
    doc: 'Answer from what is kept and ask the server nothing.',
    takesEffect: true,
  },
  {
    name: 'CacheMetadata',
    group: 'Caching',
    type: 'boolean',
    default: false,
    doc: 'Keep the list of mailboxes too, and ask for it again when it is older than CacheTolerance.',
    takesEffect: true,
  },
] as const satisfies readonly PropertyDefinition[]
