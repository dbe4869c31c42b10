/** Half-open range of token indexes. */
export interface TokenRange {
  readonly from: number
  readonly to: number
}

export type JoinKind = 'inner' | 'left' | 'right' | 'full'

/** A name in table position: `a`, `s.a`, `c.s.a`, with its alias if it has one. */
export interface TableRef {
  /** The parts as named, last the table's own. */
  readonly path: readonly string[]
  /** Tokens of the path. */
  readonly range: TokenRange
  readonly alias: string | null
  /** `x IN Inbox`: a table as a list of values; it takes no alias. */
  readonly isOperand: boolean
  readonly scope: Scope
}

/** A join with ON, and the references of its operands; those of subqueries belong to scopes of their own. */
export interface JoinCondition {
  readonly kind: JoinKind
  readonly left: readonly TableRef[]
  readonly right: readonly TableRef[]
  readonly on: TokenRange
}

/** A join with USING: the columns that are equal in both operands. */
export interface MergedJoin {
  readonly kind: JoinKind
  readonly left: readonly TableRef[]
  readonly right: readonly TableRef[]
  readonly columns: readonly string[]
}

/** One SELECT … FROM … WHERE …: what its predicates may restrict are the tables of its own FROM. */
export interface Scope {
  readonly refs: TableRef[]
  /** Subqueries, table functions and VALUES in FROM. */
  otherSources: number
  /** A name in FROM with USING or NATURAL: an unqualified column may mean both sides. */
  mergesColumns: boolean
  hasOuterJoin: boolean
  readonly joins: JoinCondition[]
  readonly merges: MergedJoin[]
  where: TokenRange | null
  readonly isTopLevel: boolean
  /** Of a subquery in an expression: the SELECT whose columns it may name. */
  readonly parent: Scope | null
}

/** Of a SELECT whose FROM and WHERE are yet to be read. */
export function emptyScope(isTopLevel: boolean, parent: Scope | null): Scope {
  return {
    refs: [],
    otherSources: 0,
    mergesColumns: false,
    hasOuterJoin: false,
    joins: [],
    merges: [],
    where: null,
    isTopLevel,
    parent,
  }
}

export interface StatementShape {
  readonly scopes: readonly Scope[]
  readonly refs: readonly TableRef[]
  /** Names that WITH defines, in lower case. */
  readonly cteNames: ReadonlySet<string>
  /** Top-level LIMIT with what follows it, if there is one. */
  readonly limit: TokenRange | null
  /** Top-level GROUP BY, HAVING, WINDOW, ORDER BY, DISTINCT, UNION … stand in the text. */
  readonly topLevelWords: ReadonlySet<string>
}
