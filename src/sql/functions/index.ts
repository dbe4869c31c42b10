import type { SqlFunction } from '../../util/sql-function.ts'
import { hasFlagFunction } from './has-flag.ts'
import { hasLabelFunction } from './has-label.ts'

/** Every function that is registered in SQLite besides its own. */
export const functions: readonly SqlFunction[] = [hasFlagFunction, hasLabelFunction]
