import { literalInstant, parseDateText, zonedText } from '../../util/date-text.ts'
import type { StatementClock } from '../../util/sql-function.ts'
import type { SqlValue } from '../../util/value.ts'
import { type Edit, replace } from '../edit.ts'
import { functions } from '../functions/index.ts'
import type { Token } from '../lexer.ts'
import { argumentsOf, closing } from '../operands.ts'

/** They read a date without a zone as UTC, because columns are; SQLite's own are UTC throughout. */
const DATE_FUNCTIONS = new Set(
  functions.filter(({ family, kind }) => family === 'date' && kind === 'scalar').map(({ name }) => name),
)

/**
 * A time that was typed without a zone, as an argument of a date function: it is of TimeZone, and gets its offset, because
 * the function could not tell it from a column.
 */
export function zoneTypedArguments(
  tokens: readonly Token[],
  constantOf: (token: Token) => SqlValue | undefined,
  clock: StatementClock,
): Edit[] {
  if (clock.timeZone === 'UTC') return []
  return tokens.flatMap((token, at) => {
    const isCall = token.kind === 'word' && DATE_FUNCTIONS.has(token.value) && closing(tokens, at + 1) > 0
    if (!isCall) return []
    return argumentsOf(tokens, at + 1).flatMap(({ from, to }) => {
      const only = to === from + 1 ? tokens[from]! : undefined
      const text = only && zoned(constantOf(only), clock)
      return text ? [replace(only, `'${text}'`)] : []
    })
  })
}

function zoned(value: SqlValue | undefined, { timeZone }: StatementClock): string | null {
  const parsed = typeof value === 'string' ? parseDateText(value) : null
  return parsed?.form === 'local' ? zonedText(literalInstant(parsed, timeZone), timeZone) : null
}
