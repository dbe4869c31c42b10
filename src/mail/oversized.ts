import { GmailSqlError } from '../util/errors.ts'
import type { MessageRecord } from './message.ts'

/**
 * A FETCH met an answer about one message that is larger than any may be, which ended the connection. The other messages are
 * to be asked for again, without it.
 */
export class OversizedAnswer extends GmailSqlError {
  /** What came before it. */
  readonly rows: readonly MessageRecord[]

  constructor(message: string, rows: readonly MessageRecord[] = []) {
    super('PROTOCOL', message)
    this.rows = rows
  }
}
