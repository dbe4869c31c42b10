import type { BodyPart } from './message.ts'

/** The parts that carry content, in order: no multiparts; a message/rfc822 is one part, its inside is not listed. */
export function leafParts(root: BodyPart): BodyPart[] {
  if (!root.type.startsWith('multipart/')) return [root]
  return root.children.flatMap(leafParts)
}

/** The name that the sender gave, Content-Disposition's before Content-Type's (RFC 2183 §2.3); '' when there is none. */
export function fileNameOf(part: BodyPart): string {
  return part.dispositionParams['filename'] ?? part.params['name'] ?? ''
}

/** The parts of a message that count as attachments, in order. */
export function attachmentParts(root: BodyPart): BodyPart[] {
  const shown = new Set(shownTexts(root))
  return leafParts(root).filter(part => isAttachment(part) && !shown.has(part))
}

/**
 * Texts that a name alone does not make attachments: the first of the message, which is what it says, and those that are
 * alternatives to others (RFC 2046 §5.1.4).
 */
function shownTexts(root: BodyPart): BodyPart[] {
  const isShown = (part: BodyPart) =>
    isBodyText(part) && (part.disposition === null || part.disposition === 'inline')
  const first = leafParts(root).find(isShown)
  return [...(first ? [first] : []), ...alternatives(root).filter(isShown)]
}

function alternatives(part: BodyPart): BodyPart[] {
  if (!part.type.startsWith('multipart/')) return []
  const own = part.type === 'multipart/alternative' ? part.children : []
  return [...own, ...part.children.flatMap(alternatives)]
}

/**
 * What counts as an attachment, looked at by itself. A leaf part is one when
 * 1. its Content-Disposition says `attachment`, or
 * 2. it is not text/plain or text/html and is not shown inline: no disposition or an unknown one (RFC 2183 §2.8: treat as
 *    attachment), or `inline` with a file name but without Content-ID (an image of the text has one), or
 * 3. it is text with a file name and no disposition.
 * Signatures (application/pgp-signature, application/pkcs7-signature) and images with a Content-ID inside multipart/related are not.
 */
export function isAttachment(part: BodyPart): boolean {
  if (part.disposition === 'attachment') return true
  if (part.type === 'application/pgp-signature' || /^application\/(x-)?pkcs7-signature$/.test(part.type))
    return false
  const isNamed = fileNameOf(part) !== ''
  if (part.disposition === 'inline') return isNamed && part.contentId === null && !isBodyText(part)
  if (isBodyText(part)) return isNamed
  return part.contentId === null || isNamed
}

function isBodyText(part: BodyPart): boolean {
  return part.type === 'text/plain' || part.type === 'text/html'
}
