import { cachedTable, identityOf } from '../catalog/cached.ts'
import { isKept, resolveTable } from '../catalog/resolve.ts'
import type { CachedTableDefinition } from '../catalog/table.ts'
import { removal } from '../exec/cached-changes.ts'
import { readResetCache } from '../sql/cache.ts'
import type { Statement } from '../sql/statement.ts'
import { type Forgotten, forgetMail } from '../store/forget-mail.ts'
import { GmailSqlError } from '../util/errors.ts'
import { catalogNames } from './catalog-names.ts'
import { effectRun } from './effect-run.ts'
import { callOptions } from './prepare-context.ts'
import type { RunContext, StatementRun } from './run-context.ts'

/** What is to go: cached tables, and the mail of a mailbox, of all (null), or none. */
interface ResetTarget {
  readonly cached: readonly CachedTableDefinition[]
  readonly mail: { readonly path: string | null } | 'none'
}

/** RESET CACHE [table]: removes cached tables, and what the store keeps of mail. A notice tells what went. */
export function startResetCache(statement: Statement, context: RunContext): StatementRun {
  const path = readResetCache(statement)
  return effectRun('RESET', async () => {
    const target = await targetOf(path, context)
    const { resources, notify } = context
    const { isLasting } = resources
    const call = callOptions(context)
    await resources.store.open(call)
    const gone: string[] = []
    if (target.mail === 'none') {
      for (const table of target.cached) {
        const rows = await resources.cached.drop(table, call)
        if (rows !== null) gone.push(`the cached table ${table.name}, ${counted(rows, 'row')}`)
      }
    } else {
      const requests = target.cached.flatMap(removal)
      const forgotten = await forgetMail(
        resources.engine,
        { ...target.mail, isLasting },
        requests,
        call,
      ).finally(() => forgetAnswers(context))
      gone.push(
        ...target.cached.map(({ name }) => `the cached table ${name}`),
        mailText(target.mail, forgotten),
      )
    }
    notify({ code: 'CACHE_RESET', message: `removed from the store: ${gone.join('; ') || 'nothing'}` })
    return 0
  })
}

async function targetOf(path: readonly string[] | null, context: RunContext): Promise<ResetTarget> {
  const tables = await context.resources.cached.list(callOptions(context))
  if (path === null) return { cached: tables, mail: { path: null } }
  const live = { tables, copiesStand: false }
  const named = path.length === 1 ? cachedTable(path[0]!, live) : undefined
  if (named) return { cached: [named], mail: 'none' }
  const names = { ...(await catalogNames(context, await context.mailboxes(false))), cached: live }
  const found = resolveTable(path, names)
  const copies = isKept(found) ? [] : tables.filter(({ copyOf }) => copyOf === identityOf(found))
  if (found.kind === 'mailbox') return { cached: copies, mail: { path: found.mailbox.path } }
  if (copies.length > 0) return { cached: copies, mail: 'none' }
  throw new GmailSqlError('NO_TABLE', `there is no cached table "${path.join('.')}"`, {
    hint: 'RESET CACHE takes a cached table, a mailbox, or no name for everything.',
  })
}

/** Whatever was known of the store may be wrong now, also when removing failed. */
function forgetAnswers({ resources }: RunContext): void {
  resources.store.forget()
  resources.cached.forget()
  resources.metadata.forget()
}

function mailText({ path }: { readonly path: string | null }, { mailboxes, messages }: Forgotten): string {
  const what =
    path === null ? `what was known of ${counted(mailboxes, 'mailbox', 'mailboxes')}` : `the mailbox ${path}`
  return `${what}, ${counted(messages, 'message')}`
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
}
