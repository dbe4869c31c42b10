import { isKept } from '../catalog/resolve.ts'
import { andTerms } from '../sql/and-terms.ts'
import { isSymbol, isWord, type Token } from '../sql/lexer.ts'
import type { JoinCondition, MergedJoin, Scope, StatementShape, TableRef, TokenRange } from '../sql/shape.ts'
import { ColumnOwners, type OwnedColumn } from './column-owner.ts'
import type { NamedStatement, NamedTable } from './name-tables.ts'
import type { MessageKey } from './plan.ts'
import { isLeftOut } from './predicates.ts'

/**
 * Rows of `target` whose key is that of no row of `source` leave no trace in the result. `filtered`: nor do those that
 * only rows of `source` have for which its own conditions are not true.
 */
export interface KeyLink {
  readonly target: NamedTable
  readonly source: NamedTable
  readonly key: MessageKey
  /** The source's column that holds the key. */
  readonly column: string
  readonly filtered: boolean
}

/** The links that a statement's joins, `IN (SELECT …)` and correlated subqueries make between its tables. */
export function keyLinks(tokens: readonly Token[], shape: StatementShape, named: NamedStatement): KeyLink[] {
  const reader = new LinkReader(tokens, shape, new ColumnOwners(tokens, named.tables), named.tables)
  return shape.scopes.flatMap(scope => reader.linksOf(scope))
}

class LinkReader {
  readonly #tokens: readonly Token[]
  readonly #shape: StatementShape
  readonly #owners: ColumnOwners
  readonly #tables: readonly NamedTable[]

  constructor(
    tokens: readonly Token[],
    shape: StatementShape,
    owners: ColumnOwners,
    tables: readonly NamedTable[],
  ) {
    this.#tokens = tokens
    this.#shape = shape
    this.#owners = owners
    this.#tables = tables
  }

  linksOf(scope: Scope): KeyLink[] {
    const ofWhere = scope.where ? andTerms(this.#tokens, scope.where) : []
    return [
      ...ofWhere.flatMap(term => [...this.#equal(term, scope, () => true), ...this.#inSubquery(term, scope)]),
      ...scope.joins.flatMap(join =>
        andTerms(this.#tokens, join.on).flatMap(term =>
          this.#equal(term, scope, ref => isLeftOut(ref, join)),
        ),
      ),
      ...scope.merges.flatMap(merge => this.#merged(merge, scope)),
    ]
  }

  /** `a.MsgId = b.MsgId`: what is not true of a row of a side that the condition may leave out. */
  #equal(term: TokenRange, scope: Scope, mayLeaveOut: (ref: TableRef) => boolean): KeyLink[] {
    const at = this.#tokens
      .slice(term.from, term.to)
      .findIndex(token => isSymbol(token, '=') || isSymbol(token, '=='))
    if (at < 0) return []
    const left = this.#owners.find({ from: term.from, to: term.from + at }, scope)
    const right = this.#owners.find({ from: term.from + at + 1, to: term.to }, scope)
    return left && right
      ? [...link(left, right, scope), ...link(right, left, scope)].filter(
          ({ target }) => target.ref.scope === scope && mayLeaveOut(target.ref),
        )
      : []
  }

  /** `a.MsgId IN (SELECT b.MsgId FROM …)` */
  #inSubquery({ from, to }: TokenRange, scope: Scope): KeyLink[] {
    const tokens = this.#tokens
    let at = from
    while (at < to && !isWord(tokens[at], 'IN')) at++
    const target = this.#owners.find({ from, to: at }, scope)
    const isSubquery = isSymbol(tokens[at + 1], '(') && isWord(tokens[at + 2], 'SELECT')
    if (!target || !isSubquery || !isSymbol(tokens[to - 1], ')')) return []
    if (target.table.ref.scope !== scope || isCompound(tokens, { from: at + 2, to: to - 1 })) return []
    const list = at + (isWord(tokens[at + 3], 'DISTINCT', 'ALL') ? 4 : 3)
    const end = tokens.findIndex((token, index) => index >= list && isWord(token, 'FROM'))
    const inner = this.#shape.scopes.find(({ refs }) => refs[0]?.range.from === end + 1)
    const source = end > 0 && inner ? this.#owners.find({ from: list, to: end }, inner) : null
    return source && source.table.ref.scope === inner ? link(target, source, scope) : []
  }

  /** USING: the first table on the left that has the column, which no RIGHT or FULL may have filled with NULL. */
  #merged({ kind, left, right, columns }: MergedJoin, scope: Scope): KeyLink[] {
    const joins = [...scope.joins, ...scope.merges]
    // NATURAL joins, and those without a condition, are in neither list.
    const isListed = !scope.hasOuterJoin || joins.length === scope.refs.length - 1
    const isKept = joins.every(join => join.kind === 'inner' || join.kind === 'left')
    const isPlain = scope.otherSources === 0 && isListed && isKept
    const [ref] = right
    if (!isPlain || right.length !== 1 || !ref) return []
    return columns.flatMap(column => {
      const owned = [...left, ref].map(one => this.#columnOf(one, column))
      const first = owned.slice(0, -1).find(one => one !== 'none')
      const last = owned.at(-1)
      if (!first || !last || first === 'unknown' || typeof last === 'string') return []
      return kind === 'left'
        ? link(last, first, scope)
        : [...link(last, first, scope), ...link(first, last, scope)]
    })
  }

  #columnOf(ref: TableRef, name: string): OwnedColumn | 'none' | 'unknown' {
    const table = this.#tables.find(candidate => candidate.ref === ref)
    if (!table) return 'unknown'
    const column = table.columns.find(candidate => candidate.name.toLowerCase() === name.toLowerCase())
    return column ? { table, column: column.name } : 'none'
  }
}

function link(target: OwnedColumn, source: OwnedColumn, scope: Scope): KeyLink[] {
  const key = keyOf(target)
  if (key === null || key !== keyOf(source) || target.table === source.table) return []
  const filtered = mayFilter(source.table.ref.scope, scope)
  return [{ target: target.table, source: source.table, key, column: source.column, filtered }]
}

/** Id of Messages is a MsgId. */
function keyOf({ table, column }: OwnedColumn): MessageKey | null {
  if (table.resolved.kind === 'list' || isKept(table.resolved)) return null
  if (column === 'MsgId' || (column === 'Id' && table.resolved.kind === 'messages')) return 'MsgId'
  return column === 'ThreadId' ? 'ThreadId' : null
}

/**
 * Whether conditions of the source's own WHERE may decide which of its keys count. Not where rows that are missing on
 * one side could come back with NULLs in place of the source, of which such a condition may be true.
 */
function mayFilter(ofSource: Scope, ofLink: Scope): boolean {
  // In IN (SELECT …) the source's own SELECT gives the keys; nothing outside fills it with NULLs.
  if (ofSource !== ofLink && ofSource.parent === ofLink) return true
  const { hasOuterJoin, otherSources, joins, refs } = ofSource
  if (!hasOuterJoin) return true
  if (ofSource !== ofLink || otherSources > 0 || joins.length !== refs.length - 1) return false
  return joins.every(
    ({ kind, right }: JoinCondition) => (kind === 'inner' || kind === 'left') && right.length === 1,
  )
}

function isCompound(tokens: readonly Token[], { from, to }: TokenRange): boolean {
  let depth = 0
  for (let at = from; at < to; at++) {
    if (isSymbol(tokens[at], '(')) depth++
    if (isSymbol(tokens[at], ')')) depth--
    if (depth === 0 && isWord(tokens[at], 'UNION', 'EXCEPT', 'INTERSECT')) return true
  }
  return false
}
