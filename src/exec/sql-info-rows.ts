import type { FunctionFamily, SqlFunction } from '../util/sql-function.ts'
import type { SqlValue } from '../util/value.ts'

/** What of SQL there is, by the names that programs look for; lists of functions are made from what is registered. */
const FACTS: readonly (readonly [name: string, description: string, value: string])[] = [
  ['COUNT', 'Whether COUNT may be written', 'YES'],
  ['IDENTIFIER_QUOTE_OPEN_CHAR', 'Opens a quoted name', '['],
  ['IDENTIFIER_QUOTE_CLOSE_CHAR', 'Closes a quoted name; doubled inside', ']'],
  [
    'SUPPORTED_OPERATORS',
    'Operators of conditions',
    '=,>,<,>=,<=,<>,!=,LIKE,NOT LIKE,ILIKE,CONTAINS,GLOB,IN,NOT IN,IS NULL,IS NOT NULL,BETWEEN,EXISTS,AND,OR,NOT',
  ],
  ['GROUP_BY', 'NO_RELATION: columns of GROUP BY and of the select list are independent', 'NO_RELATION'],
  ['OJ_CAPABILITIES', 'Outer joins', 'LEFT,RIGHT,FULL,NESTED,NOT_ORDERED,INNER,ALL_COMPARISON_OPS'],
  ['OUTER_JOINS', 'Whether outer joins may be written', 'YES'],
  [
    'SUBQUERIES',
    'Where a subquery may stand; quantified ones (ANY, ALL) may not',
    'COMPARISON,EXISTS,IN,CORRELATED_SUBQUERIES',
  ],
  ['UNION', 'Whether UNION, INTERSECT and EXCEPT may be written', 'YES'],
  ['WITH', 'Whether common table expressions may be written', 'YES'],
  ['LIMIT', 'Whether LIMIT and OFFSET may be written', 'YES'],
  ['SUPPORT_TRANSACTION', 'Whether a transaction can be rolled back: mail has none', 'NO'],
  ['SUPPORTS_MULTIPLE_SCHEMAS', 'Whether there are several schemas', 'YES'],
  ['SUPPORTS_MULTIPLE_CATALOGS', 'Whether there are several catalogs', 'NO'],
  ['DIALECT', 'Whose SQL it is', 'SQLite'],
]

const FAMILIES: readonly (readonly [name: string, description: string, ...families: FunctionFamily[]])[] = [
  ['AGGREGATE_FUNCTIONS', 'Functions over groups', 'aggregate'],
  ['WINDOW_FUNCTIONS', 'Functions that stand before OVER, besides those over groups', 'window'],
  ['STRING_FUNCTIONS', 'Functions of text', 'string'],
  ['NUMERIC_FUNCTIONS', 'Functions of numbers', 'math'],
  ['TIMEDATE_FUNCTIONS', 'Functions of dates and times', 'date', 'date literal'],
  [
    'SYSTEM_FUNCTIONS',
    'Functions that choose between values or tell of the connection',
    'conditional',
    'connection',
  ],
  ['MAIL_FUNCTIONS', 'Functions of the columns of messages', 'mail'],
]

/** Rows of sys_sqlinfo; `functions` are all that there are, but those of JSON and full text. */
export function sqlInfoRows(functions: readonly Pick<SqlFunction, 'name' | 'family'>[]): SqlValue[][] {
  const lists = FAMILIES.map(([name, description, ...families]) => {
    const names = functions.filter(item => families.includes(item.family)).map(item => item.name)
    // A name that only a rewrite writes is not for people.
    const shown = names.filter(item => !item.startsWith('GMAILSQL_'))
    return [name, description, shown.sort().join(',')]
  })
  return [...FACTS.map(fact => [...fact]), ...lists]
}
