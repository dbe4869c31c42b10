import { functions } from '../../src/sql/functions/index.ts'
import type { FunctionFamily, SqlFunction } from '../../src/util/sql-function.ts'
import type { SqlValue } from '../../src/util/value.ts'
import { code, generatedFrom, plain, table } from './markdown.ts'

const INTRODUCTION = `# Functions

What can be called in a statement; the functions of JSON and full text are SQLite's and work too. The examples are of a statement that begins at
2026-03-05 06:07:08 UTC, a Thursday, with \`TimeZone=UTC\`.

* NULL as an argument makes the answer NULL, unless the function is about NULL. A value that a function cannot read is
  the error \`BAD_VALUE\`, which names both; functions that begin with \`TRY_\` or \`IS\` answer instead.
* Characters are counted in Unicode code points, from 1.
* Dates are read as \`YYYY-MM-DD\`, \`YYYY-MM-DD HH:MM:SS\` or that with an offset. Columns are UTC. Years, days and hours
  are those of the clocks in the property \`TimeZone\`: with \`TimeZone=Asia/Tokyo\`, \`DAY(ReceivedDate)\` is the day in
  Tokyo. A date without a time is a day of the calendar, in every zone the same.
* \`NOW()\` and all like it are the start of the statement, in every row the same. Where TimeZone is not UTC they are
  written with their offset.
`

const FAMILIES: readonly (readonly [FunctionFamily, title: string, about?: string])[] = [
  ['mail', 'Mail'],
  ['string', 'Text'],
  ['date', 'Dates'],
  [
    'date literal',
    'Date literals',
    'Compared with a date column each means all of its days: `ReceivedDate = L_LAST_WEEK()` is any time of last week, `<` is before it, `>` after it. Anywhere else it is its first day.',
  ],
  ['math', 'Numbers'],
  ['conditional', 'Conditions and conversions'],
  ['connection', 'The connection'],
  ['aggregate', 'Aggregates', 'Over groups, and over windows with OVER unless the row says otherwise.'],
  ['window', 'Windows', 'With OVER, and nothing else.'],
]

/** docs/functions.md. */
export function functionsPage(): string {
  const sections = FAMILIES.map(([family, title, about]) => section(family, title, about))
  return `${generatedFrom('src/sql/functions')}\n${INTRODUCTION}\n${sections.join('\n')}`
}

function section(family: FunctionFamily, title: string, about?: string): string {
  const members = functions.filter(each => each.family === family)
  const rows = members.map(each => [code(callOf(each)), plain(each.doc), exampleOf(each)])
  const text = about === undefined ? '' : `${about}\n\n`
  return `## ${title}\n\n${text}${table(['function', 'answers', 'example'], rows)}\n`
}

const WITHOUT_PARENTHESES = new Set(['CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME'])

function callOf({ name, parameters }: SqlFunction): string {
  return WITHOUT_PARENTHESES.has(name) ? name : `${name}(${parameters})`
}

function exampleOf({ example: [expression, gives] }: SqlFunction): string {
  return `${code(expression)} → ${code(shown(gives))}`
}

function shown(value: SqlValue): string {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? `'${value}'` : String(value)
}
