import type { BodyPart, ContentItem } from '../mail/message.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { BoundValue } from '../sqlite/protocol.ts'
import type { SqlValue } from '../util/value.ts'

/** A message whose content is to be fetched. */
export interface Lacking {
  readonly uid: number
  readonly key: number
  /** RFC822.SIZE; null when it was not fetched. */
  readonly size: number | null
  /** null: not fetched, or it cannot be read. */
  readonly structure: BodyPart | null
}

/** A message of which attachments are to be fetched. */
export interface LackingParts extends Lacking {
  /** Part numbers of those that are there. */
  readonly kept: readonly string[]
}

export interface HeaderRow {
  readonly key: number
  readonly block: string | null
  readonly references: string | null
  readonly listId: string | null
}

export interface BodyRow {
  readonly key: number
  readonly text: string | null
  readonly html: string | null
  readonly snippet: string | null
  readonly error: string | null
}

/** The octets of a part. */
export interface PartRow {
  readonly key: number
  readonly part: string
  /** Its place among the attachments of the message; -1 when it is none of them. */
  readonly ordinal: number
  /** Without transfer encoding; null when it cannot be had. */
  readonly content: Buffer | null
}

/** Content that a message has or has not. */
export type MessageContent = Exclude<ContentItem, 'attachments' | 'parts'>

const TABLE_OF: Readonly<Record<MessageContent, string>> = {
  header: 'header_block',
  text: 'body',
  raw: 'raw_message',
}

/** The content of messages, in the engine's SQLite file: kept once a message, whichever mailbox it was fetched in. */
export class ContentStore {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Which of `uids` (null: of all rows of the mailbox) have a message without this content, newest first. */
  async lacking(
    mailboxId: number,
    uids: readonly number[] | null,
    item: MessageContent,
    options: CallOptions,
  ): Promise<Lacking[]> {
    const rows = await this.#engine.all(...lackingSql(mailboxId, uids, TABLE_OF[item], 'NULL'), options)
    return rows.map(lackingOf)
  }

  /** Which of them have a message that may have attachments which are not here, newest first. */
  async lackingParts(
    mailboxId: number,
    uids: readonly number[] | null,
    options: CallOptions,
  ): Promise<LackingParts[]> {
    const kept = '(SELECT json_group_array(p.part) FROM part_content p WHERE p.message_key = m.key)'
    const rows = await this.#engine.all(...lackingSql(mailboxId, uids, 'attachment_set', kept), options)
    return rows.map(row => ({ ...lackingOf(row), kept: JSON.parse(row[4] as string) as string[] }))
  }

  /** One message of a mailbox, null when the store does not know it there. */
  async located(mailboxId: number, uid: number, options: CallOptions): Promise<Lacking | null> {
    const sql = `SELECT m.key, m.size, s.tree FROM location l JOIN message m ON m.key = l.message_key
      LEFT JOIN structure s ON s.message_key = m.key WHERE l.mailbox_id = ? AND l.uid = ?`
    const [row] = await this.#engine.all(sql, [mailboxId, uid], options)
    if (!row) return null
    const [key, size, tree] = row as [number, number | null, string | null]
    return { uid, key, size, structure: tree === null ? null : (JSON.parse(tree) as BodyPart) }
  }

  /** The octets of a message; null when they are not there. */
  async raw(key: number, options: CallOptions): Promise<Buffer | null> {
    const sql = 'SELECT octets FROM raw_message WHERE message_key = ?'
    return await this.#blob(sql, [key], options)
  }

  /** A part without transfer encoding; null when it is not there. */
  async part(key: number, part: string, options: CallOptions): Promise<Buffer | null> {
    const sql = 'SELECT content FROM part_content WHERE message_key = ? AND part = ?'
    return await this.#blob(sql, [key, part], options)
  }

  async keepHeaders(rows: readonly HeaderRow[], options: CallOptions): Promise<void> {
    const sql = 'INSERT OR IGNORE INTO header_block (message_key, list_id, refs, block) VALUES (?, ?, ?, ?)'
    await this.#insert(
      sql,
      rows.map(({ key, listId, references, block }) => [key, listId, references, block]),
      options,
    )
  }

  async keepBodies(rows: readonly BodyRow[], options: CallOptions): Promise<void> {
    const sql = 'INSERT OR IGNORE INTO body (message_key, error, snippet, text, html) VALUES (?, ?, ?, ?, ?)'
    await this.#insert(
      sql,
      rows.map(({ key, error, snippet, text, html }) => [key, error, snippet, text, html]),
      options,
    )
  }

  /** Attachments of messages; `keys` are those of which all are there then, also where a message has none. */
  async keepAttachments(
    keys: readonly number[],
    parts: readonly PartRow[],
    options: CallOptions,
  ): Promise<void> {
    await this.#insert(
      'INSERT OR IGNORE INTO part_content (message_key, part, ordinal, content) VALUES (?, ?, ?, ?)',
      parts.map(({ key, part, ordinal, content }) => [key, part, ordinal, content]),
      options,
    )
    await this.#insert(
      'INSERT OR IGNORE INTO attachment_set (message_key) VALUES (?)',
      keys.map(key => [key]),
      options,
    )
  }

  /** The octets of messages; null when they cannot be had. */
  async keepRaw(
    rows: readonly { readonly key: number; readonly octets: Buffer | null }[],
    options: CallOptions,
  ): Promise<void> {
    const sql = 'INSERT OR IGNORE INTO raw_message (message_key, octets) VALUES (?, ?)'
    await this.#insert(
      sql,
      rows.map(({ key, octets }) => [key, octets]),
      options,
    )
  }

  async #blob(sql: string, params: readonly SqlValue[], options: CallOptions): Promise<Buffer | null> {
    const [row] = await this.#engine.all(sql, params, options)
    const value = row?.[0] ?? null
    return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : null
  }

  async #insert(sql: string, rows: readonly SqlValue[][], options: CallOptions): Promise<void> {
    if (rows.length > 0) await this.#engine.call([{ op: 'runMany', sql, rows }], options)
  }
}

/** Of messages without a row in `table`: UID, key, size, structure, and `more`. */
function lackingSql(
  mailboxId: number,
  uids: readonly number[] | null,
  table: string,
  more: string,
): [sql: string, params: BoundValue[]] {
  const isAsked = uids ? 'AND l.uid IN (SELECT value FROM json_each(?))' : ''
  const sql = `SELECT l.uid, m.key, m.size, s.tree, ${more} FROM location l JOIN message m ON m.key = l.message_key
    LEFT JOIN structure s ON s.message_key = m.key
    WHERE l.mailbox_id = ? ${isAsked} AND m.key NOT IN (SELECT message_key FROM ${table}) ORDER BY l.uid DESC`
  return [sql, uids ? [mailboxId, new Uint32Array(uids)] : [mailboxId]]
}

function lackingOf([uid, key, size, tree]: readonly SqlValue[]): Lacking {
  return {
    uid: uid as number,
    key: key as number,
    size: size as number | null,
    structure: typeof tree === 'string' ? (JSON.parse(tree) as BodyPart) : null,
  }
}
