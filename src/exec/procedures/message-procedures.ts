import { attachmentParts, fileNameOf, leafParts } from '../../mail/attachments.ts'
import type { BodyPart } from '../../mail/message.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { SqlValue } from '../../util/value.ts'
import type { ProcedureInputs } from '../call.ts'
import { type LocatedMessage, locateMessages, type ProcedureContext } from './locate-messages.ts'
import { decodedPart, rawMessage } from './stored-content.ts'
import { AttachmentDirectory, writeNewFile } from './write-file.ts'

type ResultRows = Promise<SqlValue[][]>

/** GetRawMessage. */
export async function getRawMessage(inputs: ProcedureInputs, context: ProcedureContext): ResultRows {
  const contents: Buffer[] = []
  for await (const message of locateMessages(inputs, context)) {
    refuseSecond(inputs, contents.length)
    contents.push(await rawMessage(message, context.exec))
  }
  return await Promise.all(contents.map(async octets => [await delivered(octets, inputs), octets.length]))
}

/** GetPart. */
export async function getPart(inputs: ProcedureInputs, context: ProcedureContext): ResultRows {
  const parts: { type: string; content: Buffer }[] = []
  for await (const message of locateMessages(inputs, context)) {
    refuseSecond(inputs, parts.length)
    const part = wantedPart(leafParts(structureOf(message)), inputs)
    parts.push({ type: part.type, content: await decodedPart(message, part, context.exec) })
  }
  return await Promise.all(
    parts.map(async ({ type, content }) => [await delivered(content, inputs), type, content.length]),
  )
}

/** DownloadAttachments: all of one message are read before the first is written. */
export async function downloadAttachments(inputs: ProcedureInputs, context: ProcedureContext): ResultRows {
  const replaces = ['TRUE', '1'].includes(String(inputs.get('Overwrite')))
  const directory = await AttachmentDirectory.open(String(inputs.get('Folder')), replaces)
  const rows: SqlValue[][] = []
  for await (const message of locateMessages(inputs, context)) {
    for (const part of attachmentParts(structureOf(message))) {
      const content = await decodedPart(message, part, context.exec)
      const name = fileNameOf(part)
      rows.push([name || null, await directory.write(name, content), content.length])
    }
  }
  return rows
}

/** In base64, or the path of the file that LocalFile names: one file, of one message. */
async function delivered(content: Buffer, inputs: ProcedureInputs): Promise<string> {
  const file = inputs.get('LocalFile')
  if (file === undefined || file === null) return content.toString('base64')
  return await writeNewFile(String(file), content)
}

/** Before anything is written. */
function refuseSecond(inputs: ProcedureInputs, before: number): void {
  if (before === 0 || !inputs.has('LocalFile')) return
  throw new GmailSqlError('BAD_INPUT', 'LocalFile takes one message, and the call names several', {
    hint: 'Name one, or leave LocalFile out.',
  })
}

function structureOf({ structure, uid }: LocatedMessage): BodyPart {
  if (structure) return structure
  throw new GmailSqlError('MESSAGE_LIMIT', `the structure of message ${uid} cannot be read`, {
    hint: 'GetRawMessage gives the message as it is.',
  })
}

function wantedPart(leaves: readonly BodyPart[], inputs: ProcedureInputs): BodyPart {
  const [id, name] = [inputs.get('PartId'), inputs.get('PartFileName')]
  if (id === undefined && name === undefined)
    throw new GmailSqlError('MISSING_INPUT', 'GetPart needs the input PartId or PartFileName')
  const fits = leaves.filter(part =>
    id === undefined ? fileNameOf(part) === name : part.part === String(id),
  )
  if (fits.length === 1) return fits[0]!
  const what = id === undefined ? `PartFileName "${name}"` : `PartId "${id}"`
  if (fits.length > 1)
    throw new GmailSqlError('AMBIGUOUS', `${what} is the name of several parts`, {
      hint: `Pass PartId: ${fits.map(({ part }) => part).join(' or ')}.`,
    })
  const known = leaves.map(part =>
    fileNameOf(part) === '' ? part.part : `${part.part} (${fileNameOf(part)})`,
  )
  throw new GmailSqlError('BAD_INPUT', `the message has no part with the ${what}`, {
    hint: `Its parts are ${known.join(', ')}.`,
  })
}
