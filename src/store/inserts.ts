import type { MessageRecord } from '../mail/message.ts'
import type { EngineRequest, WriteRequest } from '../sqlite/protocol.ts'
import type { SqlValue } from '../util/value.ts'
import { guardRequest } from './guard.ts'
import {
  dateText,
  envelopeCells,
  flagBits,
  flagsText,
  labelsText,
  structureCells,
  threadIdOf,
} from './rows.ts'
import { ENVELOPE_COLUMNS, STRUCTURE_COLUMNS } from './schema.ts'
import type { StoredMailbox } from './stored-mailbox.ts'

/** What a fetched group of records carries: rows of one FETCH all carry the same. */
function shapeOf(record: MessageRecord): { envelope: boolean; structure: boolean } {
  return { envelope: record.envelope !== undefined, structure: record.structure !== undefined }
}

/**
 * Statements that keep `records`, all of one FETCH, of `mailbox`: what cannot change whatever happens, and the rows of the
 * mailbox only if nobody else has changed it. The last answer tells.
 */
export function insertRequests(mailbox: StoredMailbox, records: readonly MessageRecord[]): EngineRequest[] {
  const shape = shapeOf(records[0]!)
  const columns = ['msgid', 'thread_id', 'internal_date', 'size']
  if (shape.envelope) columns.push('has_envelope', ...ENVELOPE_COLUMNS)
  if (shape.structure) columns.push('has_structure', ...STRUCTURE_COLUMNS)
  const rows = records.map(record => messageRow(mailbox, record, shape))
  const requests: EngineRequest[] = [{ op: 'runMany', sql: messageSql(columns), rows }]
  if (shape.structure) requests.push(structureRequest(mailbox, records))
  const locations = records.map(record => locationRow(mailbox, record))
  const keep: WriteRequest = { op: 'runMany', sql: LOCATION_SQL, rows: locations }
  return [...requests, { op: 'transaction', guard: guardRequest(mailbox), requests: [keep] }]
}

function structureRequest(mailbox: StoredMailbox, records: readonly MessageRecord[]): EngineRequest {
  const sql =
    'INSERT OR IGNORE INTO structure (message_key, tree) VALUES ((SELECT key FROM message WHERE msgid = ?), ?)'
  const readable = records.filter(({ structure }) => structure !== null)
  return {
    op: 'runMany',
    sql,
    rows: readable.map(record => [msgIdOf(mailbox, record), JSON.stringify(record.structure)]),
  }
}

function messageSql(columns: readonly string[]): string {
  // thread_id, internal_date and size are NULL when they were not asked for: what is known stays.
  const kept = columns.slice(1, 4).map(name => `${name} = coalesce(excluded.${name}, ${name})`)
  const replaced = columns.slice(4).map(name => `${name} = excluded.${name}`)
  return `INSERT INTO message (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (msgid) DO UPDATE SET ${[...kept, ...replaced].join(', ')}`
}

function messageRow(
  mailbox: StoredMailbox,
  record: MessageRecord,
  shape: { envelope: boolean; structure: boolean },
): SqlValue[] {
  const msgId = msgIdOf(mailbox, record)
  const threadId = mailbox.gmail
    ? (record.threadId ?? null)
    : record.references
      ? threadIdOf(record, msgId)
      : null
  const row: SqlValue[] = [msgId, threadId, dateText(record.internalDate), record.size ?? null]
  if (shape.envelope) row.push(1, ...envelopeCells(record.envelope!, record.envelopeError))
  if (shape.structure) row.push(1, ...structureCells(record.structure!, record.structureError))
  return row
}

/** The key of a message: X-GM-MSGID, else where it was first seen, which no other message can share. */
function msgIdOf({ path, state, gmail }: StoredMailbox, record: MessageRecord): string {
  return gmail ? record.msgId! : `${state.uidValidity}/${record.uid}@${path}`
}

const LOCATION_SQL = `INSERT INTO location (mailbox_id, uid, message_key, flags, flag_bits, labels, is_important, modseq, epoch)
  VALUES (?, ?, (SELECT key FROM message WHERE msgid = ?), ?, ?, ?, ?, ?, ?)
  ON CONFLICT (mailbox_id, uid) DO UPDATE SET message_key = excluded.message_key,
    flags = coalesce(excluded.flags, flags), flag_bits = coalesce(excluded.flag_bits, flag_bits),
    labels = coalesce(excluded.labels, labels), is_important = coalesce(excluded.is_important, is_important),
    modseq = coalesce(excluded.modseq, modseq), epoch = coalesce(excluded.epoch, epoch)
    WHERE message_key IS NULL OR ${isNotOlder('excluded.modseq')}`

/** What came with an older MODSEQ never replaces what came with a newer one. */
function isNotOlder(modSeq: string): string {
  return `(${modSeq} IS NULL OR modseq IS NULL OR CAST(${modSeq} AS INTEGER) >= CAST(modseq AS INTEGER))`
}

function locationRow(mailbox: StoredMailbox, record: MessageRecord): SqlValue[] {
  return [mailbox.id, record.uid, msgIdOf(mailbox, record), ...mutableCells(mailbox, record)]
}

/** flags, flag_bits, labels, is_important, modseq, epoch; null for what was not asked for. */
function mutableCells(mailbox: StoredMailbox, { flags, labels, modSeq }: MessageRecord): SqlValue[] {
  const shown = mailbox.gmail ? labels : []
  const text = shown ? labelsText(shown, mailbox.ownLabel) : null
  return [
    flags ? flagsText(flags) : null,
    flags ? flagBits(flags) : null,
    text,
    text === null ? null : Number(text.includes('"\\\\Important"')),
    modSeq === undefined ? null : String(modSeq),
    flags || labels ? mailbox.revision.flagsEpoch : null,
  ]
}

/** Brings the changing part of known rows up to date; rows that are not known are left for a scan to fetch. */
export function refreshRequest(mailbox: StoredMailbox, records: readonly MessageRecord[]): WriteRequest {
  const sql = `UPDATE location SET flags = coalesce(?, flags), flag_bits = coalesce(?, flag_bits), labels = coalesce(?, labels),
    is_important = coalesce(?, is_important), modseq = coalesce(?, modseq), epoch = coalesce(?, epoch)
    WHERE mailbox_id = ? AND uid = ? AND ${isNotOlder('?')}`
  return {
    op: 'runMany',
    sql,
    rows: records.map(record => {
      const cells = mutableCells(mailbox, record)
      const modSeq = cells[4]!
      return [...cells, mailbox.id, record.uid, modSeq, modSeq]
    }),
  }
}
