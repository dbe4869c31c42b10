import type { ProcedureInput } from '../../src/catalog/procedure.ts'

const SEVERAL = 'several are separated by semicolons'

export const subjectInput: ProcedureInput = { name: 'Subject', doc: 'Subject' }

export const bodyInput: ProcedureInput = {
  name: 'MessageBody',
  doc: 'Body: HTML or plain text, as IsHTML says',
}

export const recipientsInput: ProcedureInput = {
  name: 'To',
  required: true,
  doc: `Addresses, with names if wanted; ${SEVERAL}`,
}

/** Who else gets a message and what it is made of, beside `To`, `Subject` and `MessageBody`. */
export const composeInputs: readonly ProcedureInput[] = [
  { name: 'From', doc: 'The sender, one that Gmail lets the account use; default: User' },
  { name: 'CC', doc: `Addresses that get a copy; ${SEVERAL}` },
  { name: 'BCC', doc: `Addresses that get a copy without the others knowing; ${SEVERAL}` },
  { name: 'ReplyTo', doc: `Where answers go; ${SEVERAL}` },
  {
    name: 'Attachment#',
    doc: 'A file: the path of one to read, or its name where AttachmentData# or AttachmentContent# of that number has the content',
  },
  { name: 'AttachmentData#', doc: 'Content in base64, or as a BLOB' },
  { name: 'AttachmentContent#', doc: 'Content as a Buffer or stream, through db.call' },
  {
    name: 'InlineImage#',
    doc: 'An image of the HTML, which names it as src="cid:name": the name where its content is given, else the path of a file whose name it is',
  },
  { name: 'InlineImageData#', doc: 'Content in base64, or as a BLOB' },
  { name: 'InlineImageContent#', doc: 'Content as a Buffer or stream, through db.call' },
  {
    name: 'IsHTML',
    values: ['TRUE', 'FALSE', '1', '0'],
    doc: 'Whether MessageBody is HTML; default: the property IsHTML',
  },
  {
    name: 'Importance',
    default: 'UNSPECIFIED',
    values: ['UNSPECIFIED', 'LOW', 'NORMAL', 'HIGH'],
    doc: 'Header field Importance',
  },
  {
    name: 'Priority',
    default: 'UNSPECIFIED',
    values: ['UNSPECIFIED', 'NORMAL', 'URGENT', 'NONURGENT'],
    doc: 'Header field Priority',
  },
  {
    name: 'Sensitivity',
    default: 'UNSPECIFIED',
    values: ['UNSPECIFIED', 'PERSONAL', 'PRIVATE', 'COMPANYCONFIDENTIAL'],
    doc: 'Header field Sensitivity',
  },
]

export const headersInput: ProcedureInput = {
  name: 'Headers',
  doc: 'Further header fields: lines "X-Name: value", or a JSON object',
}
