import { parseDateText } from '../../util/date-text.ts'
import type { Parameters } from '../../util/value.ts'
import { type Edit, insertAfter, insertBefore } from '../edit.ts'
import type { Token } from '../lexer.ts'
import { bindParameters, dateNumbers, numberParameters } from '../parameters.ts'
import type { Statement } from '../statement.ts'
import { typedItems } from './inserted-items.ts'
import type { InsertWrite } from './read-write.ts'

/**
 * A time that was typed without a zone as the value of a date column, in VALUES or in a SELECT: it is of TimeZone, while what a
 * column or function gives is UTC or says its zone. TO_TIMESTAMP tells the typed argument and makes UTC of it.
 * @param indexes of the date columns among those that the INSERT names
 */
export function zoneInsertedDates(
  statement: Statement,
  write: InsertWrite,
  indexes: readonly number[],
  given: Parameters,
): Edit[] {
  const typed = indexes.flatMap(index => typedItems(statement, write, index)).filter(token => token !== null)
  const textOf = texts(statement, given)
  return typed.flatMap(token => {
    const isLocal = parseDateText(textOf(token) ?? '')?.form === 'local'
    return isLocal ? [insertBefore(token, 'TO_TIMESTAMP('), insertAfter(token, ')')] : []
  })
}

/** The text of a token; null for a parameter that is none, as a Date, which is an instant. */
function texts({ tokens }: Statement, given: Parameters): (token: Token) => string | null {
  const { slots, spelling } = numberParameters(tokens)
  const values = bindParameters(slots, given)
  const instants = dateNumbers(slots, given)
  return token => {
    if (token.kind === 'string') return token.value
    const number = Number(spelling.get(token)!.slice(1))
    const value = values[number - 1]
    return typeof value === 'string' && !instants.has(number) ? value : null
  }
}
