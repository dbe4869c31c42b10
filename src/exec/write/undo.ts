import { ownLabel } from '../../mail/labels.ts'
import type { Mailbox } from '../../mail/source.ts'
import type { JournalEntry, JournalMessage } from '../../store/journal.ts'
import { GmailSqlError } from '../../util/errors.ts'
import { flagsBeside, hasFlag } from './flag-values.ts'
import type { FoundMessage, Place } from './found-message.ts'
import { OWN_LABELS } from './label-values.ts'
import { sendChanges, type WriteTools } from './send-changes.ts'
import type { WireChange } from './wire-changes.ts'

export interface UndoContext {
  readonly mailboxes: readonly Mailbox[]
  readonly tools: WriteTools
  /** The journal of the Undo itself. */
  readonly journal: number
}

export interface Undone {
  /** Messages that are as they were. */
  readonly affected: number
  /** Messages of which it is not known where they went. */
  readonly lost: number
}

/** @throws BAD_INPUT, NOT_SUPPORTED for what cannot be taken back: then nothing is */
export function refuseUndo(journal: number, entries: readonly JournalEntry[]): void {
  const [first] = entries
  if (!first)
    throw new GmailSqlError('BAD_INPUT', `there is no journal ${journal}`, {
      hint: 'SELECT Journal, Statement FROM sys_journal lists them.',
    })
  if (first.undoneBy !== null)
    throw new GmailSqlError('BAD_INPUT', `journal ${journal} was taken back already, by ${first.undoneBy}`)
  const other = entries.find(({ change }) => !['flags', 'labels', 'move'].includes(change.kind))
  if (!other) return
  throw new GmailSqlError(
    'NOT_SUPPORTED',
    `journal ${journal} holds what cannot be taken back: ${other.change.kind}`,
    {
      hint: 'Flags, labels and moves can be.',
    },
  )
}

/** Takes the commands of a journal back, the last first: flags and labels to what they were, messages to where they were. */
export async function undoEntries(entries: readonly JournalEntry[], context: UndoContext): Promise<Undone> {
  const places = new Map<string, Place | null>()
  const all = new Set<string>()
  for (const entry of [...entries].reverse()) {
    if (entry.outcome === 'failed' && entry.change.kind === 'move') continue
    for (const { uid } of entry.messages) all.add(keyOf(entry, uid))
    if (entry.change.kind === 'move') await moveBack(entry, places, context)
    else await storeBack(entry, places, context)
  }
  const lost = [...places.values()].filter(place => place === null).length
  return { affected: all.size - lost, lost }
}

function keyOf({ path }: Pick<JournalEntry, 'path'>, uid: number): string {
  return `${uid} ${path}`
}

/** The message as the command that is taken back left it. */
function foundNow(entry: JournalEntry, { msgId, flags, labels }: JournalMessage, place: Place): FoundMessage {
  const { kind, operation, values = [] } = entry.change
  const after = (before: readonly string[], sort: string) => {
    if (kind !== sort) return before
    return operation === 'add' ? [...before, ...flagsBeside(values, before)] : flagsBeside(before, values)
  }
  return { ...place, msgId, flags: after(flags, 'flags'), labels: labels && after(labels, 'labels') }
}

async function moveBack(
  entry: JournalEntry,
  places: Map<string, Place | null>,
  { mailboxes, tools, journal }: UndoContext,
): Promise<void> {
  const { path, change, copyValidity } = entry
  const messages: FoundMessage[] = []
  const originals = new Map<FoundMessage, JournalMessage>()
  for (const message of entry.messages) {
    const { copy } = message
    places.set(keyOf(entry, message.uid), null)
    if (copy === undefined || copyValidity === null) continue
    const found = foundNow(entry, message, {
      path: change.destination!,
      uidValidity: copyValidity,
      uid: copy,
    })
    originals.set(found, message)
    messages.push(found)
  }
  if (messages.length === 0) return
  const { moved } = await sendChanges([{ kind: 'move', destination: path, messages }], journal, tools)
  const here = mailboxes.find(mailbox => mailbox.path === path)
  const labelled: FoundMessage[] = []
  for (const [found, place] of moved) {
    const original = originals.get(found)!
    places.set(keyOf(entry, original.uid), place)
    labelled.push({ ...found, ...place, labels: original.labels })
  }
  await sendChanges(labelsBack(labelled, here ? ownLabel(here) : null), journal, tools)
}

/** Trash takes the labels of a message; all of them are put on again. */
function labelsBack(messages: readonly FoundMessage[], own: string | null): WireChange[] {
  const left = new Set([...OWN_LABELS, '\\Starred', '\\Trash', '\\Spam', own])
  const wanted = (message: FoundMessage) => (message.labels ?? []).filter(label => !left.has(label))
  const groups = Map.groupBy(messages, message => JSON.stringify(wanted(message)))
  return [...groups.values()]
    .map(
      (group): WireChange => ({
        kind: 'labels',
        operation: 'add',
        values: wanted(group[0]!),
        messages: group,
      }),
    )
    .filter(change => change.kind === 'labels' && change.values.length > 0)
}

async function storeBack(
  entry: JournalEntry,
  places: ReadonlyMap<string, Place | null>,
  { tools, journal }: UndoContext,
): Promise<void> {
  const { path, uidValidity, change } = entry
  const kind = change.kind as 'flags' | 'labels'
  const operation = change.operation === 'add' ? 'remove' : 'add'
  const groups = new Map<string, { readonly values: readonly string[]; readonly messages: FoundMessage[] }>()
  for (const message of entry.messages) {
    const known = places.get(keyOf(entry, message.uid))
    if (known === null) continue
    const place = known ?? { path, uidValidity, uid: message.uid }
    const before = (kind === 'flags' ? message.flags : message.labels) ?? []
    const values = (change.values ?? []).filter(value => hasFlag(before, value) === (operation === 'add'))
    if (values.length === 0) continue
    const key = JSON.stringify([place.path, place.uidValidity, values])
    const group = groups.get(key) ?? { values, messages: [] }
    group.messages.push(foundNow(entry, message, place))
    groups.set(key, group)
  }
  const changes = [...groups.values()].map((group): WireChange => ({ kind, operation, ...group }))
  await sendChanges(changes, journal, tools)
}
