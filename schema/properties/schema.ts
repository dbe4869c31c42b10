import type { PropertyDefinition } from '../../src/catalog/property.ts'

export const schema = [
  {
    name: 'Tables',
    group: 'Schema',
    type: 'string',
    defaultDoc: 'all',
    doc: 'The tables that metadata lists, separated by commas.',
    takesEffect: true,
  },
  {
    name: 'Views',
    group: 'Schema',
    type: 'string',
    defaultDoc: 'all',
    doc: 'The views that metadata lists, separated by commas.',
    takesEffect: true,
  },
  {
    name: 'BrowsableSchemas',
    group: 'Schema',
    type: 'string',
    defaultDoc: 'all',
    doc: 'The schemas that metadata lists, separated by commas.',
    takesEffect: true,
  },
  {
    name: 'ListMailboxes',
    group: 'Schema',
    type: 'choice',
    values: ['All', 'Subscribed'],
    default: 'All',
    doc: 'Whether metadata lists all mailboxes or those subscribed to.',
    takesEffect: true,
  },
  {
    name: 'PseudoColumns',
    group: 'Schema',
    type: 'string',
    defaultDoc: 'none',
    doc: 'The hidden columns that metadata lists, as Table=Column;… or *=* for all.',
    takesEffect: true,
  },
] as const satisfies readonly PropertyDefinition[]
