import type { ColumnDefinition, ViewColumnDefinition } from '../catalog/table.ts'
import { isName, isSymbol, isWord, nameOf, spell, type Token } from '../sql/lexer.ts'
import { closing, commaParts, next } from '../sql/operands.ts'
import type { StatementShape } from '../sql/shape.ts'
import type { FreeOrder, PlannedTable } from './plan.ts'

type Tokens = readonly Token[]
type Column = ColumnDefinition | ViewColumnDefinition

interface FreeOrderInput {
  /** As in PlanInput. */
  readonly tokens: Tokens
  readonly shape: StatementShape
  readonly tables: readonly PlannedTable[]
  /** It aggregates, or groups. */
  readonly isGrouped: boolean
  /** ORDER BY ends in what no two messages share. */
  readonly isTotal: boolean
}

const OTHER_ROWS = ['DISTINCT', 'UNION', 'INTERSECT', 'EXCEPT', 'WITH', 'WINDOW', 'VALUES']
const CLAUSES = ['SELECT', 'FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT'] as const
type Clauses = Partial<Record<(typeof CLAUSES)[number], Tokens>>

/** Null where the order may show: it is known of one table of messages, alone, and of the functions of {@link isAnyOrder}. */
export function freeOrder({ tokens, shape, tables, isGrouped, isTotal }: FreeOrderInput): FreeOrder | null {
  const [table] = tables
  const [scope] = shape.scopes
  const isAlone = tables.length === 1 && shape.scopes.length === 1 && scope!.otherSources === 0
  if (!table || !isAlone || !['mailbox', 'messages', 'view'].includes(table.resolved.kind)) return null
  if (OTHER_ROWS.some(word => shape.topLevelWords.has(word)) || tokens.some(token => isWord(token, 'OVER')))
    return null
  if (!isGrouped) return isTotal ? 'always' : null
  const statement = new Grouped(clausesOf(tokens), table.columns as readonly Column[])
  if (!statement.isFree()) return null
  return statement.showsAddress() ? 'one spelling' : 'always'
}

/** Where ORDER BY begins with a column, and LIMIT takes the first of all messages: that column in the store. */
export function topColumn(
  tokens: Tokens,
  shape: StatementShape,
  [table]: readonly PlannedTable[],
): string | null {
  const [first] = commaParts(clausesOf(tokens).ORDER ?? [])
  const [name, ...rest] = first ?? []
  if (!shape.limit || shape.scopes[0]!.where !== null || !isName(name)) return null
  if (!rest.every(token => isWord(token, 'ASC', 'DESC'))) return null
  const columns = (table?.columns ?? []) as readonly ColumnDefinition[]
  return columns.find(column => column.name.toLowerCase() === nameOf(name).toLowerCase())?.store ?? null
}

/** What stands behind each word, outside parentheses. */
function clausesOf(tokens: Tokens): Clauses {
  const begins: number[] = []
  for (let at = 0; at < tokens.length; at = next(tokens, at))
    if (isWord(tokens[at], ...CLAUSES)) begins.push(at)
  const clauses: Clauses = {}
  begins.forEach((begin, index) => {
    const word = tokens[begin]!.value.toUpperCase() as keyof Clauses
    const from = begin + (isWord(tokens[begin + 1], 'BY') ? 2 : 1)
    clauses[word] = tokens.slice(from, begins[index + 1] ?? tokens.length)
  })
  return clauses
}

/** A SELECT that aggregates. */
class Grouped {
  readonly #clauses: Clauses
  readonly #columns: ReadonlyMap<string, Column>
  readonly #items: readonly { readonly tokens: Tokens; readonly alias: string | null }[]
  /** Terms of GROUP BY, spelled, and the columns among them: the same in all rows of a group. */
  readonly #groups: ReadonlySet<string>
  readonly #groupCount: number

  constructor(clauses: Clauses, columns: readonly Column[]) {
    this.#clauses = clauses
    this.#columns = new Map(columns.map(column => [column.name.toLowerCase(), column]))
    this.#items = commaParts(clauses.SELECT ?? []).map(itemOf)
    const terms = commaParts(clauses.GROUP ?? []).map(term => this.#resolved(term))
    this.#groupCount = terms.length
    this.#groups = new Set(terms.flatMap(term => [spell(term), this.#columnOf(term) ?? []].flat()))
  }

  isFree(): boolean {
    const { GROUP = [], HAVING = [], ORDER = [], LIMIT } = this.#clauses
    // Groups that are equal in ORDER BY come in the order of their one term; of several, SQLite chooses which goes first.
    if (LIMIT && this.#groupCount > 1) return false
    const isExact = GROUP.every(token => !isFraction(token) && token.kind !== 'parameter')
    const shown = [...this.#items.map(item => item.tokens), HAVING]
    const ordered = commaParts(ORDER).filter(term => !this.#isAlias(term))
    return isExact && [...shown, ...ordered].every(tokens => this.#isDetermined(tokens))
  }

  /** Whether a value is one of several spellings of an address. */
  showsAddress(): boolean {
    const { GROUP = [], HAVING = [], ORDER = [] } = this.#clauses
    const shown = [...this.#items.map(item => item.tokens), GROUP, HAVING, ORDER]
    return shown.some(tokens => this.#names(tokens).some(isCollated))
  }

  /** A number or an alias stands for an item; the name of a column goes before an alias. */
  #resolved(term: Tokens): Tokens {
    const [only] = term
    if (term.length !== 1 || !only) return term
    if (only.kind === 'number') return this.#items[Number(only.text) - 1]?.tokens ?? term
    const name = isName(only) ? nameOf(only).toLowerCase() : ''
    if (this.#columns.has(name)) return term
    return this.#items.find(({ alias }) => alias === name)?.tokens ?? term
  }

  /** The column that the term is, with a qualifier or without. */
  #columnOf(term: Tokens): string | null {
    const last = term.at(-1)
    const isPath = term.length === 1 || (term.length === 3 && isSymbol(term[1], '.'))
    const name = isPath && isName(last) ? nameOf(last).toLowerCase() : ''
    return this.#columns.has(name) ? name : null
  }

  /** Every row of a group gives the same value, or all of them together do. */
  #isDetermined(tokens: Tokens): boolean {
    if (this.#groups.has(spell(tokens))) return true
    if (isSymbol(tokens.at(-1), '*') && (tokens.length === 1 || isSymbol(tokens.at(-2), '.'))) return false
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at]!
      if (isWord(token, 'COLLATE')) return false
      const end = closing(tokens, at + 1)
      const argument = tokens.slice(at + 2, Math.max(end, at + 2))
      if (end > 0 && isWord(token, ...AGGREGATES) && commaParts(argument).length === 1) {
        if (!this.#isAnyOrder(token, argument)) return false
        at = isWord(tokens[end + 1], 'FILTER') ? closing(tokens, end + 2) : end
      } else if (isName(token) && end < 0 && this.#isOfOneRow(token)) return false
    }
    return true
  }

  #isOfOneRow(token: Token): boolean {
    const name = nameOf(token).toLowerCase()
    return this.#columns.has(name) && !this.#groups.has(name)
  }

  /** In ORDER BY a name alone is that of an item before it is that of a column. */
  #isAlias([name, ...rest]: Tokens): boolean {
    const isAlone = rest.every(token => isWord(token, 'ASC', 'DESC', 'NULLS', 'FIRST', 'LAST'))
    return isAlone && isName(name) && this.#items.some(({ alias }) => alias === nameOf(name).toLowerCase())
  }

  /** Sums of whole numbers are exact; those of fractions depend on what is added first. */
  #isAnyOrder(call: Token, argument: Tokens): boolean {
    if (isWord(call, 'COUNT')) return true
    if (isWord(call, 'MIN', 'MAX')) return !argument.some(isFraction)
    const [first] = argument
    if (isWord(first, 'CASE') && isWord(argument.at(-1), 'END')) {
      return argument.every((token, at) => {
        const [value, behind] = [argument[at + 1], argument[at + 2]]
        if (!isWord(token, 'THEN', 'ELSE')) return !isWord(token, 'CASE') || at === 0
        return value !== undefined && this.#isWhole(value) && isWord(behind, 'WHEN', 'ELSE', 'END')
      })
    }
    return argument.every((token, at) => {
      const isQualifier = isSymbol(argument[at + 1], '.')
      return isQualifier || EXACT.includes(token.value) || isWord(token, ...LOGIC) || this.#isWhole(token)
    })
  }

  #isWhole(token: Token): boolean {
    if (token.kind === 'number') return /^\d{1,9}$/.test(token.text)
    const type = isName(token) ? this.#columns.get(nameOf(token).toLowerCase())?.type : undefined
    return type === 'INTEGER' || type === 'BOOLEAN' || isWord(token, 'NULL')
  }

  /** Columns that are named outside COUNT. */
  #names(tokens: Tokens): Column[] {
    const found: Column[] = []
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at]!
      const end = isWord(token, 'COUNT') ? closing(tokens, at + 1) : -1
      if (end > 0) at = end
      else if (isName(token)) found.push(...[this.#columns.get(nameOf(token).toLowerCase()) ?? []].flat())
    }
    return found
  }
}

const AGGREGATES = ['COUNT', 'SUM', 'MIN', 'MAX', 'AVG', 'TOTAL']
/** Of whole numbers these make whole numbers, and none that is too large for one. */
const EXACT = ['(', ')', '+', '-', '/', '%', '.', '=', '==', '<>', '!=', '<', '>', '<=', '>=']
const LOGIC = ['AND', 'OR', 'NOT', 'IS', 'DISTINCT']

function isCollated(column: Column): boolean {
  return 'store' in column ? column.collate !== undefined : column.sql.includes('COLLATE')
}

function isFraction({ kind, text }: Token): boolean {
  return kind === 'number' && !/^\d{1,9}$/.test(text)
}

function itemOf(tokens: Tokens): { readonly tokens: Tokens; readonly alias: string | null } {
  const [before, last] = tokens.slice(-2)
  if (tokens.length < 2 || !isName(last) || isSymbol(before, '.')) return { tokens, alias: null }
  const alias = nameOf(last).toLowerCase()
  if (isWord(before, 'AS')) return { tokens: tokens.slice(0, -2), alias }
  // `CASE … END` ends in a word that is no alias.
  const isOperand = isSymbol(before, ')') || (before !== undefined && before.kind !== 'symbol')
  return isOperand && !isWord(last, 'END', 'NULL')
    ? { tokens: tokens.slice(0, -1), alias }
    : { tokens, alias: null }
}
