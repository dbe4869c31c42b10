import type { MessageRecord } from '../mail/message.ts'
import type { MailboxState } from '../mail/source.ts'
import type { EngineRequest, WriteRequest } from '../sqlite/protocol.ts'
import { guardOf, guardRequest } from './guard.ts'
import { refreshRequest } from './inserts.ts'
import type { KnownMailbox, Revision, StoredMailbox } from './stored-mailbox.ts'

/** What the server told of a mailbox since the store last knew it. */
export interface MailboxChange {
  readonly state: MailboxState
  /** When it was asked for, in milliseconds: it may be so old by now. */
  readonly askedAt: number
  /** The UIDs that are there at and above `from`; null: those that are known. */
  readonly uids: LiveUids | null
  /** Flags and labels that changed; null: they are of an unknown age, and fetched again when they are read. */
  readonly changed: readonly MessageRecord[] | null
  /** The state or the set of UIDs is another one. */
  readonly isOther: boolean
}

export interface LiveUids {
  readonly from: number
  /** Without it: all from there on. */
  readonly below?: number
  readonly live: readonly number[]
}

/** How long rows of a mailbox that was begun anew stay for the statements that are still reading them. */
const RETIRED_MS = 3_600_000

type Transaction = Extract<EngineRequest, { op: 'transaction' }>

/** Applies a change, if nobody else has changed the mailbox. */
export function changeRequest(mailbox: StoredMailbox, change: MailboxChange): Transaction {
  const { state, askedAt, uids, changed } = change
  const revision = revisionAfter(mailbox, change)
  const renewed = { ...mailbox, state, revision }
  const sql = `UPDATE mailbox SET uid_next = ?, exists_count = ?, highest_modseq = ?, version = ?, flags_epoch = ?,
    checked_at = ? WHERE id = ?`
  const { uidNext, exists } = state
  const { version, flagsEpoch } = revision
  const guard = guardOf(mailbox)
  return {
    op: 'transaction',
    // Two processes that begin an epoch at once must not take it for the same.
    guard: {
      sql: `${guard.sql} AND flags_epoch = ?)`,
      params: [...guard.params, mailbox.revision.flagsEpoch],
    },
    requests: [
      ...(uids ? liveRequests(renewed, uids) : []),
      ...(changed && changed.length > 0 ? [refreshRequest(renewed, changed)] : []),
      {
        op: 'run',
        sql,
        params: [uidNext, exists, modSeqText(state), version, flagsEpoch, askedAt, mailbox.id],
      },
    ],
  }
}

/** A server without mod-sequences that tells the same as before changes no more than the age of the flags. */
export function revisionAfter({ revision }: StoredMailbox, { changed, isOther }: MailboxChange): Revision {
  return {
    version: revision.version + (isOther ? 1 : 0),
    flagsEpoch: revision.flagsEpoch + (changed ? 0 : 1),
  }
}

/** Makes the rows at and above `from` exactly `live`: the mailbox is known from there on. */
export function coverRequest(mailbox: StoredMailbox, uids: LiveUids): Transaction {
  const sql = 'UPDATE mailbox SET covered_from = min(coalesce(covered_from, ?1), ?1) WHERE id = ?2'
  return {
    op: 'transaction',
    guard: guardRequest(mailbox),
    requests: [
      ...liveRequests({ ...mailbox, coveredFrom: uids.from }, uids),
      { op: 'run', sql, params: [uids.from, mailbox.id] },
    ],
  }
}

/** New rows where the mailbox is covered; below, only known ones may stay and no others may come. */
function liveRequests(
  { id, state, coveredFrom }: StoredMailbox,
  { from, below, live }: LiveUids,
): WriteRequest[] {
  // What came after the mailbox was opened belongs to its next state.
  const uids = live.filter(uid => uid < state.uidNext)
  // The order of the table.
  uids.sort((a, b) => b - a)
  const covered = coveredFrom === null ? [] : uids.filter(uid => uid >= coveredFrom)
  const remove = `DELETE FROM location WHERE mailbox_id = ? AND uid >= ? AND uid < ?
    AND uid NOT IN (SELECT value FROM json_each(?))`
  const insert = 'INSERT OR IGNORE INTO location (mailbox_id, uid) SELECT ?, value FROM json_each(?)'
  return [
    { op: 'run', sql: remove, params: [id, from, below ?? state.uidNext, new Uint32Array(uids)] },
    { op: 'run', sql: insert, params: [id, new Uint32Array(covered)] },
  ]
}

/**
 * Begins a mailbox anew: first seen, or its UIDVALIDITY changed and no UID means what it meant. The rows of before stay for a
 * while: another process may be in the middle of reading them.
 */
export function beginRequest(state: MailboxState, known: KnownMailbox | null, askedAt: number): Transaction {
  const { path, uidValidity, uidNext, exists } = state
  const insert = `INSERT INTO mailbox (path, uid_validity, uid_next, exists_count, highest_modseq, checked_at)
    VALUES (?, ?, ?, ?, ?, ?)`
  const retire = 'UPDATE mailbox SET retired_at = ? WHERE id = ?'
  const old = '(SELECT id FROM mailbox WHERE retired_at < ?)'
  return {
    op: 'transaction',
    guard: known
      ? guardRequest(known)
      : {
          sql: 'SELECT NOT EXISTS (SELECT 1 FROM mailbox WHERE path = ? AND retired_at IS NULL)',
          params: [path],
        },
    requests: [
      { op: 'run', sql: `DELETE FROM location WHERE mailbox_id IN ${old}`, params: [askedAt - RETIRED_MS] },
      { op: 'run', sql: `DELETE FROM mailbox WHERE retired_at < ?`, params: [askedAt - RETIRED_MS] },
      ...(known ? [{ op: 'run', sql: retire, params: [askedAt, known.id] } as const] : []),
      { op: 'run', sql: insert, params: [path, uidValidity, uidNext, exists, modSeqText(state), askedAt] },
    ],
  }
}

function modSeqText({ highestModSeq }: MailboxState): string | null {
  return highestModSeq === null ? null : String(highestModSeq)
}
