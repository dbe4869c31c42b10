import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { destinationMailbox, relocatedResults, writtenMessageInputs } from '../inputs/written-messages.ts'

export const copyEmails: ProcedureDefinition = {
  kind: 'procedure',
  name: 'CopyEmails',
  doc: 'Copies messages to another mailbox; on Gmail they get its label.',
  isWrite: true,
  inputs: [...writtenMessageInputs, destinationMailbox],
  results: relocatedResults,
  examples: [],
}
