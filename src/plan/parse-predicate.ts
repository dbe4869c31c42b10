import { createRequire } from 'node:module'
import type { Token } from '../sql/lexer.ts'
import { type Comparator, FLIPPED } from '../sql/uses/operators.ts'
import { RecentMap } from '../util/recent-map.ts'
import type { SqlValue } from '../util/value.ts'
import { type ConstantOf, type HasCall, type MaskedClause, maskClause } from './mask.ts'
import { type ColumnName, OPAQUE, type Predicate } from './predicate.ts'
import { type Grouped, type ParsedNode, regroup } from './regroup.ts'

interface SqlParser {
  astify(sql: string, options: { database: string }): unknown
}

let parser: SqlParser | undefined

/** One dialect's build: the whole package costs 90 MB of memory and half a second. It is CommonJS without types. */
function loadParser(): SqlParser {
  if (!parser) {
    const { Parser }: { Parser: new () => SqlParser } = createRequire(import.meta.url)(
      'node-sql-parser/build/mysql.js',
    )
    parser = new Parser()
  }
  return parser
}

/** Values are masked, so that a statement which comes again with other values is the same text here. */
const parsed = new RecentMap<{ readonly node: ParsedNode | null }>(128, 4_000)

/**
 * Reads a WHERE clause for pushdown. Its failure is no error: what is not understood is `opaque`, costs the pushdown
 * and never an answer, since SQLite evaluates the clause again, whole.
 */
export function parsePredicate(tokens: readonly Token[], constantOf: ConstantOf): Predicate {
  const masked = maskClause(tokens, constantOf)
  if (!masked || tokens.length === 0) return OPAQUE
  const { node } = parsed.getOrMake(masked.text, () => ({ node: parse(masked.text) }))
  return node ? new Reader(masked).grouped(regroup(node)) : OPAQUE
}

function parse(where: string): ParsedNode | null {
  try {
    const tree = loadParser().astify(`SELECT 1 FROM t WHERE ${where}`, { database: 'mysql' })
    const select = (Array.isArray(tree) ? tree[0] : tree) as { where?: ParsedNode | null } | undefined
    return select?.where ?? null
  } catch {
    return null
  }
}

class Reader {
  readonly #masked: MaskedClause

  constructor(masked: MaskedClause) {
    this.#masked = masked
  }

  grouped(node: Grouped): Predicate {
    if (node.kind === 'leaf') return this.#leaf(node.node)
    return { kind: node.kind, terms: node.terms.map(term => this.grouped(term)) }
  }

  #leaf(node: ParsedNode): Predicate {
    switch (node.type) {
      case 'binary_expr':
        return this.#binary(node)
      case 'unary_expr':
        return node.operator === 'NOT' && node.expr ? not(this.grouped(regroup(node.expr))) : OPAQUE
      case 'function':
        return this.#negatedParenthesis(node)
      case 'column_ref':
        return this.#single(node)
      default:
        return OPAQUE
    }
  }

  /**
   * `NOT (…)` is parsed as a call of a function NOT. That is right where a whole predicate stands; in `NOT (x) = y` the
   * call is an operand, and there `#binary` finds no column and answers opaque.
   */
  #negatedParenthesis(node: ParsedNode): Predicate {
    const parts = (node.name as { name?: readonly { value?: unknown }[] } | undefined)?.name
    const args = node.args?.value
    const isNot = parts?.length === 1 && String(parts[0]?.value).toUpperCase() === 'NOT'
    if (!isNot || !Array.isArray(args) || args.length !== 1) return OPAQUE
    return not(this.grouped(regroup(args[0] as ParsedNode)))
  }

  #single(node: ParsedNode): Predicate {
    const has = this.#masked.has.get(String(node.column))
    if (has) return allOf(has)
    const column = this.#column(node)
    return column ? { kind: 'truth', column } : OPAQUE
  }

  #binary(node: ParsedNode): Predicate {
    const { operator, left, right } = node
    if (!operator || !left || !right) return OPAQUE
    if (operator === 'IN' || operator === 'NOT IN') return negateIf(operator !== 'IN', this.#in(left, right))
    if (operator === 'BETWEEN' || operator === 'NOT BETWEEN') {
      return negateIf(operator !== 'BETWEEN', this.#between(left, right))
    }
    if (operator === 'LIKE' || operator === 'NOT LIKE')
      return negateIf(operator !== 'LIKE', this.#like(left, right))
    if (operator === 'REGEXP') return this.#words(left, right)
    if (operator === 'IS' || operator === 'IS NOT') return negateIf(operator !== 'IS', this.#is(left, right))
    if (!(operator in FLIPPED)) return OPAQUE
    return this.#compare(operator as Comparator, left, right)
  }

  #compare(op: Comparator, left: ParsedNode, right: ParsedNode): Predicate {
    const [column, value] = [this.#column(left), this.#value(right)]
    if (column && value !== undefined) return { kind: 'compare', column, op, value }
    const [otherColumn, otherValue] = [this.#column(right), this.#value(left)]
    if (otherColumn && otherValue !== undefined) {
      return { kind: 'compare', column: otherColumn, op: FLIPPED[op], value: otherValue }
    }
    return this.#hasEquals(op, left, right)
  }

  /** `HAS_LABEL(Labels, 'x') = 1` */
  #hasEquals(op: Comparator, left: ParsedNode, right: ParsedNode): Predicate {
    const has = left.type === 'column_ref' ? this.#masked.has.get(String(left.column)) : undefined
    const value = this.#value(right)
    if (!has || op !== '=' || (value !== 0 && value !== 1)) return OPAQUE
    return negateIf(value === 0, allOf(has))
  }

  #like(left: ParsedNode, right: ParsedNode): Predicate {
    const [column, pattern] = [this.#column(left), this.#value(right)]
    return column && pattern !== undefined ? { kind: 'like', column, pattern } : OPAQUE
  }

  /** `column MATCH words` */
  #words(left: ParsedNode, right: ParsedNode): Predicate {
    const [column, value] = [this.#column(left), this.#value(right)]
    return column && value !== undefined ? { kind: 'words', column, value } : OPAQUE
  }

  /** `… IS TRUE`, `… IS FALSE`, `column IS constant`. */
  #is(left: ParsedNode, right: ParsedNode): Predicate {
    if (right.type === 'bool') {
      return { kind: 'certain', term: negateIf(!right.value, this.grouped(regroup(left))) }
    }
    const [column, value] = [this.#column(left), this.#value(right)]
    if (!column || value === undefined || value === null) return OPAQUE
    return { kind: 'certain', term: { kind: 'compare', column, op: '=', value } }
  }

  #in(left: ParsedNode, right: ParsedNode): Predicate {
    const column = this.#column(left)
    const items = right.value
    const only = Array.isArray(items) && items.length === 1 ? (items[0] as ParsedNode) : undefined
    const values =
      only?.type === 'single_quote_string' ? this.#masked.lists.get(String(only.value)) : undefined
    return column && values ? { kind: 'in', column, values } : OPAQUE
  }

  #between(left: ParsedNode, right: ParsedNode): Predicate {
    const column = this.#column(left)
    const [low, high] = Array.isArray(right.value)
      ? (right.value as ParsedNode[]).map(node => this.#value(node))
      : []
    if (!column || low === undefined || high === undefined) return OPAQUE
    const atLeast: Predicate = { kind: 'compare', column, op: '>=', value: low }
    const atMost: Predicate = { kind: 'compare', column, op: '<=', value: high }
    return { kind: 'and', terms: [atLeast, atMost] }
  }

  #column(node: ParsedNode): ColumnName | undefined {
    return node.type === 'column_ref' ? this.#masked.columns.get(String(node.column)) : undefined
  }

  #value(node: ParsedNode): SqlValue | undefined {
    if (node.type === 'bool') return node.value ? 1 : 0
    if (node.type === 'null') return null
    return node.type === 'single_quote_string' ? this.#masked.values.get(String(node.value)) : undefined
  }
}

function allOf({ kind, column, values }: HasCall): Predicate {
  const terms = values.map((value): Predicate => ({ kind, column, value }))
  return terms.length === 1 ? terms[0]! : { kind: 'and', terms }
}

function not(term: Predicate): Predicate {
  return { kind: 'not', term }
}

function negateIf(negated: boolean, term: Predicate): Predicate {
  return negated ? not(term) : term
}
