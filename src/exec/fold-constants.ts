import { computedConstants, type Fold, type Folds, foldOf, NO_FOLDS } from '../plan/folds.ts'
import type { NamedStatement } from '../plan/name-tables.ts'
import { spell, type Token } from '../sql/lexer.ts'
import { usedParameters } from '../sql/parameters.ts'
import type { StatementShape } from '../sql/shape.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import { isGmailSqlError } from '../util/errors.ts'
import type { StatementClock } from '../util/sql-function.ts'
import type { SqlValue } from '../util/value.ts'

interface FoldInput {
  readonly tokens: readonly Token[]
  readonly shape: StatementShape
  readonly named: NamedStatement
  readonly params: readonly SqlValue[]
}

interface FoldContext {
  readonly engine: Engine
  readonly call: CallOptions
  readonly clock: StatementClock
}

/** What SQLite makes of the constants that are computed, for the search of the server; none of them where one fails. */
export async function foldConstants(
  { tokens, shape, named, params }: FoldInput,
  { engine, call, clock }: FoldContext,
): Promise<Folds> {
  const computed = computedConstants(tokens, named, shape)
  if (computed.length === 0) return NO_FOLDS
  const spelled = computed.map(({ range: { from, to } }) => `(${spell(tokens.slice(from, to))})`)
  const sql = `SELECT ${spelled.join(', ')}`
  const values = await evaluate()
  const folds = computed.flatMap((each, index): [Token, Fold][] => {
    const value = values[index]
    const fold = value === undefined ? null : foldOf(tokens, each, value)
    return fold ? [[tokens[each.range.from]!, fold]] : []
  })
  return new Map(folds)

  async function evaluate(): Promise<readonly SqlValue[]> {
    try {
      const [, rows] = await engine.call(
        [
          { op: 'clock', clock },
          { op: 'evaluate', ...usedParameters(sql, params) },
        ],
        call,
      )
      return rows[0] ?? []
    } catch (error) {
      // The statement itself fails likewise, if it comes to that expression at all.
      if (isGmailSqlError(error) && !['CANCELLED', 'TIMEOUT'].includes(error.code)) return []
      throw error
    }
  }
}
