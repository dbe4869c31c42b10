import type { BodyPart } from '../mail/message.ts'
import { LIMITS, limitError } from '../mime/limits.ts'
import { decodeParams } from './params.ts'
import { isList, type Token, textOf, uintOf } from './tokens.ts'

/** Why a BODYSTRUCTURE cannot be read; caught per row. */
export class StructureError extends Error {}

/**
 * BODYSTRUCTURE as a token list (RFC 9051 §7.5.2) → part tree.
 * @throws StructureError when it is not one, MESSAGE_LIMIT when it is deeper or wider than a message may be. Either costs the row
 * its structure, not the statement.
 */
export function decodeBodyStructure(token: Token): BodyPart {
  if (!isList(token) || token.length === 0) throw new StructureError('the server sent no structure')
  return decodePart(token, isMultipart(token) ? '' : '1', { depth: 0, count: { parts: 0 } })
}

interface Walk {
  readonly depth: number
  readonly count: { parts: number }
}

export function depthError(): Error {
  return limitError(`nested deeper than ${LIMITS.depth} levels`)
}

function isMultipart(list: readonly Token[]): boolean {
  return isList(list[0])
}

function decodePart(list: readonly Token[], part: string, walk: Walk): BodyPart {
  if (walk.depth >= LIMITS.depth) throw depthError()
  if (++walk.count.parts > LIMITS.parts) throw limitError(`more than ${LIMITS.parts} parts`)
  const inner = { ...walk, depth: walk.depth + 1 }
  return isMultipart(list) ? decodeMultipart(list, part, inner) : decodeSinglePart(list, part, inner)
}

function decodeMultipart(list: readonly Token[], part: string, walk: Walk): BodyPart {
  const children: BodyPart[] = []
  let i = 0
  for (let child = list[i]; isList(child); child = list[++i]) {
    children.push(decodePart(child, part === '' ? `${i + 1}` : `${part}.${i + 1}`, walk))
  }
  const subtype = textOf(list[i])
  if (subtype === null) throw new StructureError('a multipart without a subtype')
  return {
    part,
    type: `multipart/${subtype.toLowerCase()}`,
    params: decodeParams(list[i + 1]),
    ...disposition(list[i + 2]),
    contentId: null,
    encoding: null,
    size: null,
    children,
  }
}

function decodeSinglePart(list: readonly Token[], part: string, walk: Walk): BodyPart {
  const type = textOf(list[0])?.toLowerCase()
  const subtype = textOf(list[1])?.toLowerCase()
  // `("ALTERNATIVE")`, a multipart without children: seen on Gmail for forwarded mail.
  if (type === undefined || subtype === undefined) throw new StructureError('a part without a type')
  const message = type === 'message' && (subtype === 'rfc822' || subtype === 'global') && isList(list[8])
  const extension = message ? 10 : type === 'text' ? 8 : 7
  return {
    part,
    type: `${type}/${subtype}`,
    params: decodeParams(list[2]),
    ...disposition(list[extension + 1]),
    contentId: textOf(list[3]),
    encoding: textOf(list[5])?.toLowerCase() ?? null,
    size: uintOf(list[6], Number.MAX_SAFE_INTEGER),
    children: message ? [decodeEmbedded(list[8], part, walk)] : [],
  }
}

/**
 * The body of a message/rfc822: `n.1` when single; a multipart keeps the number n, its children are n.1, n.2
 * … (RFC 9051 §6.4.5.1).
 */
function decodeEmbedded(token: Token, part: string, walk: Walk): BodyPart {
  if (!isList(token)) throw new StructureError('an embedded message without a structure')
  return decodePart(token, isMultipart(token) ? part : `${part}.1`, walk)
}

function disposition(token: Token): Pick<BodyPart, 'disposition' | 'dispositionParams'> {
  if (!isList(token)) return { disposition: textOf(token)?.toLowerCase() ?? null, dispositionParams: {} }
  return { disposition: textOf(token[0])?.toLowerCase() ?? null, dispositionParams: decodeParams(token[1]) }
}
