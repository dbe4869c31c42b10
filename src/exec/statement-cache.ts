import type { RewrittenText } from '../sql/edited.ts'
import type { ParameterSlots } from '../sql/parameters.ts'
import type { StatementShape } from '../sql/shape.ts'
import { readStatement, type Statement } from '../sql/statement.ts'
import type { Compiled, Probe } from '../sqlite/protocol.ts'
import { RecentMap } from '../util/recent-map.ts'

/** What a SELECT's text alone says. */
export interface ParsedSelect {
  readonly slots: ParameterSlots
  readonly rewritten: RewrittenText
  readonly shape: StatementShape
}

const CAPACITY = 64
const LONGEST_TEXT = 20_000

/**
 * What was worked out for statements that may come again. Each entry follows from its key alone: a text's tokens and rewriting
 * from the text, a compilation from the compiled text and its shadow tables. So nothing of it can be out of date;
 * what names mean is looked up each time.
 */
export class StatementCache {
  readonly #statements = new RecentMap<Statement>(CAPACITY, LONGEST_TEXT)
  readonly parsed = new RecentMap<ParsedSelect>(CAPACITY, LONGEST_TEXT)
  readonly compiled = new RecentMap<Compiled>(CAPACITY, LONGEST_TEXT)
  readonly probed = new RecentMap<readonly (Probe | null)[]>(CAPACITY, LONGEST_TEXT)

  /** @throws as {@link readStatement} */
  read(text: string): Statement {
    return this.#statements.getOrMake(text, () => readStatement(text))
  }
}
