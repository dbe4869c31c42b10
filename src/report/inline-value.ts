import { GmailSqlError } from '../util/errors.ts'
import { FORMAT_OPTIONS, type NumberFormat } from './block-options.ts'
import { columnIndex } from './chart/columns.ts'
import type { ReportValue } from './front-matter.ts'
import type { Query, Report } from './read-report.ts'
import type { Outcome } from './run-queries.ts'
import { nameText, shortText } from './value-text.ts'

const REFERENCE = /^([^.|]+?)(?:\.([^|]+?))?\s*(?:\|\s*(\w+))?$/u

/** What an inline value is looked up in. */
export interface Known {
  readonly report: Report
  readonly outcomes: ReadonlyMap<Query, Outcome>
  readonly values: ReadonlyMap<string, ReportValue>
}

/**
 * What `{{ days }}`, `{{ totals.Messages }}` or `{{ totals.Size | bytes }}` stands for: a parameter, or a column of the first row.
 * @throws BAD_VALUE, NO_COLUMN for what is not there, and the query's own error
 */
export function inlineValue(reference: string, known: Known): string {
  const [, name = '', column, format] = REFERENCE.exec(reference) ?? []
  if (format !== undefined && !(FORMAT_OPTIONS as readonly string[]).includes(format)) {
    throw new GmailSqlError('BAD_VALUE', `{{${reference}}}: there is no format "${format}"`, {
      hint: `Formats are ${FORMAT_OPTIONS.join(', ')}.`,
    })
  }
  const value = column === undefined ? known.values.get(name) : cellOf(name, column, known)
  if (value === undefined) throw notThere(reference)
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  return isNumber
    ? shortText(value, format as NumberFormat | undefined)
    : value === null
      ? '–'
      : nameText(value)
}

function cellOf(name: string, column: string, { report, outcomes }: Known) {
  const query = report.queries.find(one => one.name === name)
  const outcome = query && outcomes.get(query)
  if (!outcome) return undefined
  if ('error' in outcome) throw outcome.error
  return outcome.rows[0]?.[columnIndex(outcome, column)] ?? null
}

function notThere(reference: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `{{${reference}}} names no parameter and no query of the report`, {
    hint: 'Write {{ name }} for a parameter, {{ query.Column }} for the first row of a query.',
  })
}
