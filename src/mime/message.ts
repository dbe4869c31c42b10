import { attachmentParts, fileNameOf, leafParts } from '../mail/attachments.ts'
import type { BodyPart } from '../mail/message.ts'
import { bodyParts } from './body-parts.ts'
import type { HeaderField } from './header-fields.ts'
import { decodeWords, trimOctets, unfold } from './header-text.ts'
import { renderBodies } from './render.ts'
import { type SplitMessage, splitMessage } from './split.ts'
import { decodeTransfer } from './transfer.ts'
import type { HeaderLine, ParsedMessage, ParsedPart } from './types.ts'

/**
 * A whole message, read. What it points to elsewhere (message/external-body, images) is not looked at.
 * @param charset of text parts that name none
 * @throws GmailSqlError MESSAGE_LIMIT when it is over a limit
 */
export function parseMessage(raw: Buffer, charset: string | undefined): ParsedMessage {
  const message = splitMessage(raw)
  const content = (part: BodyPart) => message.contents.get(part.part) ?? Buffer.alloc(0)
  const bodies = renderBodies(
    bodyParts(message.structure).map(part => ({ ...part, content: content(part) })),
    charset,
  )
  return { ...bodies, headers: message.fields.map(headerLine), parts: partsOf(message, content) }
}

/** White space around a value is folding; white space inside an encoded word is the sender's text. */
function headerLine({ name, value }: HeaderField): HeaderLine {
  return { name, value: unfold(decodeWords(trimOctets(value))) }
}

function partsOf({ structure }: SplitMessage, content: (part: BodyPart) => Buffer): ParsedPart[] {
  const attachments = new Set(attachmentParts(structure))
  return leafParts(structure).map(part => {
    const decoded = decodeTransfer({ encoding: part.encoding, content: content(part) })
    return {
      part: part.part,
      type: part.type,
      params: part.params,
      name: fileNameOf(part),
      disposition: part.disposition,
      contentId: part.contentId,
      isAttachment: attachments.has(part),
      size: decoded.length,
      content: decoded,
    }
  })
}
