import type { BodyPart, ContentItem } from '../mail/message.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
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
  /** Its place among the attachments of the message. */
  readonly ordinal: number
  /** Without transfer encoding; null when it cannot be had. */
  readonly content: Buffer | null
}

const TABLE_OF: Readonly<Record<ContentItem, string>> = {
  header: 'header_block',
  text: 'body',
  attachments: 'attachment_set',
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
    item: ContentItem,
    options: CallOptions,
  ): Promise<Lacking[]> {
    const isAsked = uids ? 'AND l.uid IN (SELECT value FROM json_each(?))' : ''
    const sql = `SELECT l.uid, m.key, m.size, s.tree FROM location l JOIN message m ON m.key = l.message_key
      LEFT JOIN structure s ON s.message_key = m.key
      WHERE l.mailbox_id = ? ${isAsked} AND m.key NOT IN (SELECT message_key FROM ${TABLE_OF[item]}) ORDER BY l.uid DESC`
    const params = uids ? [mailboxId, JSON.stringify(uids)] : [mailboxId]
    const rows = await this.#engine.all(sql, params, options)
    return rows.map(([uid, key, size, tree]) => ({
      uid: uid as number,
      key: key as number,
      size: size as number | null,
      structure: typeof tree === 'string' ? (JSON.parse(tree) as BodyPart) : null,
    }))
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

  /** The attachments of messages, of each all: a message without any has a row all the same. */
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

  async #insert(sql: string, rows: readonly SqlValue[][], options: CallOptions): Promise<void> {
    if (rows.length > 0) await this.#engine.call([{ op: 'runMany', sql, rows }], options)
  }
}
