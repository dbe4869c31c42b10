import type { EngineRequest, WriteRequest } from '../sqlite/protocol.ts'
import { MIGRATIONS } from './schema.ts'

/*
 * The index of words: tables of FTS5 that hold tokens and no texts, made when a statement first wants them. Triggers note in the same
 * transaction what came or changed since (`…_pending`), so the index never claims to know a text that it has not read, whoever
 * writes and whenever a process is killed.
 */

type Transaction = Extract<EngineRequest, { op: 'transaction' }>

/** An envelope and a body come at different times, and few stores hold all bodies. */
export type WordKind = 'envelope' | 'body'
export type WordField = 'SUBJECT' | 'FROM' | 'TO' | 'CC' | 'BCC' | 'BODY'

interface IndexedText {
  /** Columns of the index, each with the columns that it reads, and the text that a column of SQL makes of these. */
  readonly columns: readonly (readonly [field: WordField, texts: readonly string[], made?: string])[]
  readonly table: 'message' | 'body'
  readonly key: 'key' | 'message_key'
  /** Which rows of the table hold texts, in a trigger and in a query. */
  readonly isThere: (row: string) => string
  /** `column` tells in which of the columns a token is. */
  readonly detail: 'column' | 'none'
  /** So many messages are read in one transaction. */
  readonly batch: number
}

const WORD_TEXTS: Readonly<Record<WordKind, IndexedText>> = {
  envelope: {
    columns: [
      ['SUBJECT', ['subject']],
      // A mark at the beginning of the address would be one letter with the bracket.
      ['FROM', ['from_addr', 'from_name'], `t.from_name || ' <' || t.from_addr`],
      ['TO', ['full_to', 'to_addrs']],
      ['CC', ['full_cc', 'cc_addrs']],
      ['BCC', ['full_bcc', 'bcc_addrs']],
    ],
    table: 'message',
    key: 'key',
    isThere: row => `${row}has_envelope = 1`,
    detail: 'column',
    batch: 2_000,
  },
  body: {
    columns: [['BODY', ['text']]],
    table: 'body',
    key: 'message_key',
    isThere: () => 'TRUE',
    detail: 'none',
    batch: 1_000,
  },
}

export function kindOf(field: WordField): WordKind {
  return field === 'BODY' ? 'body' : 'envelope'
}

/** Another way to read words, other letters of Unicode, or tables that were made anew: then the index is made anew. */
export const WORD_STAMP = `1 ${process.versions.unicode} ${MIGRATIONS.length}`

export const STAMPS_SQL =
  'CREATE TABLE IF NOT EXISTS word_stamp (kind TEXT PRIMARY KEY, stamp TEXT NOT NULL) STRICT, WITHOUT ROWID'

/** Makes an empty index, of which everything is pending; nothing when there is one of this stamp. */
export function makeRequest(kind: WordKind): Transaction {
  const { columns, table, key, isThere, detail } = WORD_TEXTS[kind]
  const names = columns.map(([field]) => `"${field}"`).join(', ')
  const texts = columns.flatMap(([, of]) => of)
  const isOther = texts.map(text => `old.${text} IS NOT new.${text}`).join(' OR ')
  const isNew = `(NOT (${isThere('old.')}) OR ${isOther})`
  const note = `INSERT INTO ${kind}_pending SELECT new.${key} WHERE NOT EXISTS (SELECT 1 FROM ${kind}_pending WHERE key = new.${key})`
  const events = ['insert', 'update', 'delete']
  const sql = [
    ...events.map(event => `DROP TRIGGER IF EXISTS ${kind}_words_${event}`),
    `DROP TABLE IF EXISTS ${kind}_words`,
    `DROP TABLE IF EXISTS ${kind}_pending`,
    `CREATE VIRTUAL TABLE ${kind}_words USING fts5(${names}, content='', contentless_delete=1, detail=${detail}, tokenize='ascii')`,
    `CREATE TABLE ${kind}_pending (key INTEGER PRIMARY KEY) STRICT`,
    `CREATE TRIGGER ${kind}_words_insert AFTER INSERT ON ${table} WHEN ${isThere('new.')} BEGIN ${note}; END`,
    `CREATE TRIGGER ${kind}_words_update AFTER UPDATE ON ${table} WHEN ${isThere('new.')} AND ${isNew} BEGIN ${note}; END`,
    `CREATE TRIGGER ${kind}_words_delete AFTER DELETE ON ${table} BEGIN
      DELETE FROM ${kind}_words WHERE rowid = old.${key}; DELETE FROM ${kind}_pending WHERE key = old.${key}; END`,
    `INSERT INTO ${kind}_pending SELECT ${key} FROM ${table} WHERE ${isThere('')}`,
    ...(kind === 'envelope' ? [WITHOUT_ENVELOPE] : []),
  ]
  return {
    op: 'transaction',
    guard: {
      sql: 'SELECT NOT EXISTS (SELECT 1 FROM word_stamp WHERE kind = ? AND stamp = ?)',
      params: [kind, WORD_STAMP],
    },
    requests: [
      { op: 'exec', sql: sql.join(';\n') },
      { op: 'run', sql: 'INSERT OR REPLACE INTO word_stamp VALUES (?, ?)', params: [kind, WORD_STAMP] },
    ],
  }
}

/** Messages of which the index can know nothing are found without reading the others. */
const WITHOUT_ENVELOPE =
  'CREATE INDEX IF NOT EXISTS message_without_envelope ON message (key) WHERE has_envelope = 0'

/** Reads the texts of one batch of what is pending into the index. */
export function readRequest(kind: WordKind): Transaction {
  const { columns, table, key, isThere, batch } = WORD_TEXTS[kind]
  const names = columns.map(([field]) => `"${field}"`).join(', ')
  const words = columns.map(([, texts, made]) => {
    const all = [...texts.map(text => `t.${text}`), ...(made === undefined ? [] : [made])]
    return `GMAILSQL_WORDS(${all.join(', ')})`
  })
  const first = `SELECT key FROM ${kind}_pending ORDER BY key LIMIT ${batch}`
  const requests: WriteRequest[] = [
    {
      op: 'run',
      // What an index has of an earlier text of the message goes.
      sql: `INSERT OR REPLACE INTO ${kind}_words (rowid, ${names}) SELECT p.key, ${words.join(', ')}
        FROM (${first}) p JOIN ${table} t ON t.${key} = p.key WHERE ${isThere('t.')}`,
      params: [],
    },
    { op: 'run', sql: `DELETE FROM ${kind}_pending WHERE key IN (${first})`, params: [] },
  ]
  const guard = {
    sql: 'SELECT EXISTS (SELECT 1 FROM word_stamp WHERE kind = ? AND stamp = ?)',
    params: [kind, WORD_STAMP],
  }
  return { op: 'transaction', guard, requests }
}
