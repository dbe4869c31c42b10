import { GmailSqlError } from '../util/errors.ts'
import { nearest } from '../util/suggest.ts'
import type { ReportValue } from './front-matter.ts'

/**
 * The defaults of a report, with what `--set name=value` says instead. A parameter whose default is a number takes numbers.
 * @throws BAD_VALUE for a name that the report does not have, a value that is no number, and a parameter without any value
 */
export function parameterValues(
  defaults: ReadonlyMap<string, ReportValue>,
  given: readonly string[],
): Map<string, ReportValue> {
  const values = new Map(defaults)
  for (const text of given) {
    const at = text.indexOf('=')
    const name = at < 0 ? text : text.slice(0, at)
    if (at < 0 || !defaults.has(name)) throw notSettable(text, name, defaults)
    values.set(name, settled(name, text.slice(at + 1), defaults.get(name) ?? null))
  }
  for (const [name, value] of values) {
    if (value !== null) continue
    throw new GmailSqlError('BAD_VALUE', `the parameter "${name}" of the report has no value`, {
      hint: `Give it one: --set ${name}=…`,
    })
  }
  return values
}

function settled(name: string, text: string, standard: ReportValue): ReportValue {
  if (typeof standard !== 'number') return text
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return number
  throw new GmailSqlError('BAD_VALUE', `--set ${name}=${text} is no number`, {
    hint: `The default of ${name} is ${standard}; it takes numbers.`,
  })
}

function notSettable(text: string, name: string, defaults: ReadonlyMap<string, ReportValue>): GmailSqlError {
  if (defaults.has(name)) {
    return new GmailSqlError('BAD_VALUE', `--set ${text} gives no value`, {
      hint: `Write --set ${name}=VALUE.`,
    })
  }
  const near = nearest(name, defaults.keys())
  const names = [...defaults.keys()].join(', ')
  return new GmailSqlError('BAD_VALUE', `the report has no parameter "${name}"`, {
    hint: near ? `Did you mean ${near}?` : names === '' ? 'It has none.' : `It has ${names}.`,
  })
}
