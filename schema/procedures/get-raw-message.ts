import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { messageInputs, otherMessageInputs } from '../inputs/message.ts'

export const getRawMessage: ProcedureDefinition = {
  kind: 'procedure',
  name: 'GetRawMessage',
  doc: 'A message as it is, RFC 5322 octets: in base64, or written to a file.',
  inputs: [
    ...messageInputs,
    { name: 'LocalFile', isPath: true, doc: 'Path of a file to write; it must not be there' },
    ...otherMessageInputs,
  ],
  results: [
    { name: 'Content', type: 'TEXT', doc: 'The message in base64, or the path of the file' },
    { name: 'Size', type: 'INTEGER', doc: 'Bytes of the message' },
  ],
  examples: [],
}
