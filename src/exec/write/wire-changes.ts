import type { FoundMessage, MessageChange } from './found-message.ts'

/** One command, for messages of one mailbox. */
export type WireChange =
  | {
      readonly kind: 'flags' | 'labels'
      readonly operation: 'add' | 'remove'
      readonly values: readonly string[]
      readonly messages: readonly FoundMessage[]
    }
  | {
      readonly kind: 'move' | 'copy'
      readonly destination: string
      readonly messages: readonly FoundMessage[]
    }
  | { readonly kind: 'expunge'; readonly messages: readonly FoundMessage[] }

/** What one command does is the same of so many messages, unless BatchSize says otherwise. */
const DEFAULT_BATCH = 500

/**
 * The commands that make the changes, alike ones together. What is done where a message is comes before what takes it away.
 * @param batchSize 0 leaves it to the driver
 */
export function wireChanges(changes: readonly MessageChange[], batchSize: number): WireChange[] {
  const groups = new Map<string, { readonly make: Make; readonly messages: FoundMessage[] }>()
  for (const step of STEPS) {
    for (const change of changes) {
      const make = step(change)
      if (make === null) continue
      const key = JSON.stringify([change.message.path, make([])])
      const group = groups.get(key)
      if (group) group.messages.push(change.message)
      else groups.set(key, { make, messages: [change.message] })
    }
  }
  return [...groups.values()].flatMap(({ make, messages }) => batches(messages, batchSize).map(make))
}

type Make = (messages: readonly FoundMessage[]) => WireChange

function storing(
  kind: 'flags' | 'labels',
  operation: 'add' | 'remove',
  values: readonly string[],
): Make | null {
  if (values.length === 0) return null
  const sorted = [...values].sort()
  return messages => ({ kind, operation, values: sorted, messages })
}

const STEPS: readonly ((change: MessageChange) => Make | null)[] = [
  ({ addFlags }) => storing('flags', 'add', addFlags),
  ({ addLabels }) => storing('labels', 'add', addLabels),
  ({ removeLabels }) => storing('labels', 'remove', removeLabels),
  // Behind the labels: what is not starred any more leaves the mailbox of starred messages.
  ({ removeFlags }) => storing('flags', 'remove', removeFlags),
  ({ moveTo }) => (moveTo === null ? null : messages => ({ kind: 'move', destination: moveTo, messages })),
  ({ isExpunged }) => (isExpunged ? messages => ({ kind: 'expunge', messages }) : null),
]

function batches(messages: readonly FoundMessage[], batchSize: number): FoundMessage[][] {
  const size = batchSize || DEFAULT_BATCH
  const sorted = [...messages].sort((a, b) => a.uid - b.uid)
  const found: FoundMessage[][] = []
  for (let at = 0; at < sorted.length; at += size) found.push(sorted.slice(at, at + size))
  return found
}
