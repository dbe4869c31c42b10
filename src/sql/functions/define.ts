import { GmailSqlError } from '../../util/errors.ts'
import type {
  Accumulator,
  AggregateFunction,
  FunctionEntry,
  FunctionFamily,
  NativeFunction,
  ScalarFunction,
  StatementFacts,
} from '../../util/sql-function.ts'
import type { SqlValue } from '../../util/value.ts'
import type { Argument } from './arguments.ts'

type Values<A extends readonly Argument<unknown>[]> = {
  -readonly [K in keyof A]: A[K] extends Argument<infer T> ? T : never
}

/** What a function answers: boolean is 1 or 0; a number is REAL, unless the entry says that it is INTEGER. */
type Answer = SqlValue | boolean

interface Described {
  readonly name: string
  /** Other names of the same function, each listed by itself. */
  readonly aliases?: readonly string[]
  readonly parameters: string
  readonly doc: string
  readonly example: readonly [expression: string, gives: SqlValue]
}

interface ScalarGiven<A extends readonly Argument<unknown>[], R> extends Described {
  readonly args: A
  /** Any number of further arguments. */
  readonly rest?: Argument<R>
  /** An integer answer may be given as number. */
  readonly gives?: 'INTEGER'
  readonly deterministic?: false
}

/** Functions of one family from their descriptions; an alias is a row of its own. */
export class Family {
  readonly #family: FunctionFamily

  constructor(family: FunctionFamily) {
    this.#family = family
  }

  scalar<const A extends readonly Argument<unknown>[], R = never>(
    given: ScalarGiven<A, R> & { readonly call: (...values: [...Values<A>, ...R[]]) => Answer },
  ): ScalarFunction[] {
    return this.timed({ ...given, call: (_facts, ...values) => given.call(...values) })
  }

  /** A scalar that asks about the statement and its connection. */
  timed<const A extends readonly Argument<unknown>[], R = never>(
    given: ScalarGiven<A, R> & {
      readonly call: (facts: StatementFacts, ...values: [...Values<A>, ...R[]]) => Answer
    },
  ): ScalarFunction[] {
    const { args, rest, gives, deterministic = true } = given
    const min = args.filter(({ isOptional }) => !isOptional).length
    const arity = { min, max: rest ? Number.POSITIVE_INFINITY : args.length }
    return this.#named(given, name => ({
      kind: 'scalar',
      arity,
      deterministic,
      call: (values, facts) => {
        if (values.length < min) throw tooFew(name)
        const read: unknown[] = []
        for (let i = 0; i < values.length; i++) {
          const argument = args[i] ?? rest
          const each = values[i]!
          if (!argument || (each === null && !argument.takesNull)) return null
          read.push(argument.read(each, name))
        }
        // What was read has the types of `args`, position by position; a list built in a loop cannot show that.
        return answer(given.call(facts, ...(read as [...Values<A>, ...R[]])), gives === 'INTEGER')
      },
    }))
  }

  native(rows: readonly Described[]): NativeFunction[] {
    return rows.flatMap(row => this.#named(row, () => ({ kind: 'native' })))
  }

  aggregate(
    given: Described & {
      readonly arity: readonly [min: number, max: number]
      readonly start: () => Accumulator
    },
  ): AggregateFunction[] {
    const [min, max] = given.arity
    return this.#named(given, () => ({ kind: 'aggregate', arity: { min, max }, start: given.start }))
  }

  #named<T>(given: Described, make: (name: string) => T): (FunctionEntry & T)[] {
    const { parameters, doc } = given
    const first: FunctionEntry = {
      name: given.name,
      family: this.#family,
      parameters,
      doc,
      example: given.example,
    }
    const aliases = (given.aliases ?? []).map((name): FunctionEntry => {
      const [expression, gives] = given.example
      const example = [expression.replaceAll(`${given.name}(`, `${name}(`), gives] as const
      return { ...first, name, doc: `The same as ${given.name}.`, example }
    })
    return [first, ...aliases].map(entry => ({ ...entry, ...make(entry.name) }))
  }
}

/** SQLite counts for itself where a function takes a fixed number. */
function tooFew(name: string): GmailSqlError {
  return new GmailSqlError('NO_FUNCTION', `wrong number of arguments to function ${name}()`)
}

function answer(given: Answer, isInteger: boolean): SqlValue {
  if (typeof given === 'boolean') return given ? 1n : 0n
  return isInteger && typeof given === 'number' ? BigInt(given) : given
}
