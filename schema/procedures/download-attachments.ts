import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'
import { messageInputs, otherMessageInputs } from '../inputs/message.ts'

export const downloadAttachments: ProcedureDefinition = {
  kind: 'procedure',
  name: 'DownloadAttachments',
  doc: 'Writes the attachments of messages into a folder, under names that are safe there.',
  inputs: [
    ...messageInputs,
    { name: 'Folder', required: true, isPath: true, doc: 'A folder that is there' },
    {
      name: 'Overwrite',
      default: 'FALSE',
      values: ['FALSE', 'TRUE', '0', '1'],
      doc: 'TRUE replaces files that are there; else a number is put behind the name',
    },
    ...otherMessageInputs,
  ],
  results: [
    { name: 'Filename', type: 'TEXT', doc: 'Name that the sender gave it; NULL for none' },
    { name: 'Path', type: 'TEXT', doc: 'The file that was written' },
    { name: 'Size', type: 'INTEGER', doc: 'Bytes of the file' },
  ],
  examples: [],
}
