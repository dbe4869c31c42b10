import type { BodyPart } from '../mail/message.ts'
import { isGmailSqlError } from '../util/errors.ts'
import { type SplitMessage, splitMessage } from './split.ts'

/**
 * The octets of `parts` of a server's structure, out of the whole message. Null where the message, taken apart here, does not have
 * each of them under the same number with the same type, transfer encoding and count of octets: then only the server knows what
 * it means by them. For small messages: the time grows with the octets and the multiparts inside one another.
 */
export function wholeParts(raw: Buffer, parts: readonly BodyPart[]): ReadonlyMap<string, Buffer> | null {
  const split = splitWithinLimits(raw)
  if (!split) return null
  const leaves = new Map(leavesOf(split.structure).map(leaf => [leaf.part, leaf]))
  const isSame = ({ part, type, encoding, size }: BodyPart) => {
    const own = leaves.get(part)
    return own?.type === type && own.encoding === encoding && own.size === size
  }
  if (!parts.every(isSame)) return null
  return new Map(parts.map(({ part }) => [part, split.contents.get(part)!]))
}

function splitWithinLimits(raw: Buffer): SplitMessage | null {
  try {
    return splitMessage(raw)
  } catch (error) {
    if (isGmailSqlError(error) && error.code === 'MESSAGE_LIMIT') return null
    throw error
  }
}

function leavesOf(part: BodyPart): BodyPart[] {
  return part.children.length === 0 ? [part] : part.children.flatMap(leavesOf)
}
