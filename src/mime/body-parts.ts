import { isAttachment } from '../mail/attachments.ts'
import type { BodyPart } from '../mail/message.ts'
import type { BodyTextPart, Rendering } from './types.ts'

/**
 * The leaf parts that make up the body of a message, in order: text/plain and text/html that are not attachments. The inside of a
 * message/rfc822 is not part of the body. Of a multipart/alternative each rendering takes one child (RFC 2046 §5.1.4); the parts of
 * all other multiparts follow one another.
 */
export function bodyParts(structure: BodyPart): readonly BodyTextPart[] {
  const text = new Set(rendered(structure, 'text', true))
  const html = new Set(rendered(structure, 'html', true))
  return leavesOf(structure)
    .filter(leaf => text.has(leaf) || html.has(leaf))
    .map(leaf => ({ ...leaf, rendering: renderingOf(text.has(leaf), html.has(leaf)) }))
}

function renderingOf(isText: boolean, isHtml: boolean): Rendering {
  return isText && isHtml ? 'both' : isText ? 'text' : 'html'
}

function rendered(part: BodyPart, rendering: 'text' | 'html', isRoot: boolean): BodyPart[] {
  if (!part.type.startsWith('multipart/')) return isBodyLeaf(part, isRoot) ? [part] : []
  const children = part.children.map(child => rendered(child, rendering, false))
  return part.type === 'multipart/alternative' ? best(children, rendering) : children.flat()
}

/** A message that is nothing but a text with a name has that text as its body. */
function isBodyLeaf(part: BodyPart, isRoot: boolean): boolean {
  if (part.type !== 'text/plain' && part.type !== 'text/html') return false
  return isRoot ? part.disposition !== 'attachment' : !isAttachment(part)
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
