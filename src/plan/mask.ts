import { isSymbol, isWord, nameOf, type Token } from '../sql/lexer.ts'
import { labelsOfList } from '../util/label-list.ts'
import type { SqlValue } from '../util/value.ts'
import type { ColumnName } from './predicate.ts'

/**
 * A WHERE clause as text for a foreign parser, with every name, literal and parameter replaced by a placeholder. What
 * cannot change is masked too (calls, CASE, subqueries), so that the parser sees only what it reads right.
 */
export interface MaskedClause {
  readonly text: string
  /** `c0` … */
  readonly columns: ReadonlyMap<string, ColumnName>
  /** `'v0'` … */
  readonly values: ReadonlyMap<string, SqlValue>
  /** `'l0'` …, of IN. */
  readonly lists: ReadonlyMap<string, readonly SqlValue[]>
  /** `h0` …: HAS_LABEL, HAS_FLAG and CONTAINS. */
  readonly has: ReadonlyMap<string, HasCall>
}

/** All of the values are in the list that is the column, or are words of its text. */
export interface HasCall {
  readonly kind: 'has' | 'words'
  readonly column: ColumnName
  readonly values: readonly SqlValue[]
}

/** The value of a literal or parameter token; undefined for anything else. */
export type ConstantOf = (token: Token) => SqlValue | undefined

const KEPT_WORDS = new Set(['AND', 'OR', 'NOT', 'IN', 'IS', 'NULL', 'BETWEEN', 'LIKE', 'TRUE', 'FALSE'])
/** Their meaning is not pushed, or changes that of what stands beside them: no pushdown from this clause. */
const GIVE_UP_WORDS = new Set(['COLLATE', 'DISTINCT', 'ESCAPE', 'RAISE', 'OVER', 'FILTER'])
const SYMBOLS: Readonly<Record<string, string>> = {
  '==': '=',
  '!=': '<>',
  '||': '*',
  '->': '*',
  '->>': '*',
  '&': '+',
  '|': '+',
  '<<': '+',
  '>>': '+',
  '%': '*',
  '/': '*',
}
const PLAIN_SYMBOLS = new Set(['=', '<>', '<', '<=', '>', '>=', '+', '-', '*', '(', ')', ','])
const MAX_TOKENS = 4_000
const MAX_DEPTH = 40

/** Masks tokens [from, to); null when the clause holds something that is better not shown to the parser. */
export function maskClause(tokens: readonly Token[], constantOf: ConstantOf): MaskedClause | null {
  if (tokens.length > MAX_TOKENS) return null
  const masker = new Masker(tokens, constantOf)
  return masker.run()
}

class Masker {
  readonly #tokens: readonly Token[]
  readonly #constantOf: ConstantOf
  readonly #parts: string[] = []
  readonly #columns = new Map<string, ColumnName>()
  readonly #values = new Map<string, SqlValue>()
  readonly #lists = new Map<string, readonly SqlValue[]>()
  readonly #has = new Map<string, HasCall>()
  #at = 0
  #depth = 0

  constructor(tokens: readonly Token[], constantOf: ConstantOf) {
    this.#tokens = tokens
    this.#constantOf = constantOf
  }

  run(): MaskedClause | null {
    while (this.#at < this.#tokens.length) {
      const part = this.#next()
      if (part === null || this.#depth > MAX_DEPTH) return null
      this.#parts.push(part)
    }
    return {
      text: this.#parts.join(' '),
      columns: this.#columns,
      values: this.#values,
      lists: this.#lists,
      has: this.#has,
    }
  }

  /** The placeholder for what begins at the cursor, and the cursor behind it; null gives up. */
  #next(): string | null {
    const token = this.#tokens[this.#at]!
    const constant = this.#constant()
    if (constant !== undefined) return this.#keep(this.#values, 'v', constant, "'")
    if (token.kind === 'symbol') return this.#symbol(token)
    if (token.kind === 'name') return this.#columnOrCall()
    if (token.kind !== 'word' || GIVE_UP_WORDS.has(token.value)) return null
    if (KEPT_WORDS.has(token.value)) return this.#keyword(token)
    if (token.value === 'CASE') return this.#opaque(this.#endOfCase())
    if (isWord(token, 'EXISTS')) return this.#opaque(this.#endOfParenthesis(this.#at + 1))
    if (isWord(token, 'ISNULL', 'NOTNULL'))
      return this.#advance(token.value === 'ISNULL' ? 'IS NULL' : 'IS NOT NULL')
    if (isWord(token, 'MATCH')) return this.#advance('REGEXP')
    if (isWord(token, 'GLOB', 'REGEXP')) return this.#advance('RLIKE')
    return this.#columnOrCall()
  }

  #advance(part: string, count = 1): string {
    this.#at += count
    return part
  }

  #opaque(end: number): string {
    this.#at = end
    return 'o'
  }

  #keep<T>(map: Map<string, T>, prefix: string, value: T, quote = ''): string {
    const name = `${prefix}${map.size}`
    map.set(name, value)
    return `${quote}${name}${quote}`
  }

  /** A literal, a parameter, or a number with its sign. */
  #constant(): SqlValue | undefined {
    const token = this.#tokens[this.#at]!
    const next = this.#tokens[this.#at + 1]
    if (isSymbol(token, '-') && next?.kind === 'number' && this.#operandMayStart()) {
      const value = this.#constantOf(next)
      if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
      this.#at += 2
      return -value
    }
    const value = this.#constantOf(token)
    if (value !== undefined) this.#at++
    return value
  }

  #operandMayStart(): boolean {
    const before = this.#tokens[this.#at - 1]
    if (!before) return true
    return before.kind === 'symbol'
      ? before.value !== ')'
      : before.kind === 'word' && KEPT_WORDS.has(before.value)
  }

  #symbol(token: Token): string | null {
    if (token.value === '(') {
      if (isWord(this.#tokens[this.#at + 1], 'SELECT', 'VALUES', 'WITH'))
        return this.#opaque(this.#endOfParenthesis(this.#at))
      this.#depth++
    }
    const mapped = SYMBOLS[token.value] ?? (PLAIN_SYMBOLS.has(token.value) ? token.value : undefined)
    return mapped === undefined ? null : this.#advance(mapped)
  }

  #keyword(token: Token): string {
    if (token.value !== 'IN') return this.#advance(token.text)
    const open = this.#at + 1
    if (!isSymbol(this.#tokens[open], '(')) {
      this.#at = open
      this.#columnOrCall()
      return 'IN (o)'
    }
    const end = this.#endOfParenthesis(open)
    const values = this.#constantList(open + 1, end - 1)
    this.#at = end
    return values ? `IN (${this.#keep(this.#lists, 'l', values, "'")})` : 'IN (o)'
  }

  #constantList(from: number, to: number): SqlValue[] | null {
    const values: SqlValue[] = []
    for (let i = from; i < to; i += 2) {
      const negative = isSymbol(this.#tokens[i], '-')
      if (negative) i++
      const token = this.#tokens[i]!
      const constant = this.#constantOf(token)
      const value = constant === undefined ? wordConstant(token) : constant
      const isEnd = i + 1 === to || isSymbol(this.#tokens[i + 1], ',')
      if (value === undefined || !isEnd) return null
      if (negative && typeof value !== 'number') return null
      values.push(negative ? -(value as number) : value)
    }
    return values
  }

  #columnOrCall(): string {
    const column = this.#column(this.#at)
    if (!isSymbol(this.#tokens[column.end], '(')) {
      this.#at = column.end
      return this.#keep(this.#columns, 'c', column.column)
    }
    const end = this.#endOfParenthesis(column.end)
    const has = this.#hasCall(column.column, column.end + 1, end - 1)
    this.#at = end
    return has ? this.#keep(this.#has, 'h', has) : 'o'
  }

  #column(from: number): { column: ColumnName; end: number } {
    const path = [nameOf(this.#tokens[from]!)]
    let end = from + 1
    while (isSymbol(this.#tokens[end], '.') && this.#tokens[end + 1]) {
      path.push(nameOf(this.#tokens[end + 1]!))
      end += 2
    }
    return { column: { qualifier: path.at(-2) ?? null, name: path.at(-1)! }, end }
  }

  #hasCall(called: ColumnName, from: number, to: number): HasCall | null {
    const isList = /^GMAILSQL_HAS_LABELS$/i.test(called.name)
    if (!isList && !/^(HAS_(LABEL|FLAG)|CONTAINS)$/i.test(called.name)) return null
    const argument = this.#tokens[from]
    if (argument?.kind !== 'word' && argument?.kind !== 'name') return null
    const { column, end } = this.#column(from)
    if (!isSymbol(this.#tokens[end], ',') || end + 2 !== to) return null
    const value = this.#constantOf(this.#tokens[end + 1]!)
    if (value === undefined) return null
    const kind = /^CONTAINS$/i.test(called.name) ? 'words' : 'has'
    return { kind, column, values: isList && typeof value === 'string' ? labelsOfList(value) : [value] }
  }

  #endOfParenthesis(open: number): number {
    let depth = 0
    for (let i = open; i < this.#tokens.length; i++) {
      if (isSymbol(this.#tokens[i], '(')) depth++
      else if (isSymbol(this.#tokens[i], ')') && --depth === 0) return i + 1
    }
    return this.#tokens.length
  }

  #endOfCase(): number {
    let depth = 0
    for (let i = this.#at; i < this.#tokens.length; i++) {
      if (isWord(this.#tokens[i], 'CASE')) depth++
      else if (isWord(this.#tokens[i], 'END') && --depth === 0) return i + 1
    }
    return this.#tokens.length
  }
}

function wordConstant(token: Token): SqlValue | undefined {
  if (isWord(token, 'NULL')) return null
  return isWord(token, 'TRUE', 'FALSE') ? Number(token.value === 'TRUE') : undefined
}
