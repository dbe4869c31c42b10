import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { oneMessageInputs, otherMessageInputs } from '../inputs/message.ts'
import { sentResults } from '../inputs/sent.ts'

export const sendDraft: ProcedureDefinition = {
  kind: 'procedure',
  name: 'SendDraft',
  doc: 'Sends a draft as it is, without its Bcc field, and takes it out of Drafts.',
  inputs: [
    ...oneMessageInputs.map(input => (input.name === 'Mailbox' ? { ...input, default: 'Drafts' } : input)),
    ...otherMessageInputs,
  ],
  results: sentResults,
  isWrite: true,
  examples: [],
}
