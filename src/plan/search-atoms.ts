import type { SearchTerm, TextField } from '../mail/search-term.ts'
import type { ServerTraits } from '../mail/source.ts'
import { isName, isSymbol, isWord, nameOf, type Token } from '../sql/lexer.ts'
import type { Scope, StatementShape } from '../sql/shape.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { SqlValue } from '../util/value.ts'
import type { ConstantOf } from './mask.ts'
import type { NamedTable } from './name-tables.ts'
import { gmailSearchTerm, searchCriteriaTerm, wordsTerm } from './search-values.ts'

/** One search of the server's that a statement names, where it stands in the text, and whose it is. */
export interface SearchAtom {
  readonly table: NamedTable
  readonly term: SearchTerm
  readonly span: { readonly start: number; readonly end: number }
  /** `column NOT MATCH constant` */
  readonly negated: boolean
}

export interface AtomInput {
  readonly tokens: readonly Token[]
  readonly shape: StatementShape
  readonly tables: readonly NamedTable[]
  readonly constantOf: ConstantOf
  readonly traits: ServerTraits
  /** Words of mail columns are searched by the server, where it is Gmail. */
  readonly wordsByServer: boolean
}

/** Columns of no row, and the name that messages give them. */
const HIDDEN: Readonly<Record<string, string>> = {
  GMAILSEARCH: 'GmailSearch',
  SEARCHQUERY: 'SearchQuery',
  SEARCHCRITERIA: 'SearchCriteria',
}
const WORD_SEARCHES = ['CONTAINS', 'MATCH']

/** Whether it is worth looking: planning asks the server for its traits only then. */
export function mayHoldSearch(tokens: readonly Token[]): boolean {
  return tokens.some(token => hiddenName(token) !== undefined || isWord(token, ...WORD_SEARCHES))
}

/** @throws SYNTAX, AMBIGUOUS, BAD_VALUE, NOT_SUPPORTED for a hidden column that cannot be a search. */
export function findSearchAtoms(input: AtomInput): SearchAtom[] {
  if (!input.tables.some(isMail)) return []
  return input.tokens.flatMap((token, index): SearchAtom[] => {
    const hidden = hiddenName(token)
    if (hidden !== undefined && !isTableName(input.shape, index)) return [hiddenAtom(hidden, index, input)]
    const isSearched = input.traits.gmail && input.wordsByServer && isWord(token, ...WORD_SEARCHES)
    const atom = isSearched ? wordsAtom(index, input) : null
    return atom ? [atom] : []
  })
}

function isMail({ resolved }: NamedTable): boolean {
  return resolved.kind === 'mailbox' || resolved.kind === 'messages'
}

function hiddenName(token: Token): string | undefined {
  const name = isName(token) ? token.value.toUpperCase() : ''
  return Object.hasOwn(HIDDEN, name) ? HIDDEN[name] : undefined
}

function isTableName({ refs }: StatementShape, index: number): boolean {
  return refs.some(({ range }) => index >= range.from && index < range.to)
}

function hiddenAtom(name: string, index: number, input: AtomInput): SearchAtom {
  const { tokens, traits } = input
  const from = pathStart(tokens, index)
  const found = equation(input, from, index + 1)
  const scope = scopeAt(input, index)
  if (!found || !scope) throw misplaced(name)
  const table = mailTable(input, scope, { name, qualifier: qualifierOf(tokens, from, index) })
  const { span, value } = found
  const term =
    name === 'SearchCriteria' ? searchCriteriaTerm(value, traits) : gmailSearchTerm(name, value, traits)
  return { table, term, span, negated: false }
}

interface Found extends Pick<SearchAtom, 'span'> {
  readonly value: SqlValue
}

/** Tokens [from, to) are a column: `column = constant` or `constant = column`, with nothing that binds tighter beside it. */
function equation({ tokens, constantOf }: AtomInput, from: number, to: number): Found | null {
  const isEqual = (token: Token | undefined) => isSymbol(token, '=') || isSymbol(token, '==')
  const [first, last] = isEqual(tokens[to]) ? [from, to + 1] : [from - 2, to - 1]
  const constant = first === from ? tokens[last] : tokens[first]
  if (!constant || (first !== from && !isEqual(tokens[from - 1]))) return null
  const isWhole = startsTerm(tokens, first) && endsTerm(tokens[last + 1])
  return isWhole ? constantFound(constant, constantOf, [tokens[first]!, tokens[last]!]) : null
}

function constantFound(
  constant: Token | undefined,
  constantOf: ConstantOf,
  [first, last]: readonly [Token, Token],
): Found | null {
  const value = constant && constantOf(constant)
  return value === undefined ? null : { value, span: { start: first.start, end: last.end } }
}

/** `CONTAINS(column, constant)`, `column [NOT] MATCH constant`, `column CONTAINS constant`; null for any other use. */
function wordsAtom(index: number, input: AtomInput): SearchAtom | null {
  const { tokens } = input
  const isCall = isSymbol(tokens[index + 1], '(')
  const negated = !isCall && isWord(tokens[index - 1], 'NOT')
  const at = isCall ? pathEnd(tokens, index + 2) : index - (negated ? 2 : 1)
  const scope = scopeAt(input, index)
  const found = isCall ? wordsCall(input, index, at) : wordsOperator(input, at, index + 1)
  if (!found || !scope) return null
  const column = textColumn(input, scope, at)
  const term = column && wordsTerm(column.field, found.value)
  return term && { ...found, table: column.table, term, negated }
}

function wordsCall({ tokens, constantOf }: AtomInput, index: number, column: number): Found | null {
  const [comma, constant, close] = tokens.slice(column + 1, column + 4)
  const isCall = isWord(tokens[index], 'CONTAINS') && isSymbol(comma, ',') && isSymbol(close, ')')
  return isCall ? constantFound(constant, constantOf, [tokens[index]!, close!]) : null
}

function wordsOperator({ tokens, constantOf }: AtomInput, column: number, last: number): Found | null {
  const first = pathStart(tokens, column)
  const isWhole = startsTerm(tokens, first) && endsTerm(tokens[last + 1])
  return isWhole ? constantFound(tokens[last], constantOf, [tokens[first]!, tokens[last]!]) : null
}

/** The mail text column whose last token is at `at`; null when it is none, or it is not sure whose it is. */
function textColumn(
  { tokens, tables }: AtomInput,
  scope: Scope,
  at: number,
): { table: NamedTable; field: TextField } | null {
  const token = tokens[at]
  if (token?.kind !== 'word' && token?.kind !== 'name') return null
  const qualifier = qualifierOf(tokens, pathStart(tokens, at), at)
  const isSure = qualifier !== null || (scope.refs.length === 1 && scope.otherSources === 0)
  const table = isSure ? tables.find(each => isMail(each) && isNamed(each, scope, qualifier)) : undefined
  if (!table || table.resolved.kind === 'list') return null
  const wanted = nameOf(token).toLowerCase()
  const column = table.resolved.table.columns.find(({ name }) => name.toLowerCase() === wanted)
  const field = column && 'search' in column ? column.search : undefined
  return field ? { table, field } : null
}

function mailTable(
  { tables }: AtomInput,
  scope: Scope,
  { name, qualifier }: { readonly name: string; readonly qualifier: string | null },
): NamedTable {
  const found = tables.filter(table => isMail(table) && isNamed(table, scope, qualifier))
  if (found.length === 1) return found[0]!
  if (found.length === 0) throw misplaced(name)
  const { alias, path } = found[0]!.ref
  throw new GmailSqlError('AMBIGUOUS', `${name} may be of several tables here`, {
    hint: `Put the table’s name or alias and a dot before it: ${alias ?? path.at(-1)}.${name} = '…'.`,
  })
}

function isNamed({ ref }: NamedTable, scope: Scope, qualifier: string | null): boolean {
  const shownAs = (ref.alias ?? ref.path.at(-1)!).toLowerCase()
  return ref.scope === scope && (qualifier === null || qualifier.toLowerCase() === shownAs)
}

function misplaced(name: string): GmailSqlError {
  return new GmailSqlError(
    'SYNTAX',
    `${name} is no column: it stands in WHERE, before = and a text or parameter`,
    {
      hint: `Write WHERE ${name} = '${name === 'SearchCriteria' ? 'UNSEEN LARGER 1000000' : 'has:attachment'}'; NOT, AND and OR may stand around it.`,
    },
  )
}

function pathStart(tokens: readonly Token[], end: number): number {
  let from = end
  while (isSymbol(tokens[from - 1], '.')) from -= 2
  return from
}

/** Of a path that begins at `from`, its last token. */
function pathEnd(tokens: readonly Token[], from: number): number {
  let to = from
  while (isSymbol(tokens[to + 1], '.')) to += 2
  return to
}

function qualifierOf(tokens: readonly Token[], from: number, to: number): string | null {
  const token = to > from ? tokens[to - 2] : undefined
  return token ? nameOf(token) : null
}

const BEFORE_TERM = ['WHERE', 'ON', 'AND', 'OR', 'NOT', 'CASE', 'WHEN', 'THEN', 'ELSE']

/** Nothing before the token takes it for an operand of its own; the AND of BETWEEN does. */
function startsTerm(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]
  if (!before || isSymbol(before, '(') || isSymbol(before, ',')) return true
  if (!isWord(before, ...BEFORE_TERM)) return false
  let depth = 0
  for (let i = at - 2; isWord(before, 'AND') && i >= 0 && depth >= 0; i--) {
    if (isSymbol(tokens[i], ')')) depth++
    else if (isSymbol(tokens[i], '(')) depth--
    else if (depth === 0 && isWord(tokens[i], 'BETWEEN')) return false
    else if (depth === 0 && isWord(tokens[i], 'AND', 'OR', 'WHERE', 'ON')) return true
  }
  return true
}

const AFTER_TERM = [
  ...[
    'AND',
    'OR',
    'IS',
    'THEN',
    'ELSE',
    'WHEN',
    'END',
    'GROUP',
    'HAVING',
    'WINDOW',
    'ORDER',
    'LIMIT',
    'OFFSET',
  ],
  ...['UNION', 'INTERSECT', 'EXCEPT', 'JOIN', 'LEFT', 'RIGHT', 'FULL', 'INNER', 'CROSS', 'NATURAL', 'WHERE'],
]

function endsTerm(after: Token | undefined): boolean {
  return !after || isSymbol(after, ')') || isSymbol(after, ',') || isWord(after, ...AFTER_TERM)
}

/** The scope whose WHERE or ON the token stands in, itself and not in a subquery there; null when it stands elsewhere. */
function scopeAt({ tokens, shape }: AtomInput, index: number): Scope | null {
  const clauses = shape.scopes.flatMap(scope => {
    const ranges = [...(scope.where ? [scope.where] : []), ...scope.joins.map(({ on }) => on)]
    return ranges.filter(({ from, to }) => from <= index && index < to).map(range => ({ scope, range }))
  })
  const innermost = clauses.sort((a, b) => b.range.from - a.range.from)[0]
  return innermost && !isInSubquery(tokens, innermost.range.from, index) ? innermost.scope : null
}

function isInSubquery(tokens: readonly Token[], from: number, index: number): boolean {
  const open: boolean[] = []
  for (let i = from; i < index; i++) {
    if (isSymbol(tokens[i], '(')) open.push(isWord(tokens[i + 1], 'SELECT', 'WITH', 'VALUES'))
    else if (isSymbol(tokens[i], ')')) open.pop()
  }
  return open.includes(true)
}
