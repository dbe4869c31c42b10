import type { JournalEntry } from '../store/journal.ts'
import { dateText } from '../store/rows.ts'
import type { SqlValue } from '../util/value.ts'

/** Rows of sys_journal. */
export function journalRows(entries: readonly JournalEntry[]): SqlValue[][] {
  return entries.map(entry => [
    entry.id,
    entry.journal,
    dateText(entry.sentAt),
    entry.operation,
    entry.statement,
    entry.path || null,
    JSON.stringify(entry.change),
    JSON.stringify(entry.messages.map(({ uid }) => uid)),
    JSON.stringify(before(entry).map(({ msgId, flags, labels }) => ({ msgId, flags, labels }))),
    entry.copyValidity === null ? null : JSON.stringify(entry.messages.map(({ copy }) => copy ?? null)),
    entry.outcome,
    entry.detail,
    entry.undoneBy,
  ])
}

/** What an APPEND made was not there before. */
function before({ change, messages }: JournalEntry): JournalEntry['messages'] {
  return change.kind === 'append' ? [] : messages
}
