import { GmailSqlError } from '../util/errors.ts'
import { applyEdits } from './edit.ts'
import { quoteName, tokenize } from './lexer.ts'
import { readShape } from './scopes.ts'
import type { TableRef } from './shape.ts'

/** A view of the user's own: a SELECT under a name. */
export interface UserView {
  readonly name: string
  readonly query: string
}

/** By name in lower case. */
export type UserViews = ReadonlyMap<string, UserView>

/**
 * The text with each view that it names replaced by its query, and so on in the queries.
 * @throws SYNTAX for a view that names itself by way of others.
 */
export function expandUserViews(text: string, views: UserViews, within: readonly UserView[] = []): string {
  const tokens = tokenize(text)
  const { refs, cteNames } = readShape(tokens)
  const edits = refs.flatMap(ref => {
    const view = viewOf(ref, views)
    if (!view || (ref.path.length === 1 && cteNames.has(view.name.toLowerCase()))) return []
    if (within.includes(view)) throw cycle([...within.slice(within.indexOf(view)), view])
    const query = expandUserViews(view.query, views, [...within, view])
    const alias = ref.alias === null && !ref.isOperand ? ` AS ${quoteName(ref.path.at(-1)!)}` : ''
    const [start, end] = [tokens[ref.range.from]!.start, tokens[ref.range.to - 1]!.end]
    return [{ start, end, text: `(${query}\n)${alias}` }]
  })
  return edits.length === 0 ? text : applyEdits(text, edits)
}

/** `view`, `IMAP.view`, `Gmail.IMAP.view` */
function viewOf({ path }: TableRef, views: UserViews): UserView | undefined {
  const prefix = path.slice(0, -1).join('.').toLowerCase()
  return ['', 'imap', 'gmail.imap'].includes(prefix) ? views.get(path.at(-1)!.toLowerCase()) : undefined
}

function cycle(views: readonly UserView[]): GmailSqlError {
  return new GmailSqlError('SYNTAX', `it names itself: ${views.map(({ name }) => name).join(' → ')}`)
}
