import { parseStmt } from 'sqlite3-parser'
import { expect, test } from 'vitest'
import { mailboxTable } from '../../schema/tables/mailbox.ts'
import type { SearchTerm } from '../../src/mail/search-term.ts'
import { parsePredicate } from '../../src/plan/parse-predicate.ts'
import { constants } from '../../src/plan/plan-select.ts'
import { pushPredicate } from '../../src/plan/pushdown.ts'
import { tokenize } from '../../src/sql/lexer.ts'
import { Random } from '../differential/generator/random.ts'

/*
 * What is pushed follows from the clause as another parser reads it, one made of SQLite's own grammar: where its tree
 * is true of a row, the pushed term is true of it.
 */

const CLAUSES = 6_000
const ROWS_PER_CLAUSE = 24
const SEED = 20_261_122

interface Row {
  readonly Id: number
  readonly Size: number
  readonly IsRead: number
  readonly IsStarred: number
  readonly Subject: string
}

/** The part of the tree that the generated clauses have. */
interface Node {
  readonly type: string
  readonly op?: string
  readonly name?: string
  readonly value?: string
  readonly not?: boolean
  readonly left?: Node
  readonly right?: Node
  readonly expr?: Node
  readonly exprs?: readonly Node[]
  readonly lhs?: Node
  readonly rhs?: readonly Node[]
  readonly start?: Node
  readonly end?: Node
}

type Value = number | string | null

test('what is pushed is implied by the clause as a second parser reads it', () => {
  let pushed = 0
  const wrong: string[] = []
  const columns = new Map(mailboxTable.columns.map(column => [column.name.toLowerCase(), column]))
  for (let number = 0; number < CLAUSES; number++) {
    const random = new Random(SEED, number)
    const clause = makeClause(random, 3)
    const predicate = parsePredicate(tokenize(clause), constants([]))
    const ruleOf = ({ name }: { name: string }) => columns.get(name.toLowerCase())?.pushdown ?? null
    const result = pushPredicate(predicate, ruleOf, { gmail: false, condstore: true })
    if (!result) continue
    pushed++
    const tree = secondTree(clause)
    for (let i = 0; i < ROWS_PER_CLAUSE; i++) {
      const row = makeRow(random)
      const [isTrue, isFound] = [truth(evaluate(tree, row)) === true, holds(result.term, row)]
      if ((isTrue && !isFound) || (result.exact && isFound !== isTrue))
        wrong.push(`${clause}: ${JSON.stringify(row)}`)
    }
  }
  expect(wrong.slice(0, 3)).toEqual([])
  expect(pushed).toBeGreaterThan(CLAUSES / 3)
})

function makeClause(random: Random, depth: number): string {
  if (depth === 0 || random.chance(0.3)) return makeAtom(random)
  const parts = random.times(2, 4, () => makeClause(random, depth - 1))
  const joined = parts
    .slice(1)
    .reduce((all, part) => `${all} ${random.pick(['AND', 'AND', 'OR'])} ${part}`, parts[0]!)
  return random.pick([joined, joined, `(${joined})`, `NOT (${joined})`, `(${joined}) IS TRUE`])
}

function makeAtom(random: Random): string {
  const [flag, number] = [random.pick(['IsRead', 'IsStarred']), random.pick(['Id', 'Size'])]
  const n = () => String(random.int(0, 12))
  const operator = random.pick(['=', '<>', '<', '<=', '>', '>=', '!=', '=='])
  const not = random.pick(['', '', 'NOT '])
  return random.pick([
    flag,
    `NOT ${flag}`,
    `${flag} ${operator} ${random.int(0, 2)}`,
    `${flag} IS ${not}TRUE`,
    `${flag} ${not}IN (0, ${n()})`,
    `${number} ${operator} ${n()}`,
    `${n()} ${operator} ${number}`,
    `${number} ${not}BETWEEN ${n()} AND ${n()}`,
    `${number} ${not}IN (${n()}, ${n()}, ${random.pick([n(), 'NULL'])})`,
    `${number} = NULL`,
    `Subject ${operator} 'x'`,
    `NOT Subject = 'x'`,
  ])
}

function makeRow(random: Random): Row {
  const bit = () => random.int(0, 1)
  const Subject = random.pick(['x', 'y'])
  return { Id: random.int(1, 13), Size: random.int(0, 13), IsRead: bit(), IsStarred: bit(), Subject }
}

function secondTree(clause: string): Node {
  const parsed = parseStmt(`SELECT 1 FROM t WHERE ${clause}`)
  if (parsed.status !== 'ok') throw new Error(`the second parser does not read ${clause}`)
  const statement = parsed.root as unknown as { body: { select: { whereClause: Node } } }
  return statement.body.select.whereClause
}

function evaluate(node: Node, row: Row): Value {
  switch (node.type) {
    case 'Id':
      return node.name!.toUpperCase() === 'TRUE' ? 1 : row[node.name as keyof Row]
    case 'NumericLiteral':
      return Number(node.value)
    case 'StringLiteral':
      return node.value!
    case 'NullLiteral':
      return null
    case 'ParenthesizedExpr':
      return evaluate(node.exprs![0]!, row)
    case 'UnaryExpr':
      return fromTruth(negated(truth(evaluate(node.expr!, row))))
    case 'InListExpr':
      return fromTruth(negatedIf(node.not!, isIn(node, row)))
    case 'BetweenExpr':
      return fromTruth(negatedIf(node.not!, isBetween(node, row)))
    case 'BinaryExpr':
      return fromTruth(binary(node, row))
    default:
      throw new Error(`a node of type ${node.type}`)
  }
}

type Truth = boolean | null

function truth(value: Value): Truth {
  return value === null ? null : Number(value) !== 0
}

function fromTruth(value: Truth): Value {
  return value === null ? null : Number(value)
}

function negated(value: Truth): Truth {
  return value === null ? null : !value
}

function negatedIf(not: boolean, value: Truth): Truth {
  return not ? negated(value) : value
}

function and(left: Truth, right: Truth): Truth {
  if (left === false || right === false) return false
  return left === null || right === null ? null : true
}

function isIn({ lhs, rhs }: Node, row: Row): Truth {
  const value = evaluate(lhs!, row)
  const items = rhs!.map(each => compare(value, 'Equals', evaluate(each, row)))
  if (items.includes(true)) return true
  return items.includes(null) ? null : false
}

function isBetween({ lhs, start, end }: Node, row: Row): Truth {
  const value = evaluate(lhs!, row)
  const isAbove = compare(value, 'GreaterEquals', evaluate(start!, row))
  return and(isAbove, compare(value, 'LessEquals', evaluate(end!, row)))
}

function binary({ op, left, right }: Node, row: Row): Truth {
  const [a, b] = [evaluate(left!, row), evaluate(right!, row)]
  switch (op) {
    case 'And':
      return and(truth(a), truth(b))
    case 'Or':
      return negated(and(negated(truth(a)), negated(truth(b))))
    case 'Is':
      return truth(a) === true
    case 'IsNot':
      return truth(a) !== true
    default:
      return compare(a, op!, b)
  }
}

function compare(a: Value, op: string, b: Value): Truth {
  if (a === null || b === null) return null
  switch (op) {
    case 'Equals':
      return a === b
    case 'NotEquals':
      return a !== b
    case 'Less':
      return a < b
    case 'LessEquals':
      return a <= b
    case 'Greater':
      return a > b
    case 'GreaterEquals':
      return a >= b
    default:
      throw new Error(`an operator ${op}`)
  }
}

/** What IMAP says that a term means. */
function holds(term: SearchTerm, row: Row): boolean {
  switch (term.kind) {
    case 'all':
      return true
    case 'and':
      return term.terms.every(each => holds(each, row))
    case 'or':
      return term.terms.some(each => holds(each, row))
    case 'not':
      return !holds(term.term, row)
    case 'uid':
      return term.ranges.some(({ from, to }) => row.Id >= from && (to === '*' || row.Id <= to))
    case 'flag':
      return (term.flag === '\\Seen' ? row.IsRead : row.IsStarred) === Number(term.set)
    case 'larger':
      return row.Size > term.bytes
    case 'smaller':
      return row.Size < term.bytes
    default:
      throw new Error(`a term of kind ${term.kind}`)
  }
}
