/** The shape of node-sql-parser's expression nodes, as far as it is read here. */
export interface ParsedNode {
  readonly type: string
  readonly operator?: string
  readonly left?: ParsedNode
  readonly right?: ParsedNode
  readonly expr?: ParsedNode
  readonly parentheses?: boolean
  readonly value?: unknown
  readonly column?: unknown
  readonly name?: unknown
  readonly args?: ParsedNode
}

/** AND and OR with their operands, grouped as SQL groups them; leaves are nodes that hold neither at their top. */
export type Grouped =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Grouped[] }
  | { readonly kind: 'leaf'; readonly node: ParsedNode }

/**
 * node-sql-parser reads AND and OR as if they bound alike, from the left, in every dialect: `a OR b AND c` comes back
 * as `(a OR b) AND c`, which loses rows (measured: one filter in ten). The order of the operands and the parentheses
 * are right, so the un-parenthesised chain is laid out flat again and grouped by precedence.
 */
export function regroup(node: ParsedNode): Grouped {
  const operands: ParsedNode[] = []
  const operators: string[] = []
  flatten(node, operands, operators)
  const branches: Grouped[][] = [[]]
  operands.forEach((operand, index) => {
    if (index > 0 && operators[index - 1] === 'OR') branches.push([])
    branches.at(-1)!.push(group(operand))
  })
  return join(
    'or',
    branches.map(terms => join('and', terms)),
  )
}

function flatten(node: ParsedNode, operands: ParsedNode[], operators: string[]): void {
  if (!isChain(node)) {
    operands.push(node)
    return
  }
  flattenSide(node.left!, operands, operators)
  operators.push(node.operator!)
  flattenSide(node.right!, operands, operators)
}

function flattenSide(node: ParsedNode, operands: ParsedNode[], operators: string[]): void {
  if (node.parentheses) operands.push(node)
  else flatten(node, operands, operators)
}

function isChain(node: ParsedNode): boolean {
  return node.type === 'binary_expr' && (node.operator === 'AND' || node.operator === 'OR')
}

function group(node: ParsedNode): Grouped {
  return isChain(node) ? regroup(node) : { kind: 'leaf', node }
}

function join(kind: 'and' | 'or', terms: readonly Grouped[]): Grouped {
  return terms.length === 1 ? terms[0]! : { kind, terms }
}
