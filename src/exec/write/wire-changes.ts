import type { FoundMessage, MessageChange } from './found-message.ts'

export interface StoreChange {
  readonly kind: 'flags' | 'labels'
  readonly operation: 'add' | 'remove'
  readonly values: readonly string[]
  /** Only of messages that are as they were read. */
  readonly isGuarded?: true
  readonly messages: readonly FoundMessage[]
}

/** One command, for messages of one mailbox. */
export type WireChange =
  | StoreChange
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
  const stored = new Set<FoundMessage>()
  for (const step of STEPS) {
    for (const change of changes) {
      const { message, isComputed = false } = change
      // A second command would find what the first one changed.
      const make = step(change, isComputed && !stored.has(message))
      if (make === null) continue
      stored.add(message)
      const key = JSON.stringify([message.path, make([])])
      const group = groups.get(key)
      if (group) group.messages.push(message)
      else groups.set(key, { make, messages: [message] })
    }
  }
  return [...groups.values()].flatMap(({ make, messages }) => batches(messages, batchSize).map(make))
}

type Make = (messages: readonly FoundMessage[]) => WireChange

function storing(
  { values, ...store }: Omit<StoreChange, 'messages' | 'isGuarded'>,
  guards: boolean,
): Make | null {
  if (values.length === 0) return null
  const guard = guards ? ({ isGuarded: true } as const) : {}
  const sorted = [...values].sort()
  return messages => ({ ...store, ...guard, values: sorted, messages })
}

type Step = (change: MessageChange, guards: boolean) => Make | null

const STEPS: readonly Step[] = [
  ({ addFlags }, guards) => storing({ kind: 'flags', operation: 'add', values: addFlags }, guards),
  ({ addLabels }, guards) => storing({ kind: 'labels', operation: 'add', values: addLabels }, guards),
  ({ removeLabels }, guards) =>
    storing({ kind: 'labels', operation: 'remove', values: removeLabels }, guards),
  // Behind the labels: what is not starred any more leaves the mailbox of starred messages.
  ({ removeFlags }, guards) => storing({ kind: 'flags', operation: 'remove', values: removeFlags }, guards),
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
