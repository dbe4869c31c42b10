import type { ListedUserView } from '../catalog/resolve.ts'
import type { ListColumnDefinition } from '../catalog/table.ts'
import { describeSelect } from '../exec/prepare.ts'
import { readStatement } from '../sql/statement.ts'
import type { UserView } from '../sql/user-views.ts'
import { isGmailSqlError } from '../util/errors.ts'
import { prepareContext } from './prepare-context.ts'
import type { RunContext } from './run-context.ts'

/** What is wrong with the query itself, and not with the connection: the other tables are listed all the same. */
const OF_QUERY: ReadonlySet<string> = new Set([
  'SYNTAX',
  'NO_TABLE',
  'NO_COLUMN',
  'AMBIGUOUS',
  'NOT_SUPPORTED',
])

/** The views of UserDefinedViews with the columns of their queries, which SQLite tells; no query runs. */
export async function describeUserViews(context: RunContext): Promise<ListedUserView[]> {
  const described: ListedUserView[] = []
  for (const view of context.resources.userViews.values())
    described.push({ name: view.name, columns: await columnsOf(view, context) })
  return described
}

async function columnsOf({ name, query }: UserView, context: RunContext): Promise<ListColumnDefinition[]> {
  try {
    const columns = await describeSelect(readStatement(query), prepareContext(context))
    return columns.map(column => ({
      name: column.name,
      type: column.type ?? 'TEXT',
      doc: `Column of the view ${name}`,
    }))
  } catch (error) {
    if (!isGmailSqlError(error) || !OF_QUERY.has(error.code)) throw error
    const message = `the view ${JSON.stringify(name)} cannot be read, so its columns are not listed: ${error.message}`
    context.notify({ code: 'USER_VIEW', message })
    return []
  }
}
