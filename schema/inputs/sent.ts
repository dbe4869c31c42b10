import type { ProcedureResult } from '../../src/catalog/procedure.ts'

/** What a procedure that sends answers. */
export const sentResults: readonly ProcedureResult[] = [
  { name: 'Success', type: 'TEXT', doc: 'true: the mail server took the message' },
  { name: 'MessageId', type: 'TEXT', doc: 'Its Message-ID' },
  {
    name: 'Refused',
    type: 'TEXT',
    doc: 'Recipients that the server refused while it took the message for the others, separated by semicolons; NULL for none',
  },
]
