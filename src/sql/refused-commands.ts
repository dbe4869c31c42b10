import { isWord } from './lexer.ts'
import type { Statement } from './statement.ts'

const CACHE_HINT =
  'CACHE SELECT … keeps rows, WITH DROP EXISTING or ALTER SCHEMA in other columns; RESET CACHE t drops the table.'
const TABLES_HINT =
  'The tables are the mailboxes of the account, which SHOW TABLES lists; CREATE TEMP TABLE makes one of this connection.'
const TRANSACTION_HINT = 'A mail server has no transactions: each statement is done when it ends.'
const SCRIPT_HINT = 'Statements run one by one; parameters such as :name take the place of variables.'

/** Commands of other servers, by their first word, and what to do instead. */
const HINTS: Readonly<Record<string, string>> = {
  UPSERT: 'A message in a mailbox cannot be replaced: there is nothing to update it by.',
  MERGE: 'A message in a mailbox cannot be replaced: there is nothing to update it by.',
  GETDELETED: 'Keep the Ids of an earlier SELECT: those that a later one lacks are gone.',
  REPLICATE: "Read the rows as a stream, or write them to a file: SELECT … INTO 'csv://file.csv' FROM …",
  CREATE: TABLES_HINT,
  ALTER: TABLES_HINT,
  DROP: TABLES_HINT,
  TRUNCATE: TABLES_HINT,
  RENAME: TABLES_HINT,
  SAVEPOINT: TRANSACTION_HINT,
  RELEASE: TRANSACTION_HINT,
  GRANT: 'The rights of an account are Gmail’s matter.',
  REVOKE: 'The rights of an account are Gmail’s matter; EXEC RevokeOAuthAccessToken gives a token back.',
  TABLE: 'Write SELECT * FROM and the name.',
  USE: 'There is one catalog, Gmail: name the schema before the table, as in IMAP.Inbox or Mailbox.[Work].',
  SET: 'Properties are set in the connection string; sys_connection_props lists them.',
  DECLARE: SCRIPT_HINT,
  IF: SCRIPT_HINT,
  WHILE: SCRIPT_HINT,
  PRINT: 'SELECT prints: SELECT 1 AS x.',
  GO: 'Statements end with a semicolon.',
  LOCK: 'Nothing is locked by reading mail.',
  KILL: 'A statement ends when its AbortSignal does, or with Control-C in the shell.',
}

/** The hint for a command that is refused by its name; null when it is not known. */
export function hintForCommand({ command, tokens }: Statement): string | null {
  const isCache = isWord(tokens[1], 'CACHE') && isWord(tokens[0], 'DROP', 'ALTER', 'CREATE')
  return isCache ? CACHE_HINT : Object.hasOwn(HINTS, command) ? HINTS[command]! : null
}
