import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePredicate } from '../../src/plan/parse-predicate.ts'
import type { Predicate } from '../../src/plan/predicate.ts'
import { tokenize } from '../../src/sql/lexer.ts'

type Node =
  | { op: 'and' | 'or'; left: Node; right: Node }
  | { op: 'not'; term: Node }
  | { op: 'atom'; name: string }

const node = fc.letrec<{ node: Node }>(tie => ({
  node: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom('a', 'b', 'c', 'd').map((name): Node => ({ op: 'atom', name })),
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), left: tie('node'), right: tie('node') }),
    fc.record({ op: fc.constant('not' as const), term: tie('node') }),
  ),
})).node

const PRECEDENCE = { or: 1, and: 2, not: 3, atom: 4 }

/** SQL with only the parentheses that precedence needs. */
function print(tree: Node, outer = 0): string {
  const own = PRECEDENCE[tree.op]
  const text =
    tree.op === 'atom'
      ? `${tree.name} = 1`
      : tree.op === 'not'
        ? `NOT ${print(tree.term, own)}`
        : `${print(tree.left, own)} ${tree.op.toUpperCase()} ${print(tree.right, own + 1)}`
  return own < outer ? `(${text})` : text
}

type Values = Record<string, boolean>

function evaluate(tree: Node, values: Values): boolean {
  if (tree.op === 'atom') return values[tree.name]!
  if (tree.op === 'not') return !evaluate(tree.term, values)
  return tree.op === 'and'
    ? evaluate(tree.left, values) && evaluate(tree.right, values)
    : evaluate(tree.left, values) || evaluate(tree.right, values)
}

function holds(predicate: Predicate, values: Values): boolean {
  switch (predicate.kind) {
    case 'and':
      return predicate.terms.every(term => holds(term, values))
    case 'or':
      return predicate.terms.some(term => holds(term, values))
    case 'not':
      return !holds(predicate.term, values)
    case 'compare':
      return values[predicate.column.name]!
    default:
      throw new Error(`not understood: ${predicate.kind}`)
  }
}

test('AND, OR and NOT are read as SQL groups them, for every assignment', () => {
  fc.assert(
    fc.property(node, tree => {
      const predicate = parsePredicate(tokenize(print(tree)), token =>
        token.kind === 'number' ? Number(token.text) : undefined,
      )
      for (let bits = 0; bits < 16; bits++) {
        const values = { a: (bits & 1) > 0, b: (bits & 2) > 0, c: (bits & 4) > 0, d: (bits & 8) > 0 }
        expect(holds(predicate, values)).toBe(evaluate(tree, values))
      }
    }),
    { numRuns: 400 },
  )
})
