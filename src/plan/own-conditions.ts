import { andTerms } from '../sql/and-terms.ts'
import { isName, isSymbol, nameOf, quoteName, type Token } from '../sql/lexer.ts'
import type { TokenRange } from '../sql/shape.ts'
import { ColumnOwners } from './column-owner.ts'
import type { NamedStatement, NamedTable } from './name-tables.ts'
import type { PlannedTable } from './plan.ts'

/** Words of a condition that reads nothing but columns. */
const PLAIN_WORDS = new Set(
  'AND OR NOT IN IS NULL BETWEEN LIKE GLOB REGEXP MATCH ESCAPE COLLATE NOCASE BINARY RTRIM CASE WHEN THEN ELSE END CAST AS TEXT INTEGER REAL NUMERIC TRUE FALSE ISNULL NOTNULL DISTINCT FROM'.split(
    ' ',
  ),
)
/** They answer differently each time. */
const UNSTEADY = new Set(['RANDOM', 'RANDOMBLOB', 'CHANGES', 'TOTAL_CHANGES', 'LAST_INSERT_ROWID'])

/**
 * The terms of a WHERE's top-level AND that speak of one reference alone, as SQL over a table of its columns named
 * `own`; null when there are none. Only columns that the statement reads are known, so no others are taken.
 */
export function ownConditions(
  table: NamedTable,
  read: PlannedTable['read'],
  { tokens, named }: { readonly tokens: readonly Token[]; readonly named: NamedStatement },
): string | null {
  const { scope } = table.ref
  if (!scope.where) return null
  const reader = new ConditionReader(tokens, new ColumnOwners(tokens, named.tables), table, read)
  const terms = andTerms(tokens, scope.where).flatMap(term => reader.read(term) ?? [])
  return terms.length === 0 ? null : terms.map(term => `(${term})`).join(' AND ')
}

class ConditionReader {
  readonly #tokens: readonly Token[]
  readonly #owners: ColumnOwners
  readonly #table: NamedTable
  readonly #read: PlannedTable['read']

  constructor(tokens: readonly Token[], owners: ColumnOwners, table: NamedTable, read: PlannedTable['read']) {
    this.#tokens = tokens
    this.#owners = owners
    this.#table = table
    this.#read = read
  }

  read({ from, to }: TokenRange): string | null {
    const parts: string[] = []
    for (let at = from; at < to; ) {
      const end = this.#endOfName(at, to)
      const part = end === at ? this.#tokens[at]!.text : this.#name({ from: at, to: end })
      if (part === null) return null
      parts.push(part)
      at = Math.max(end, at + 1)
    }
    return parts.join(' ')
  }

  /** One behind the name that begins at `at`; `at` itself when none does. */
  #endOfName(at: number, to: number): number {
    if (!isName(this.#tokens[at])) return at
    let end = at + 1
    while (end + 1 < to && isSymbol(this.#tokens[end], '.') && isName(this.#tokens[end + 1])) end += 2
    return end
  }

  #name(range: TokenRange): string | null {
    const token = this.#tokens[range.from]!
    const isAlone = range.to === range.from + 1
    if (isAlone && isSymbol(this.#tokens[range.to], '(')) {
      return isQuery(token) || UNSTEADY.has(token.value.toUpperCase()) ? null : token.text
    }
    if (isAlone && token.kind === 'word' && PLAIN_WORDS.has(token.value)) return token.text
    const owned = this.#owners.find(range, this.#table.ref.scope)
    if (owned?.table !== this.#table || !this.#read.has(owned.column)) return null
    return `own.${quoteName(owned.column)}`
  }
}

function isQuery(token: Token): boolean {
  return ['SELECT', 'EXISTS', 'VALUES', 'WITH'].includes(nameOf(token).toUpperCase())
}
