import type {
  Accumulator,
  AggregateFunction,
  Arity,
  ScalarFunction,
  SqlFunction,
  StatementFacts,
} from '../util/sql-function.ts'
import type { SqlValue } from '../util/value.ts'
import type { Database } from './native.ts'

/**
 * Registers what SQLite does not have itself, once for each number of arguments that a function takes: so a call with
 * another number is an error when the statement is compiled, and a function of SQLite with that number stays.
 */
export function registerFunctions(
  db: Database,
  functions: readonly SqlFunction[],
  facts: () => StatementFacts,
): void {
  for (const entry of functions) {
    if (entry.kind === 'scalar') registerScalar(db, entry, facts)
    else if (entry.kind === 'aggregate') registerAggregate(db, entry)
  }
}

function registerScalar(db: Database, entry: ScalarFunction, facts: () => StatementFacts): void {
  const { name, deterministic, call } = entry
  for (const count of countsOf(entry.arity)) {
    const run = (...args: SqlValue[]) => call(args, facts())
    const varargs = count === null
    db.function(name, { deterministic, varargs, safeIntegers: true }, withLength(run, count ?? 0))
  }
}

function registerAggregate(db: Database, { name, arity, start }: AggregateFunction): void {
  const isWindow = start().remove !== null
  for (const count of countsOf(arity)) {
    const add = (state: Accumulator, ...args: SqlValue[]) => {
      state.add(args)
    }
    const remove = (state: Accumulator, ...args: SqlValue[]) => {
      state.remove?.(args)
    }
    const length = (count ?? 0) + 1
    db.aggregate(name, {
      start,
      step: withLength(add, length),
      ...(isWindow && { inverse: withLength(remove, length) }),
      result: (state: Accumulator) => state.result(),
      varargs: count === null,
      safeIntegers: true,
      deterministic: true,
    } as Parameters<Database['aggregate']>[1])
  }
}

/** null: any number of arguments. */
function countsOf({ min, max }: Arity): (number | null)[] {
  if (max === Number.POSITIVE_INFINITY) return [null]
  return Array.from({ length: max - min + 1 }, (_, index) => min + index)
}

/** better-sqlite3 reads from `length` how many arguments there are. */
function withLength<T extends (...args: never[]) => unknown>(
  run: T,
  length: number,
): (...args: unknown[]) => unknown {
  return Object.defineProperty(run, 'length', { value: length }) as unknown as (...args: unknown[]) => unknown
}
