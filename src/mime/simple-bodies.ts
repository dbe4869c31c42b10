import { isUtf8 } from 'node:buffer'
import { charsetName, isUtf8Name, saysNothing } from './charset-name.ts'
import { cleanPiece, joinPieces } from './text-pieces.ts'
import { decodeTransfer } from './transfer.ts'
import type { Bodies, BodyTextPart, TextPart } from './types.ts'

/** What the structure of a message says of a text. */
type DescribedPart = Pick<BodyTextPart, 'type' | 'params' | 'rendering'>

/**
 * Whether texts may be simple: UTF-8 or no charset named, no lines to join, no HTML to be made into text or the other way round.
 * Their content may still say otherwise.
 */
export function mayBeSimple(parts: readonly DescribedPart[]): boolean {
  return parts.every(isSimplePart) && !mixesForms(parts)
}

/**
 * The bodies of simple texts, as `renderBodies` makes them: decoding these takes time and memory in proportion to the octets, and
 * no library. Null for all others.
 * @param charset of parts that name none
 */
export function simpleBodies(parts: readonly TextPart[], charset: string | undefined): Bodies | null {
  if (!mayBeSimple(parts)) return null
  const decoded: { part: TextPart; text: string }[] = []
  for (const part of parts) {
    const text = simpleText(part, charset)
    if (text === null) return null
    if (text !== '') decoded.push({ part, text })
  }
  const joined = (isHtml: boolean) =>
    joinPieces(decoded.filter(({ part }) => isHtmlPart(part) === isHtml).map(({ text }) => text)) || null
  return { text: joined(false), html: joined(true), error: null }
}

function isSimplePart({ type, params }: DescribedPart): boolean {
  const name = charsetOf(params)
  // HTML may name its charset itself.
  if (type === 'text/html') return isUtf8Name(name)
  return (isUtf8Name(name) || saysNothing(name)) && params['format'] === undefined
}

function charsetOf(params: DescribedPart['params']): string {
  return charsetName(params['charset'] ?? '')
}

/** A text that belongs to the HTML rendering as well, or HTML that belongs to the text: one is made into the other. */
function mixesForms(parts: readonly DescribedPart[]): boolean {
  const hasHtml = parts.some(part => isHtmlPart(part))
  return parts.some(part =>
    isHtmlPart(part) || hasHtml
      ? part.rendering !== (isHtmlPart(part) ? 'html' : 'text')
      : part.rendering === 'html',
  )
}

function isHtmlPart({ type }: DescribedPart): boolean {
  return type === 'text/html'
}

function simpleText(part: TextPart, charset: string | undefined): string | null {
  if (part.isCut) return null
  const bytes = decodeTransfer(part)
  const isNamed = isUtf8Name(charsetOf(part.params))
  if (!isNamed && (charset !== undefined || !isUtf8(bytes))) return null
  return cleanPiece(bytes.toString('utf8'))
}
