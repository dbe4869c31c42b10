import type { ResolvedTable } from '../catalog/resolve.ts'
import { isName, isSymbol, isWord, type Token } from '../sql/lexer.ts'
import { commaParts } from '../sql/operands.ts'
import type { StatementShape } from '../sql/shape.ts'
import type { ColumnType } from '../util/value.ts'
import { callType } from './function-types.ts'

interface ReadTable {
  readonly columns: readonly { readonly name: string; readonly type: ColumnType | null }[]
  readonly resolved: ResolvedTable
}

type Tokens = readonly Token[]

const SET_OPERATORS = ['UNION', 'INTERSECT', 'EXCEPT']
const LIST_ENDS = ['FROM', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT', 'OFFSET']
const TRUTH_WORDS = [
  'AND',
  'OR',
  'NOT',
  'IS',
  'IN',
  'LIKE',
  'GLOB',
  'BETWEEN',
  'MATCH',
  'REGEXP',
  'EXISTS',
  'ISNULL',
  'NOTNULL',
]
const TRUTH_SYMBOLS = ['=', '==', '<>', '!=', '<', '<=', '>', '>=']

/**
 * The types of the result's columns as far as the select list shows them, from either end up to a `*`; null where it does
 * not. SQLite tells those of plain columns by itself.
 */
export function expressionTypes(
  tokens: Tokens,
  shape: StatementShape,
  tables: readonly ReadTable[],
): (index: number, count: number) => ColumnType | null {
  // Each side of a UNION has types of its own; in VALUES each row.
  if (SET_OPERATORS.some(word => shape.topLevelWords.has(word))) return () => null
  const items = selectItems(tokens)
  // A name of a subquery or of a table function may be that of a column too, and hold anything.
  const isPlain = shape.scopes.length === 1 && shape.scopes[0]!.otherSources === 0
  const columnType = isPlain ? (name: string) => typeOfColumn(name, tables) : () => null
  const types = items.map(item => (isStar(item) ? 'star' : typeOf(withoutAlias(item), columnType)))
  const firstStar = types.indexOf('star')
  const lastStar = types.lastIndexOf('star')
  return (index, count) => {
    const fromEnd = index - count + types.length
    if (firstStar < 0 || index < firstStar) return plainType(types[index])
    return fromEnd > lastStar ? plainType(types[fromEnd]) : null
  }
}

function plainType(type: ColumnType | 'star' | null | undefined): ColumnType | null {
  return type === undefined || type === 'star' ? null : type
}

/** A name that the tables of the FROM agree on. */
function typeOfColumn(name: string, tables: readonly ReadTable[]): ColumnType | null {
  const found = tables.flatMap(table =>
    table.columns.filter(column => column.name.toLowerCase() === name.toLowerCase()),
  )
  return new Set(found.map(({ type }) => type)).size === 1 ? found[0]!.type : null
}

function selectItems(tokens: Tokens): Tokens[] {
  const { top } = topLevel(tokens)
  const begin = top.find(index => isWord(tokens[index], 'SELECT'))
  if (begin === undefined) return []
  const from = isWord(tokens[begin + 1], 'DISTINCT', 'ALL') ? begin + 2 : begin + 1
  const end = top.find(index => index >= from && isWord(tokens[index], ...LIST_ENDS)) ?? tokens.length
  return commaParts(tokens.slice(from, end))
}

/** Indexes of the tokens outside all parentheses; `close` tells which parenthesis ends the one at an index. */
function topLevel(tokens: Tokens): { top: number[]; close: Map<number, number> } {
  const top: number[] = []
  const close = new Map<number, number>()
  const open: number[] = []
  tokens.forEach((token, index) => {
    if (isSymbol(token, ')')) {
      const opened = open.pop()
      if (opened !== undefined) close.set(opened, index)
    } else {
      if (open.length === 0) top.push(index)
      if (isSymbol(token, '(')) open.push(index)
    }
  })
  return { top, close }
}

function isStar(item: Tokens): boolean {
  const isAlone = item.length === 1 || isSymbol(item.at(-2), '.')
  return isAlone && isSymbol(item.at(-1), '*')
}

function withoutAlias(item: Tokens): Tokens {
  const as = topLevel(item).top.findLast(index => isWord(item[index], 'AS'))
  if (as !== undefined) return item.slice(0, as)
  const [before, last] = item.slice(-2)
  const isOperand = before && (isSymbol(before, ')') || !['word', 'symbol'].includes(before.kind))
  return isOperand && isName(last) ? item.slice(0, -1) : item
}

function typeOf(tokens: Tokens, columnType: (name: string) => ColumnType | null): ColumnType | null {
  const { top, close } = topLevel(tokens)
  const last = tokens.length - 1
  if (isSymbol(tokens[0], '(') && close.get(0) === last) return typeOf(tokens.slice(1, -1), columnType)
  if (tokens.length === 1) return typeOfOne(tokens[0]!, columnType)
  if (tokens.length === 2 && isSymbol(tokens[0], '-')) return literalType(tokens[1]!)
  if (tokens.length === 3 && isSymbol(tokens[1], '.')) return columnType(tokens[2]!.value)
  const own = top.map(index => tokens[index]!)
  if (own.some(token => isWord(token, 'CASE', 'COLLATE'))) return null
  if (isCall(tokens, close)) return typeOfCall(tokens, close.get(1)!, columnType)
  const isTruth = (token: Token) =>
    isWord(token, ...TRUTH_WORDS) || TRUTH_SYMBOLS.some(symbol => isSymbol(token, symbol))
  if (own.some(isTruth)) return 'BOOLEAN'
  const isArithmetic = (token: Token) => token.kind === 'symbol' && /^[-+*/%&|]$/.test(token.text)
  return own.some(token => isSymbol(token, '||')) && !own.some(isArithmetic) ? 'TEXT' : null
}

function typeOfOne(token: Token, columnType: (name: string) => ColumnType | null): ColumnType | null {
  if (isWord(token, 'TRUE', 'FALSE')) return 'BOOLEAN'
  if (isWord(token, 'CURRENT_TIMESTAMP')) return 'DATETIME'
  if (isWord(token, 'CURRENT_DATE', 'CURRENT_TIME')) return 'TEXT'
  return isName(token) ? columnType(token.value) : literalType(token)
}

function literalType({ kind, text }: Token): ColumnType | null {
  if (kind === 'string') return 'TEXT'
  if (kind === 'blob') return 'BLOB'
  if (kind !== 'number') return null
  const isWhole = /^(?:0x)?\d+$/i.test(text) && BigInt(text) < 2n ** 63n
  return isWhole ? 'INTEGER' : 'REAL'
}

/** `name(…)` with nothing behind it but FILTER and OVER. */
function isCall(tokens: Tokens, close: ReadonlyMap<number, number>): boolean {
  if (tokens[0]?.kind !== 'word' || !isSymbol(tokens[1], '(')) return false
  const end = close.get(1)
  if (end === undefined) return false
  const behind = topLevel(tokens.slice(end + 1))
  return behind.top.every(index => {
    const token = tokens[end + 1 + index]
    const isWindowName = isWord(tokens[end + index], 'OVER')
    return isSymbol(token, '(') || isWord(token, 'FILTER', 'OVER') || isWindowName
  })
}

function typeOfCall(
  tokens: Tokens,
  end: number,
  columnType: (name: string) => ColumnType | null,
): ColumnType | null {
  const inside = tokens.slice(2, end)
  if (isWord(tokens[0], 'CAST')) return castType(inside)
  const args = isWord(inside[0], 'DISTINCT') ? inside.slice(1) : inside
  const types = commaParts(args).map(arg => typeOf(arg, columnType))
  return callType(tokens[0]!.value, types)
}

/** By SQLite's rules of affinity; a name that has none of these casts to a number of either kind. */
function castType(inside: Tokens): ColumnType | null {
  const as = topLevel(inside).top.findLast(index => isWord(inside[index], 'AS'))
  const name =
    as === undefined
      ? ''
      : inside
          .slice(as + 1)
          .map(({ value }) => value.toUpperCase())
          .join(' ')
  if (name.includes('INT')) return 'INTEGER'
  if (/CHAR|CLOB|TEXT/.test(name)) return 'TEXT'
  if (name.includes('BLOB')) return 'BLOB'
  return /REAL|FLOA|DOUB/.test(name) ? 'REAL' : null
}
