import Database from 'better-sqlite3'

/** What of the file is not whole, or names what is not there. */
export function tornRows(file: string): unknown[] {
  const db = new Database(file, { readonly: true })
  const problems = db.prepare("SELECT * FROM pragma_integrity_check WHERE integrity_check != 'ok'").all()
  const orphans = ['location', 'body', 'structure', 'header_block', 'raw_message', 'part_content'].flatMap(
    table =>
      db
        .prepare(
          `SELECT '${table}' AS name, message_key FROM ${table}
          WHERE message_key IS NOT NULL AND message_key NOT IN (SELECT key FROM message)`,
        )
        .all(),
  )
  db.close()
  return [...problems, ...orphans]
}
