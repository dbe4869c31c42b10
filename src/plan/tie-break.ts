import { applyEdits } from '../sql/edit.ts'
import { isSymbol, isWord, quoteName, type Token, tokenize } from '../sql/lexer.ts'
import type { StatementShape } from '../sql/shape.ts'
import { DEPENDENT_ROWS } from './dependent-rows.ts'
import type { NamedStatement, NamedTable } from './name-tables.ts'

/** Words after which a row of the result is not a message. */
const OTHER_ROWS = [...DEPENDENT_ROWS, 'VALUES']
const AGGREGATES = ['COUNT', 'SUM', 'MIN', 'MAX', 'AVG', 'TOTAL', 'GROUP_CONCAT', 'STRING_AGG', 'MEDIAN']

/**
 * Messages that are equal in ORDER BY come newest first. SQLite leaves their order to how it happens to read them, and
 * which of them a LIMIT keeps would depend on what was searched.
 */
export function breakTies(named: NamedStatement, shape: StatementShape): NamedStatement {
  const table = tableWithOrder(named, shape)
  if (!table) return named
  const limit = shape.limit
    ? named.tokens.findLastIndex(token => isWord(token, 'LIMIT'))
    : named.tokens.length
  const end = named.tokens[limit - 1]!.end
  const shownAs = quoteName(table.ref.alias ?? table.ref.path.at(-1)!)
  const text = applyEdits(named.text, [{ start: end, end, text: `, ${shownAs}."Id" DESC` }])
  return { ...named, text, tokens: tokenize(text) }
}

/** The one table of which the statement orders the messages; null where it has another form. */
export function tableWithOrder(named: NamedStatement, shape: StatementShape): NamedTable | null {
  const [table] = named.tables
  return table && shape.topLevelWords.has('ORDER') && isOfMessages(named, shape, table) ? table : null
}

function isOfMessages({ tables, tokens }: NamedStatement, shape: StatementShape, table: NamedTable): boolean {
  const isSingle = tables.length === 1 && shape.refs.length === 1 && shape.scopes.length === 1
  const { kind } = table.resolved
  if (!isSingle || shape.scopes[0]!.otherSources > 0 || (kind !== 'mailbox' && kind !== 'messages'))
    return false
  return !tokens.some((token, index) => isWord(token, ...OTHER_ROWS) || isAggregate(token, tokens[index + 1]))
}

function isAggregate(token: Token, next: Token | undefined): boolean {
  return isWord(token, ...AGGREGATES) && isSymbol(next, '(')
}
