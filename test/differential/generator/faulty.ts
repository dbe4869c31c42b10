import { condition } from './conditions.ts'
import type { Context, Draft } from './context.ts'
import { type Fragment, sql, unjudged } from './fragment.ts'
import { fromWhere, makeSource } from './source.ts'

/** Statements that must fail, in the same way however they are read. */
export function faulty(context: Context): Draft {
  const { random } = context
  const source = makeSource(context, { aliased: true })
  const where = condition(context, [source])
  const rest = fromWhere(source, where)
  const text = random.pick<() => Fragment>([
    () => sql`SELECT Subjct ${rest}`,
    () => sql`SELECT Id ${rest} AND Sizes > 5`,
    () => sql`SELECT Id FROM [No such mailbox] WHERE IsRead = 0`,
    () => sql`SELECT Id FROM NoSchema.Inbox WHERE IsRead = 0`,
    () => sql`SELECT nosuch(Size) ${rest}`,
    () => sql`SELECT ${source.column('Id')} ${rest} AND`,
    () => sql`SELECT Id FROM (Inbox WHERE IsRead = 0`,
    () => sql`SELECT Id FROM Inbox a JOIN Trash b ON a.MsgId = b.MsgId WHERE IsRead = 0`,
    () => sql`SELECT Id ${rest} ORDER BY 9`,
    () => sql`SELECT max(count(*)) ${rest}`,
    () => sql`SELECT Id FROM Inbox WHERE Size > :a AND Id > ?`,
    () => sql`SELECT Id FROM Inbox WHERE Size > ? AND Id > ?`,
    () => sql`SELECT Id FROM Messages WHERE IncludeSpamTrash = 1 OR IsRead = 0`,
    () => sql`SELECT Id FROM Messages WHERE NOT IncludeSpamTrash = 1`,
    () => sql`SELECT Id FROM Messages WHERE IncludeSpamTrash = 2`,
    () => sql`SELECT IncludeSpamTrash FROM Messages WHERE IsRead = 0`,
    () => sql`SELECT Id FROM [Gmail] WHERE IsRead = 0`,
    () => sql`SELECT Id, Size ${rest} UNION SELECT Id ${rest}`,
    () => sql`SELECT count(DISTINCT Id, Size) ${rest}`,
    () => sql`SELECT Id ${rest} AND count(*) > 1`,
    () => sql`SELECT Id ${rest} LIMIT 'x'`,
    () => sql`SELECT abs(-9223372036854775808) ${rest}`,
    () => sql`DELETE FROM Inbox`,
  ])()
  return { text: unjudged(text), isOrdered: false }
}
