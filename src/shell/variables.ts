import { type Piece, piecesOf } from '../sql/pieces.ts'
import { GmailSqlError, nearest, type Parameters, type ParameterValue } from './door.ts'
import type { BoundStatement } from './session.ts'

/** A name that `.set` takes, and `:name` reads. */
const VARIABLE_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u
/** Not the second colon of `::`. */
const IN_ARGUMENT = /(?<!:):(?:\{\?([\p{L}_][\p{L}\p{N}_]*)\}|(['"]?)([\p{L}_][\p{L}\p{N}_]*)\2)/gu
const NUMBER = /^-?(?:0|[1-9]\d{0,15})(?:\.\d+)?$/

/**
 * Puts variables into a statement: `:name` is bound as a value, `:'name'` becomes a text and `:"name"` a quoted name,
 * for a table.
 * @throws BAD_VALUE for a name that is not set
 */
export function bindVariables(text: string, variables: ReadonlyMap<string, string>): BoundStatement {
  if (!text.includes(':')) return { text }
  const pieces = piecesOf(text)
  const edited = withQuotedVariables(text, pieces, variables)
  const named = pieces.filter(({ kind, value }) => kind === 'parameter' && value.startsWith(':'))
  const entries = named.map(({ value }): [string, ParameterValue] => {
    const name = value.slice(1)
    return [name, boundValue(variableValue(name, variables))]
  })
  const parameters: Parameters | undefined = entries.length > 0 ? Object.fromEntries(entries) : undefined
  return { text: edited, parameters }
}

/**
 * Puts variables into the argument of a command: `:name`, in quotes of SQL `:'name'` and `:"name"`, and `:{?name}` for
 * whether it is set. A name that is not set stays as it stands, as in psql: it may be no variable at all.
 */
export function withVariables(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(IN_ARGUMENT, (written: string, asked?: string, quote = '', name = '') => {
    if (asked !== undefined) return variables.has(asked) ? 'TRUE' : 'FALSE'
    const value = variables.get(name)
    if (value === undefined || quote === '') return value ?? written
    return quote + value.replaceAll(quote, quote + quote) + quote
  })
}

/** A text in the form of a number is one, so that `LIMIT :n` works. */
function boundValue(text: string): ParameterValue {
  return NUMBER.test(text) ? Number(text) : text
}

function withQuotedVariables(
  text: string,
  pieces: readonly Piece[],
  variables: ReadonlyMap<string, string>,
): string {
  let edited = ''
  let from = 0
  for (const [index, colon] of pieces.entries()) {
    const name = pieces[index + 1]
    if (colon.kind !== 'unknown' || colon.value !== ':' || name?.start !== colon.end) continue
    if (name.kind !== 'string' && name.kind !== 'name') continue
    const quote = name.kind === 'string' ? "'" : '"'
    const value = variableValue(name.value, variables).replaceAll(quote, quote + quote)
    edited += text.slice(from, colon.start) + quote + value + quote
    from = name.end
  }
  return edited + text.slice(from)
}

function variableValue(name: string, variables: ReadonlyMap<string, string>): string {
  const value = variables.get(name)
  if (value !== undefined) return value
  const near = nearest(name, variables.keys())
  throw new GmailSqlError('BAD_VALUE', `the variable "${name}" is not set`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}At the prompt .set ${name} value sets it, before it --set ${name}=value.`,
  })
}

/** @throws BAD_VALUE for what is no name */
export function checkVariableName(name: string): string {
  if (VARIABLE_NAME.test(name)) return name
  throw new GmailSqlError('BAD_VALUE', `"${name}" is no name for a variable`, {
    hint: 'A name is letters, digits and _, and begins with a letter.',
  })
}
