import type { SqlFunction } from '../../util/sql-function.ts'
import { addressFunctions } from './addresses.ts'
import { aggregateFunctions } from './aggregates.ts'
import { castFunctions } from './cast-targets.ts'
import { codingFunctions } from './codings.ts'
import { conditionalFunctions } from './conditional.ts'
import { connectionFunctions } from './connection.ts'
import { fieldFunctions } from './date-fields.ts'
import { formatFunctions, makeFunctions } from './date-forms.ts'
import { moveFunctions } from './date-moves.ts'
import { nowFunctions, sqliteNowFunctions } from './date-now.ts'
import { literalFunctions } from './date-periods.ts'
import { hasFlagFunction } from './has-flag.ts'
import { hasLabelFunction, hasLabelsFunction } from './has-label.ts'
import { headerLinesFunction } from './header-lines.ts'
import { likeFunction } from './like.ts'
import { momentFunctions } from './moments.ts'
import { nativeFunctions } from './native.ts'
import { numberFunctions } from './numbers.ts'
import { printfFunction } from './printf-format.ts'
import { regexpFunctions } from './regexps.ts'
import { caseFunctions, characterFunctions, formFunctions } from './string-forms.ts'
import { partFunctions, searchFunctions } from './string-parts.ts'
import { wordFunctions, wordTokensFunction } from './words.ts'

/** Every function that SQL can call, those of SQLite itself as well: what is registered, documented and listed. */
export const functions: readonly SqlFunction[] = [
  ...hasFlagFunction,
  ...hasLabelFunction,
  ...hasLabelsFunction,
  ...addressFunctions,
  ...wordFunctions,
  ...wordTokensFunction,
  ...headerLinesFunction,
  ...partFunctions,
  ...searchFunctions,
  ...caseFunctions,
  ...characterFunctions,
  ...formFunctions,
  ...codingFunctions,
  ...likeFunction,
  ...regexpFunctions,
  ...nowFunctions,
  ...sqliteNowFunctions,
  ...fieldFunctions,
  ...moveFunctions,
  ...makeFunctions,
  ...formatFunctions,
  ...literalFunctions,
  ...numberFunctions,
  ...conditionalFunctions,
  ...castFunctions,
  ...connectionFunctions,
  ...printfFunction,
  ...aggregateFunctions,
  ...momentFunctions,
  ...nativeFunctions,
]
