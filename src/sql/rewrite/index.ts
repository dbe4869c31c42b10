import type { Edit } from '../edit.ts'
import { edited, type RewrittenText } from '../edited.ts'
import type { Token } from '../lexer.ts'
import { rewriteAnsiCalls } from './ansi-calls.ts'
import { respellBlanks } from './blanks.ts'
import { rewriteCasts } from './casts.ts'
import { rewriteConcatPlus } from './concat-plus.ts'
import { rewriteConnectorColumns } from './connector-columns.ts'
import { rewriteConvert } from './convert.ts'
import { quoteDateParts } from './date-words.ts'
import { rewriteDaysFromNow } from './days-from-now.ts'
import { nameDerivedColumns } from './derived-columns.ts'
import { rewriteExtract } from './extract.ts'
import { dropHints } from './hints.ts'
import { rewriteIntegerDivision } from './integer-division.ts'
import { rewriteIntervals } from './intervals.ts'
import { rewriteIsNull } from './isnull.ts'
import { rewriteMembership } from './membership.ts'
import { dropOdbcBraces } from './odbc-escapes.ts'
import { respellOperators } from './operators.ts'
import { rewriteOrderedSets } from './ordered-sets.ts'
import { respellParameters } from './parameters.ts'
import { guardFormats } from './printf-formats.ts'
import { quoteNames } from './quoted-names.ts'
import { respellRowLimits } from './row-limits.ts'
import { openSetOperands } from './set-operands.ts'
import { settleNow } from './sqlite-now.ts'
import { respellStandardWords } from './standard-words.ts'
import { rewriteTextAggregates } from './text-aggregates.ts'
import { respellTexts } from './text-literals.ts'
import { wrapUnionOrder } from './union-order.ts'

/** Tokens of a statement and its text → what to replace. A rewrite sees the text as the ones before it left it. */
type Rewrite = (tokens: readonly Token[], text: string) => Edit[]

/** In order; each is a small, whole change of spelling that keeps the meaning. */
const REWRITES: readonly Rewrite[] = [
  respellBlanks,
  respellTexts,
  dropOdbcBraces,
  respellParameters,
  dropHints,
  respellRowLimits,
  openSetOperands,
  nameDerivedColumns,
  wrapUnionOrder,
  quoteNames,
  rewriteConvert,
  rewriteCasts,
  respellOperators,
  rewriteIntegerDivision,
  rewriteIsNull,
  rewriteAnsiCalls,
  rewriteOrderedSets,
  rewriteTextAggregates,
  rewriteExtract,
  quoteDateParts,
  respellStandardWords,
  rewriteIntervals,
  rewriteDaysFromNow,
  rewriteConcatPlus,
  rewriteConnectorColumns,
  rewriteMembership,
  settleNow,
  guardFormats,
]

/** The statement in the spelling that SQLite reads; table names are left as they are. */
export function rewrite(text: string, tokens: readonly Token[]): RewrittenText {
  let current: RewrittenText = { text, tokens }
  for (const step of REWRITES) current = edited(current, step(current.tokens, current.text))
  return current
}
