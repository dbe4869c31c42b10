import { attachmentParts } from '../mail/attachments.ts'
import type { BodyPart } from '../mail/message.ts'
import type { BodyTextPart, Rendering } from './types.ts'

/**
 * The leaf parts that make up the body of a message, in order: text/plain and text/html that are not attachments. The inside of a
 * message/rfc822 is not part of the body. Of a multipart/alternative each rendering takes one child (RFC 2046 §5.1.4); the parts of
 * all other multiparts follow one another.
 */
export function bodyParts(structure: BodyPart): readonly BodyTextPart[] {
  const attachments = new Set(attachmentParts(structure))
  const isBody = (leaf: BodyPart) =>
    isText(leaf) && (leaf === structure ? isOwnText(leaf) : !attachments.has(leaf))
  const text = new Set(rendered(structure, 'text', isBody))
  const html = new Set(rendered(structure, 'html', isBody))
  return leavesOf(structure)
    .filter(leaf => text.has(leaf) || html.has(leaf))
    .map(leaf => ({ ...leaf, rendering: renderingOf(text.has(leaf), html.has(leaf)) }))
}

function renderingOf(isText: boolean, isHtml: boolean): Rendering {
  return isText && isHtml ? 'both' : isText ? 'text' : 'html'
}

function rendered(
  part: BodyPart,
  rendering: 'text' | 'html',
  isBody: (leaf: BodyPart) => boolean,
): BodyPart[] {
  if (!part.type.startsWith('multipart/')) return isBody(part) ? [part] : []
  const children = part.children.map(child => rendered(child, rendering, isBody))
  return part.type === 'multipart/alternative' ? best(children, rendering) : children.flat()
}

function isText({ type }: BodyPart): boolean {
  return type === 'text/plain' || type === 'text/html'
}

/** A message that is nothing but a text has it as its body, whatever else its header says of it. */
function isOwnText({ disposition }: BodyPart): boolean {
  return disposition !== 'attachment'
}

/** Of several fitting children the last one, which is the richest (RFC 2046 §5.1.4). */
function best(children: readonly BodyPart[][], rendering: 'text' | 'html'): BodyPart[] {
  const has = (type: string) => (parts: BodyPart[]) => parts.some(part => part.type === type)
  const fitting =
    rendering === 'html'
      ? [has('text/html'), has('text/plain')]
      : [
          (parts: BodyPart[]) => has('text/plain')(parts) && !has('text/html')(parts),
          has('text/plain'),
          has('text/html'),
        ]
  for (const fits of fitting) {
    const found = children.findLast(fits)
    if (found !== undefined) return found
  }
  return []
}

function leavesOf(part: BodyPart): BodyPart[] {
  return part.type.startsWith('multipart/') ? part.children.flatMap(leavesOf) : [part]
}

/**
 * Whether a multipart has nothing but one empty text. A server says that of one in which it finds no delimiter, because the
 * grammar of BODYSTRUCTURE has no multipart without parts: what stands there has no part number then.
 */
export function hasHollowMultipart(part: BodyPart): boolean {
  if (!part.type.startsWith('multipart/')) return false
  const [only, ...others] = part.children
  if (only?.type === 'text/plain' && only.size === 0 && others.length === 0) return true
  return part.children.some(hasHollowMultipart)
}
