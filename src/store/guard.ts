import type { EngineRequest } from '../sqlite/protocol.ts'
import type { StoredMailbox } from './stored-mailbox.ts'

export type Guard = Extract<EngineRequest, { op: 'transaction' }>['guard']

type Guarded = Pick<StoredMailbox, 'id' | 'revision'>

/** Whether the mailbox is still as it was when it was read. */
export function guardRequest(mailbox: Guarded): Guard {
  const { sql, params } = guardOf(mailbox)
  return { sql: `${sql})`, params }
}

/** The beginning of a condition on the mailbox's row. */
export function guardOf({ id, revision }: Guarded): Guard {
  const sql = 'SELECT EXISTS (SELECT 1 FROM mailbox WHERE id = ? AND version = ? AND retired_at IS NULL'
  return { sql, params: [id, revision.version] }
}
