/** The doors of the package: modules of `src`. */
export const ENTRIES = ['index', 'gmaild', 'kysely']

/** What is written behind `from` to import it. */
export function nameOf(entry: string): string {
  return entry === 'index' ? 'gmailsql' : `gmailsql/${entry}`
}
