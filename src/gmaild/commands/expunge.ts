import { expungeFrom } from '../store/labels.ts'
import { type Call, writableOf } from './command.ts'
import { rowsOf } from './fetch.ts'

/** EXPUNGE, and UID EXPUNGE of RFC 4315. */
export function expunge(call: Call): string {
  const { args, session } = call
  if (call.uid) args.space()
  const set = call.uid ? args.sequenceSet() : undefined
  args.end()
  const selected = writableOf(call)
  const rows = set === undefined ? selected.rows.map(entry => ({ entry })) : rowsOf(call, selected, set)
  for (const { entry } of rows) {
    if (entry.deleted && !selected.isRemoved(entry))
      expungeFrom(session.account, entry.message, selected.mailbox)
  }
  return 'OK Success'
}
