import { searchLabel } from './gmail-operators.ts'

/** What completion can offer. All of it is in memory: a key never waits for anything. */
export interface KnownNames {
  /** Names to write in FROM, those that the server has included once they are known. */
  readonly tables: NameList
  /** Names of mailboxes, for comparisons with Labels and for searches. */
  readonly labels: NameList
  /** The same as `label:` of a search takes them. */
  readonly searchLabels: NameList
  readonly functions: NameList
  readonly procedures: NameList
  /** Names as typed, without quotes; those of a mailbox where the table is not known. */
  columnsOf(table: string): readonly string[]
  inputsOf(procedure: string): readonly string[]
  isFunction(word: string): boolean
}

/** Names in the order in which they are offered, and in small letters beside them. */
export class NameList {
  readonly names: readonly string[]
  readonly folded: readonly string[]

  constructor(names: Iterable<string>) {
    // Sorted once: collation takes longer than all else that a key does.
    this.names = [...new Set(names)].sort(new Intl.Collator('en', { numeric: true }).compare)
    this.folded = this.names.map(name => name.toLowerCase())
  }
}

/** What one of the tables, or a temporary one, has. */
export interface KnownTable {
  readonly name: string
  readonly columns: readonly string[]
}

export interface KnownProcedure {
  readonly name: string
  readonly inputs: readonly string[]
}

export interface NameParts {
  readonly tables: readonly KnownTable[]
  readonly mailboxColumns: readonly string[]
  readonly procedures: readonly KnownProcedure[]
  readonly functions: readonly string[]
  /** Mailboxes by their names in FROM. */
  readonly mailboxes: readonly string[]
}

export function knownNames(parts: NameParts): KnownNames {
  const columns = new Map(parts.tables.map(({ name, columns }) => [name.toLowerCase(), columns]))
  const inputs = new Map(parts.procedures.map(({ name, inputs }) => [name.toLowerCase(), inputs]))
  const functions = new Set(parts.functions)
  return {
    tables: new NameList([...parts.mailboxes, ...parts.tables.map(({ name }) => name)]),
    labels: new NameList(parts.mailboxes),
    searchLabels: new NameList(parts.mailboxes.map(searchLabel)),
    functions: new NameList(parts.functions),
    procedures: new NameList(parts.procedures.map(({ name }) => name)),
    columnsOf: table => columns.get(table.toLowerCase()) ?? parts.mailboxColumns,
    inputsOf: procedure => inputs.get(procedure.toLowerCase()) ?? [],
    isFunction: word => functions.has(word),
  }
}

/** Before anything is loaded. */
export const NO_NAMES = knownNames({
  tables: [],
  mailboxColumns: [],
  procedures: [],
  functions: [],
  mailboxes: [],
})
