import { isName, isSymbol, nameOf, type Token } from '../sql/lexer.ts'
import type { Scope, TokenRange } from '../sql/shape.ts'
import type { NamedTable } from './name-tables.ts'

/** A column that a statement names, and the reference to a table that it belongs to. */
export interface OwnedColumn {
  readonly table: NamedTable
  /** As the table declares it. */
  readonly column: string
}

/** Finds whose column a name is, as SQLite does: in its own SELECT, else in those around it. */
export class ColumnOwners {
  readonly #tokens: readonly Token[]
  readonly #tables: readonly NamedTable[]

  constructor(tokens: readonly Token[], tables: readonly NamedTable[]) {
    this.#tokens = tokens
    this.#tables = tables
  }

  /** The column that `Size`, `m.Size` or `IMAP.Inbox.Size` is; null for anything else, and in doubt. */
  find({ from, to }: TokenRange, scope: Scope): OwnedColumn | null {
    const path = this.#tokens.slice(from, to)
    const isPath = path.length % 2 === 1 && path.every((token, index) => isPathToken(token, index))
    if (!isPath || path.length === 0) return null
    const name = nameOf(path.at(-1)!).toLowerCase()
    return path.length === 1 ? this.#bare(name, scope) : this.#qualified(nameOf(path.at(-3)!), name, scope)
  }

  #qualified(qualifier: string, name: string, scope: Scope): OwnedColumn | null {
    for (let at: Scope | null = scope; at; at = at.parent) {
      const refs = at.refs.filter(
        ref => (ref.alias ?? ref.path.at(-1)!).toLowerCase() === qualifier.toLowerCase(),
      )
      // The name may also be that of a subquery with an alias, which is no reference.
      if (refs.length === 0 && at.otherSources === 0) continue
      const table = refs.length === 1 ? this.#tables.find(({ ref }) => ref === refs[0]) : undefined
      return table ? ownedBy(table, name) : null
    }
    return null
  }

  #bare(name: string, scope: Scope): OwnedColumn | null {
    if (scope.otherSources > 0 || scope.mergesColumns) return null
    const tables = this.#tables.filter(({ ref }) => ref.scope === scope)
    // A common table expression has columns that are not known here.
    if (tables.length < scope.refs.length) return null
    const owned = tables.flatMap(table => ownedBy(table, name) ?? [])
    return owned.length === 1 ? owned[0]! : null
  }
}

function isPathToken(token: Token, index: number): boolean {
  return index % 2 === 1 ? isSymbol(token, '.') : isName(token)
}

function ownedBy(table: NamedTable, name: string): OwnedColumn | null {
  const column = table.columns.find(candidate => candidate.name.toLowerCase() === name)
  return column ? { table, column: column.name } : null
}
