import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { messageInputs } from '../inputs/message.ts'
import { sentResults } from '../inputs/sent.ts'

export const sendDraft: ProcedureDefinition = {
  kind: 'procedure',
  name: 'SendDraft',
  doc: 'Sends a draft as it is, without its Bcc field, and takes it out of Drafts.',
  inputs: messageInputs.map(input => (input.name === 'Mailbox' ? { ...input, default: 'Drafts' } : input)),
  results: sentResults,
  isWrite: true,
  examples: [],
}
