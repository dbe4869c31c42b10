import type { PreparedSelect } from '../../exec/prepare.ts'
import type { FoundMessage, Place } from '../../exec/write/found-message.ts'
import { quoteName, tokenize } from '../../sql/lexer.ts'
import { positionAt } from '../../sql/position.ts'
import { quoteText } from '../../sql/rewrite/text-literals.ts'
import { readStatement, type Statement } from '../../sql/statement.ts'
import { qualifierOf } from '../../sql/write/as-select.ts'
import type { UpdateWrite, Write } from '../../sql/write/read-write.ts'
import type { Rows } from '../../sqlite/protocol.ts'
import { GmailSqlError } from '../../util/errors.ts'
import type { RunContext } from '../run-context.ts'
import { prepare, run } from '../select-run.ts'

/** @throws NOT_SUPPORTED for a parameter behind RETURNING, which runs as a statement of its own */
export function refuseParameters({ text }: Statement, { returning }: Write): void {
  if (returning === null) return
  const parameter = tokenize(returning.typed).find(({ kind }) => kind === 'parameter')
  if (!parameter) return
  throw new GmailSqlError('NOT_SUPPORTED', 'RETURNING takes no parameters', {
    position: positionAt(text, returning.start),
    hint: 'Write the value, or compute with the rows that come back.',
  })
}

/** The SELECT that tells of messages of the target, or of those that went to another mailbox, by their Ids. */
export async function prepareReturning(
  write: UpdateWrite,
  { path, ids }: { readonly path: string | null; readonly ids: readonly (number | string)[] },
  context: RunContext,
): Promise<PreparedSelect> {
  const name = qualifierOf(write)
  const table = path === null ? write.target.typed : `Mailbox.${quoteName(path)} AS ${name}`
  const list = ids.map(id => (typeof id === 'number' ? id : quoteText(id))).join(', ')
  return await prepareReturningFrom(write, `${table} WHERE ${name}.Id IN (${list})`, context)
}

/** The SELECT of what RETURNING says. @param from what follows FROM */
export async function prepareReturningFrom(
  { returning }: Write,
  from: string,
  context: RunContext,
): Promise<PreparedSelect> {
  return await prepare(readStatement(`SELECT ${returning!.typed} FROM ${from}`), [], context, { maxRows: 0 })
}

export interface Written {
  readonly messages: readonly FoundMessage[]
  readonly moved: ReadonlyMap<FoundMessage, Place>
}

/** What RETURNING of an UPDATE says: the messages as they are now, wherever they are. */
export async function* returnedRows(
  write: UpdateWrite,
  { messages, moved }: Written,
  { byMsgId, context }: { readonly byMsgId: boolean; readonly context: RunContext },
): AsyncGenerator<Rows> {
  const byPath = Map.groupBy(messages, message => (byMsgId ? null : (moved.get(message)?.path ?? null)))
  for (const [path, group] of byPath) {
    const ids = group.map(message => (byMsgId ? message.msgId : (moved.get(message)?.uid ?? message.uid)))
    yield* run(await prepareReturning(write, { path, ids }, context), context)
  }
}
