import type { Plan } from '../plan/plan.ts'
import { quoteName } from '../sql/lexer.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { EngineAnswers, EngineRequest, Rows } from '../sqlite/protocol.ts'
import { dropSql } from './candidates.ts'
import type { ExecContext } from './context.ts'
import { dropSearches } from './search-sets.ts'

type RowsRequest = Extract<EngineRequest, { op: 'all' }>
type OpenRequest = Extract<EngineRequest, { op: 'open' }>
type PageRequest = Extract<EngineRequest, { op: 'next' }>

/**
 * What a statement has in the engine while it runs: views, temporary tables, the cursor. A call costs more than most of
 * what is asked in it, so these are made in the call that first needs them and removed in the one that reads the last row.
 */
export class Workspace {
  readonly #engine: Engine
  readonly #call: CallOptions
  readonly #removal: readonly EngineRequest[]
  #unmade: EngineRequest[] = []
  #isThere = false

  constructor(plan: Plan, { engine, call }: Pick<ExecContext, 'engine' | 'call'>) {
    this.#engine = engine
    this.#call = call
    this.#removal = removal(plan)
  }

  /** Runs before the next call. */
  add(...requests: readonly EngineRequest[]): void {
    this.#unmade.push(...requests)
  }

  /** Runs `before`, then answers the rows of `request`; `isLast`: nothing is needed here after it. */
  async rows(before: readonly EngineRequest[], request: RowsRequest, isLast: boolean): Promise<Rows> {
    const made = [...this.#made(), ...before]
    const answers = await this.#engine.call([...made, request, ...(isLast ? this.#removal : [])], this.#call)
    if (isLast) this.#isThere = false
    return answers[made.length] as Rows
  }

  /** The rows of a statement, in pages of at most `count`. */
  async *pages(
    { sql, params }: Pick<OpenRequest, 'sql' | 'params'>,
    page: Omit<PageRequest, 'op' | 'atEnd'>,
  ): AsyncGenerator<Rows> {
    const next: PageRequest = { op: 'next', ...page, atEnd: this.#removal }
    let requests: EngineRequest[] = [...this.#made(), { op: 'open', sql, params }, next]
    for (;;) {
      const answers = await this.#engine.call(requests, this.#call)
      const { rows, done } = answers.at(-1) as EngineAnswers['next']
      if (done) this.#isThere = false
      if (rows.length > 0) yield rows
      if (done) return
      requests = [next]
    }
  }

  /** Removes what is there still; after a cancelled statement the engine may be a new one that never had it. */
  async remove(): Promise<void> {
    if (!this.#isThere) return
    try {
      await this.#engine.call(this.#removal)
    } catch (error) {
      // The disk may be full: what would be in the way of the next statement goes with its process.
      this.#engine.discard()
      throw error
    }
  }

  #made(): EngineRequest[] {
    const requests = this.#unmade
    this.#unmade = []
    this.#isThere = true
    return requests
  }
}

/** Also right when only a part of it was made. */
function removal({ scans, lists }: Plan): EngineRequest[] {
  const ofScans = scans.flatMap(scan => [dropSql(scan), dropSearches(scan)])
  const listTables = lists.map(table => `DROP TABLE IF EXISTS temp.${quoteName(table.view)};`)
  return [{ op: 'closeCursor' }, { op: 'exec', sql: [...ofScans, ...listTables].join('\n') }]
}
