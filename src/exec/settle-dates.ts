import type { NamedStatement } from '../plan/name-tables.ts'
import { constants } from '../plan/plan-select.ts'
import { columnsOfType } from '../plan/typed-columns.ts'
import { respellDates } from '../sql/dates/respell.ts'
import { AS_IS, type Origin, type Settled, settle, settlePeriod } from '../sql/dates/settle.ts'
import { zoneTypedArguments } from '../sql/dates/typed-arguments.ts'
import type { Edit } from '../sql/edit.ts'
import { edited, type RewrittenText } from '../sql/edited.ts'
import { isSymbol, type Token } from '../sql/lexer.ts'
import { usedParameters } from '../sql/parameters.ts'
import type { TokenRange } from '../sql/shape.ts'
import { isTyped } from '../sql/uses/constant.ts'
import { constantsOf, usesOf } from '../sql/uses/uses.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import { isGmailSqlError } from '../util/errors.ts'
import type { StatementClock } from '../util/sql-function.ts'
import type { SqlValue } from '../util/value.ts'

export interface DateContext {
  readonly engine: Engine
  readonly call: CallOptions
  readonly clock: StatementClock
  /** Values of ?1, ?2, … */
  readonly params: readonly SqlValue[]
  /** Numbers of the parameters, from 1, that the program gave as Date: they are instants. */
  readonly instants: ReadonlySet<number>
}

export interface DatedStatement {
  /** The very one that was given, when it compares no dates. */
  readonly statement: RewrittenText
  /** Those given, and the dates that the text now has as parameters. */
  readonly params: readonly SqlValue[]
  /** A name that SQLite made of the text, as it would be of the text that was typed. */
  readonly typedName: (name: string) => string
}

/**
 * The statement with every constant beside a date column in the form of the column, UTC, so that SQLite compares like with
 * like; the planner sees the same texts. What is computed from constants is computed here, by SQLite itself.
 * @throws BAD_VALUE for a text that is no date.
 */
export async function settleDates(
  statement: RewrittenText,
  named: NamedStatement,
  context: DateContext,
): Promise<DatedStatement> {
  const zoning = zoneTypedArguments(statement.tokens, typedConstants(context), context.clock)
  const zoned = edited(statement, zoning)
  const { tokens, text } = zoned
  const uses = usesOf(tokens, columnsOfType('DATETIME', named, tokens))
  const ranges = uses.flatMap(constantsOf)
  const settled = await new Settler(zoned, context).settle(ranges)
  const params = [...context.params]
  const edits = respellDates(uses, {
    tokens,
    text,
    settledOf: range => settled.get(range) ?? AS_IS,
    bind: date => `?${params.push(date)}`,
  })
  const spellings = [...spellingsOf(edits, zoned.text), ...spellingsOf(zoning, statement.text)]
  // A list has thousands, and few names have any of them: the name is looked into first.
  const typed = (name: string, spelling: Spelling) =>
    name.includes(spelling.written) && !statement.text.includes(spelling.written)
      ? respell(name, spelling)
      : name
  return { statement: edited(zoned, edits), params, typedName: name => spellings.reduce(typed, name) }
}

/** Constants that may be of TimeZone: a Date is an instant. */
function typedConstants({ params, instants }: DateContext): ReturnType<typeof constants> {
  const constantOf = constants(params)
  const isInstant = ({ kind, text }: Token) => kind === 'parameter' && instants.has(Number(text.slice(1)))
  return token => (isInstant(token) ? undefined : constantOf(token))
}

interface Spelling {
  readonly written: string
  readonly typed: string
}

function spellingsOf(edits: readonly Edit[], text: string): Spelling[] {
  return edits.map(({ start, end, text: written }) => ({ written, typed: text.slice(start, end) }))
}

/** `?1` is not the beginning of `?12`. */
function respell(name: string, { written, typed }: Spelling): string {
  const parts = name.split(written)
  return parts.reduce((whole, part) => whole + (/^\d/.test(part) ? written : typed) + part)
}

class Settler {
  readonly #tokens: readonly Token[]
  readonly #text: string
  readonly #context: DateContext

  constructor({ tokens, text }: RewrittenText, context: DateContext) {
    this.#tokens = tokens
    this.#text = text
    this.#context = context
  }

  async settle(ranges: readonly TokenRange[]): Promise<Map<TokenRange, Settled>> {
    const settled = new Map<TokenRange, Settled>()
    const computed: { range: TokenRange; expression: TokenRange; period: string | null }[] = []
    for (const range of ranges) {
      const single = this.#single(range)
      const period = this.#periodCall(range)
      if (single) settled.set(range, single)
      else if (period?.argument === null) this.#keep(settled, range, period.name, 0)
      else computed.push({ range, expression: period?.argument ?? range, period: period?.name ?? null })
    }
    const values = await this.#evaluate(computed.map(({ expression }) => expression))
    computed.forEach(({ range, period }, index) => {
      const value = values?.[index]
      if (value === undefined) return
      if (period !== null) this.#keep(settled, range, period, value)
      else settled.set(range, settle(value, this.#originOf(range), this.#context.clock))
    })
    return settled
  }

  #keep(settled: Map<TokenRange, Settled>, range: TokenRange, period: string, n: SqlValue): void {
    if (typeof n !== 'number') return
    const days = settlePeriod(period, Math.trunc(n), this.#context.clock)
    if (days) settled.set(range, days)
  }

  #originOf(range: TokenRange): Origin {
    return isTyped(this.#tokens, range) ? 'parameter' : 'computed'
  }

  /** A literal or parameter by itself. */
  #single({ from, to }: TokenRange): Settled | null {
    if (to !== from + 1) return null
    const token = this.#tokens[from]!
    const { params, instants, clock } = this.#context
    if (token.kind === 'string') return settle(token.value, 'literal', clock)
    if (token.kind === 'number' || token.kind === 'blob') return AS_IS
    if (token.kind !== 'parameter') return null
    const number = Number(token.text.slice(1))
    return settle(params[number - 1] ?? null, instants.has(number) ? 'Date' : 'parameter', clock)
  }

  /** `L_…()` and its argument. */
  #periodCall({ from, to }: TokenRange): { name: string; argument: TokenRange | null } | null {
    const first = this.#tokens[from]
    const isCall = first?.kind === 'word' && isSymbol(this.#tokens[from + 1], '(')
    const isPeriod = isCall && settlePeriod(first.value, 0, this.#context.clock) !== null
    if (!isPeriod || !isSymbol(this.#tokens[to - 1], ')')) return null
    return { name: first.value, argument: to - 1 > from + 2 ? { from: from + 2, to: to - 1 } : null }
  }

  /** null when SQLite does not take one of them: compiling the statement will say why. */
  async #evaluate(expressions: readonly TokenRange[]): Promise<readonly SqlValue[] | null> {
    if (expressions.length === 0) return []
    const list = expressions.map(
      ({ from, to }) => `(${this.#text.slice(this.#tokens[from]!.start, this.#tokens[to - 1]!.end)})`,
    )
    const sql = `SELECT ${list.join(', ')}`
    const { engine, call, clock, params } = this.#context
    try {
      const [, rows] = await engine.call(
        [
          { op: 'clock', clock },
          { op: 'evaluate', ...usedParameters(sql, params) },
        ],
        call,
      )
      return rows[0] ?? null
    } catch (error) {
      if (isGmailSqlError(error) && !['BAD_VALUE', 'CANCELLED', 'TIMEOUT'].includes(error.code)) return null
      throw error
    }
  }
}
