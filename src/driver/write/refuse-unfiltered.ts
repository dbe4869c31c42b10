import type { Statement } from '../../sql/statement.ts'
import type { Write } from '../../sql/write/read-write.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { RunContext } from '../run-context.ts'

/** @throws NEEDS_WHERE for an UPDATE or DELETE of all there is, unless AllowUnfiltered */
export function refuseUnfiltered({ command }: Statement, write: Write, { resources }: RunContext): void {
  if (write.kind === 'insert' || write.hasWhere || resources.parsed.values.AllowUnfiltered) return
  throw new GmailSqlError('NEEDS_WHERE', `${command} without WHERE would change every row`, {
    hint: 'Add WHERE, or allow it by AllowUnfiltered=true.',
  })
}
