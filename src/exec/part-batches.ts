import type { BodyPart } from '../mail/message.ts'
import type { PartRequest } from '../mail/source.ts'

/** A message and the parts that are wanted of it. */
export interface WantedParts {
  readonly uid: number
  readonly structure: BodyPart
  readonly parts: readonly BodyPart[]
}

/** One FETCH: the same parts of each message. */
export interface PartBatch<M extends WantedParts> {
  readonly messages: readonly M[]
  readonly parts: readonly PartRequest[]
}

const MOST_MESSAGES = 2_000
const MOST_BYTES = 4_000_000
/** So many octets that nobody asked for cost less than another round trip. */
const ROUND_TRIP_BYTES = 32_000

interface Group<M> {
  readonly messages: M[]
  readonly parts: Set<string>
}

/**
 * Which FETCHes bring the parts: one for all messages that have theirs at the same part numbers. Groups that differ are
 * fetched together where what comes along unasked is little; a part that a message does not have costs nothing. The
 * order of the messages is kept within a group. A part larger than `maxBytes` is fetched by itself, and only its beginning.
 */
export function partBatches<M extends WantedParts>(messages: readonly M[], maxBytes: number): PartBatch<M>[] {
  const [large, usual] = partition(messages, message => message.parts.some(part => octetsOf(part) > maxBytes))
  const groups = merged(grouped(usual))
  return [
    ...groups.flatMap(group =>
      chunks(group).map(chunk => ({ messages: chunk, parts: [...group.parts].map(part => ({ part })) })),
    ),
    ...large.map(message => ({
      messages: [message],
      parts: message.parts.map(part => ({ part: part.part, maxBytes })),
    })),
  ]
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter(item => !test(item))]
}

function grouped<M extends WantedParts>(messages: readonly M[]): Group<M>[] {
  const groups = new Map<string, Group<M>>()
  for (const message of messages) {
    const parts = message.parts.map(({ part }) => part)
    const group = groups.get(parts.join(' '))
    if (group) group.messages.push(message)
    else groups.set(parts.join(' '), { messages: [message], parts: new Set(parts) })
  }
  return [...groups.values()].sort((a, b) => b.messages.length - a.messages.length)
}

function merged<M extends WantedParts>(groups: readonly Group<M>[]): Group<M>[] {
  const kept: Group<M>[] = []
  for (const group of groups) {
    const host = kept.find(
      other => unasked(group, other.parts) + unasked(other, group.parts) <= ROUND_TRIP_BYTES,
    )
    if (!host) {
      kept.push(group)
      continue
    }
    host.messages.push(...group.messages)
    for (const part of group.parts) host.parts.add(part)
  }
  return kept
}

/** Octets of `parts` in the messages of the group that do not want them. */
function unasked<M extends WantedParts>(group: Group<M>, parts: ReadonlySet<string>): number {
  let octets = 0
  for (const { structure, parts: own } of group.messages) {
    for (const part of parts) {
      if (own.some(each => each.part === part)) continue
      octets += octetsOf(find(structure, part))
    }
  }
  return octets
}

function find(node: BodyPart, part: string): BodyPart | undefined {
  if (node.part === part) return node
  for (const child of node.children) {
    const found = find(child, part)
    if (found) return found
  }
  return undefined
}

/** As on the wire; of a multipart those of its parts. */
function octetsOf(part: BodyPart | undefined): number {
  if (!part) return 0
  return part.size ?? part.children.reduce((sum, child) => sum + octetsOf(child), 0)
}

function chunks<M extends WantedParts>({ messages }: Group<M>): M[][] {
  const all: M[][] = [[]]
  let bytes = 0
  for (const message of messages) {
    const own = message.parts.reduce((sum, part) => sum + octetsOf(part), 0)
    const last = all.at(-1)!
    if (last.length > 0 && (last.length === MOST_MESSAGES || bytes + own > MOST_BYTES)) {
      all.push([message])
      bytes = own
    } else {
      last.push(message)
      bytes += own
    }
  }
  return all.filter(chunk => chunk.length > 0)
}
