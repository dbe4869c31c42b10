import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { messageInputs, otherMessageInputs } from '../inputs/message.ts'

export const getPart: ProcedureDefinition = {
  kind: 'procedure',
  name: 'GetPart',
  doc: 'One part of a message, without its transfer encoding: in base64, or written to a file.',
  inputs: [
    ...messageInputs,
    { name: 'PartId', doc: 'Number of the part, as in the column PartIds' },
    { name: 'PartFileName', doc: 'Or its file name, as in PartFilenames' },
    { name: 'LocalFile', isPath: true, doc: 'Path of a file to write; it must not be there' },
    ...otherMessageInputs,
  ],
  results: [
    { name: 'Content', type: 'TEXT', doc: 'The part in base64, or the path of the file' },
    { name: 'ContentType', type: 'TEXT', doc: 'Content type in lower case, without parameters' },
    { name: 'Size', type: 'INTEGER', doc: 'Bytes of the part as decoded' },
  ],
  examples: [],
}
