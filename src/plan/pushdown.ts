import type {
  Comparison,
  ComparisonOperator,
  PushdownContext,
  PushdownRule,
  PushedTerm,
} from '../catalog/table.ts'
import type { SearchTerm } from '../mail/search-term.ts'
import type { ColumnName, Predicate } from './predicate.ts'

/** The rule of a column as the statement names it, or null when it is not a column of the table or has none. */
export type RuleOf = (column: ColumnName) => PushdownRule | null

const NEGATED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
}

/**
 * The part of a predicate that the server can decide for one table, as a term that holds for every row for which
 * the predicate is true. AND keeps what can be pushed; OR needs every branch; NOT goes inwards, and in the end wraps
 * only an exact term: the negation of a superset would be a subset.
 */
export function pushPredicate(
  predicate: Predicate,
  ruleOf: RuleOf,
  context: PushdownContext,
): PushedTerm | null {
  return new Pusher(ruleOf, context).push(predicate, false)
}

class Pusher {
  readonly #ruleOf: RuleOf
  readonly #context: PushdownContext

  constructor(ruleOf: RuleOf, context: PushdownContext) {
    this.#ruleOf = ruleOf
    this.#context = context
  }

  push(predicate: Predicate, negated: boolean): PushedTerm | null {
    switch (predicate.kind) {
      case 'opaque':
        return null
      case 'not':
        return this.push(predicate.term, !negated)
      case 'certain':
        // Negated it is true of NULL, which an outer join fills in where the term finds no message.
        return negated ? null : this.push(predicate.term, false)
      case 'and':
      case 'or':
        return this.#combine(predicate.terms, (predicate.kind === 'and') !== negated, negated)
      case 'compare': {
        const op = negated ? NEGATED[predicate.op] : predicate.op
        return predicate.value === null
          ? NEVER
          : this.#apply(predicate.column, { op, value: predicate.value })
      }
      case 'like':
        return negated ? null : this.#apply(predicate.column, { op: 'like', value: predicate.pattern })
      case 'words':
        return negated ? null : this.#apply(predicate.column, { op: 'words', value: predicate.value })
      case 'truth':
        return this.#apply(predicate.column, { op: negated ? '=' : '<>', value: 0 })
      case 'in':
        return this.#negatable(predicate.column, { op: 'in', values: predicate.values }, negated)
      case 'has':
        return this.#negatable(predicate.column, { op: 'has', value: predicate.value }, negated)
    }
  }

  #combine(terms: readonly Predicate[], isAnd: boolean, negated: boolean): PushedTerm | null {
    const pushed = terms.map(term => this.push(term, negated))
    const kept = pushed.filter(term => term !== null)
    if (kept.length === 0 || (!isAnd && kept.length < terms.length)) return null
    const term = combineTerms(
      isAnd ? 'and' : 'or',
      kept.map(one => one.term),
    )
    const exact = kept.length === terms.length && kept.every(one => one.exact)
    return { term, exact }
  }

  #negatable(column: ColumnName, comparison: Comparison, negated: boolean): PushedTerm | null {
    if (comparison.op === 'in' && comparison.values.includes(null)) {
      const values = comparison.values.filter(value => value !== null)
      return negated ? NEVER : this.#apply(column, { op: 'in', values })
    }
    const pushed = this.#apply(column, comparison)
    if (!pushed || !negated) return pushed
    return pushed.exact ? { ...pushed, term: { kind: 'not', term: pushed.term } } : null
  }

  #apply(column: ColumnName, comparison: Comparison): PushedTerm | null {
    const pushed = this.#ruleOf(column)?.(comparison, this.#context) ?? null
    return pushed?.mayLag ? { term: combineTerms('or', [pushed.term, NEWEST]), exact: false } : pushed
  }
}

/** AND or OR of terms, flat, without repeats, with `all` and the empty UID set taken out. */
export function combineTerms(kind: 'and' | 'or', terms: readonly SearchTerm[]): SearchTerm {
  const [unit, zero]: [SearchTerm, SearchTerm] = kind === 'and' ? [ALL, NONE] : [NONE, ALL]
  const flat = terms.flatMap(term => (term.kind === kind ? term.terms : [term]))
  if (flat.some(term => same(term, zero))) return zero
  const kept = flat.filter(
    (term, index) => !same(term, unit) && flat.findIndex(other => same(other, term)) === index,
  )
  if (kept.length === 0) return unit
  return kept.length === 1 ? kept[0]! : { kind, terms: kept }
}

/** Beside a term that is answered from an index that may lag: the newest messages stay candidates. */
export const NEWEST: SearchTerm = { kind: 'newest', uids: 500 }
export const ALL: SearchTerm = { kind: 'all' }
/** No message at all: a UID set without members; never sent. */
const NONE: SearchTerm = { kind: 'uid', ranges: [] }
/** Of a comparison with NULL: neither it nor its negation is true of any row. */
const NEVER: PushedTerm = { term: NONE, exact: true }

function same(a: SearchTerm, b: SearchTerm): boolean {
  return a === b || JSON.stringify(a, bigintText) === JSON.stringify(b, bigintText)
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}
