import { readFileSync } from 'node:fs'
import { readStatement } from '../sql/statement.ts'
import { expandUserViews, type UserView, type UserViews } from '../sql/user-views.ts'
import type { GmailSqlError } from '../util/errors.ts'
import { trimEndOf } from '../util/trim.ts'
import { badProperty, quote } from './property-error.ts'

const FORM = 'The file is {"name": {"query": "SELECT …"}, …}.'

/**
 * The views of the file that UserDefinedViews names.
 * @throws BAD_PROPERTY naming the file and the view.
 */
export function readUserViews(path: string | undefined, taken: readonly string[]): UserViews {
  const views = new Map<string, UserView>()
  if (path === undefined) return views
  const refuse: Refuse = (what, hint) => badProperty(`UserDefinedViews ${quote(path)}: ${what}`, hint)
  for (const [name, definition] of Object.entries(readObject(path, refuse))) {
    const query: unknown =
      typeof definition === 'object' && definition !== null && 'query' in definition ? definition.query : null
    if (name.trim() === '' || typeof query !== 'string') throw refuse(`${quote(name)} has no query`, FORM)
    if (taken.some(table => table.toLowerCase() === name.toLowerCase()))
      throw refuse(`the view ${quote(name)} is called like a table`, 'Give it another name.')
    if (views.has(name.toLowerCase()))
      throw refuse(`the view ${quote(name)} is there twice`, 'Give one of them another name.')
    views.set(name.toLowerCase(), { name, query: trimEndOf(query, /[;\s]/) })
  }
  for (const view of views.values()) check(view, views, refuse)
  return views
}

type Refuse = (what: string, hint: string) => GmailSqlError

function readObject(path: string, refuse: Refuse): object {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''))
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error), FORM)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw refuse('it holds no object', FORM)
}

function check(view: UserView, views: UserViews, refuse: Refuse): void {
  const of = `the view ${quote(view.name)}`
  let kind: string
  let hasParameter: boolean
  try {
    const statement = readStatement(view.query)
    kind = statement.kind
    hasParameter = statement.tokens.some(token => token.kind === 'parameter')
    if (kind === 'select') expandUserViews(view.query, views, [view])
  } catch (error) {
    throw refuse(`${of}: ${error instanceof Error ? error.message : String(error)}`, FORM)
  }
  if (kind !== 'select') throw refuse(`${of} is no SELECT`, FORM)
  if (hasParameter)
    throw refuse(`${of} has a parameter`, 'Write the value, or put the condition into the statement.')
}
