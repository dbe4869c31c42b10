import Database from 'better-sqlite3'

/** What a store has in its journal was sent so long ago that no server is still at work on it. */
export function ageJournal(file: string): void {
  const store = new Database(file)
  // A process that was killed early had not made it yet.
  const isMade = store.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'journal_entry'").get() !== undefined
  if (isMade) store.prepare('UPDATE journal_entry SET sent_at = sent_at - 60000').run()
  store.close()
}
