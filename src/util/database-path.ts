import { basename } from 'node:path'

/** The longest name beside it (`.damaged-<time>-journal`) must fit the 255 bytes of a file name. */
const LONGEST_NAME = 200
/** SQLite's buffer for a path is 512 bytes; the suffixes need room. */
const LONGEST_PATH = 440

/** Why SQLite would not open the file of this path as it is named: `is longer than …`; null when it would. */
export function oddDatabasePath(path: string): string | null {
  if (path.includes('\0')) return 'has a NUL in it'
  // The SQLite library cuts blanks off the end, and would open another file.
  if (path !== path.trimEnd()) return 'ends with a space or another blank'
  if (Buffer.byteLength(basename(path)) > LONGEST_NAME) return `has a name longer than ${LONGEST_NAME} bytes`
  if (Buffer.byteLength(path) > LONGEST_PATH) return `is longer than ${LONGEST_PATH} bytes`
  return null
}
