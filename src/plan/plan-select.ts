import { isKept } from '../catalog/resolve.ts'
import type { ColumnDefinition, PushdownContext, PushedTerm, ViewColumnDefinition } from '../catalog/table.ts'
import type { ContentItem, FetchItem } from '../mail/message.ts'
import type { Mailbox, ServerTraits } from '../mail/source.ts'
import type { Token } from '../sql/lexer.ts'
import type { Scope, StatementShape, TableRef } from '../sql/shape.ts'
import type { Compiled } from '../sqlite/protocol.ts'
import type { SqlValue } from '../util/value.ts'
import { planBounds } from './bounds.ts'
import { aggregates, columnsRead } from './columns-read.ts'
import { planDateOrder } from './date-order.ts'
import { refsWithSpamTrash } from './directive.ts'
import type { Folds } from './folds.ts'
import { freeOrder, topColumn } from './free-order.ts'
import { keptWords } from './kept-words.ts'
import type { ConstantOf } from './mask.ts'
import type { NamedStatement, NamedTable } from './name-tables.ts'
import type { Plan, PlannedTable, Scan } from './plan.ts'
import { pushForRef, readPredicates, type ScopeFilters } from './predicates.ts'
import { resultColumns } from './result-columns.ts'
import { semiJoinScans } from './semi-joins.ts'
import { searchRules } from './server-search.ts'
import { planTotals } from './server-totals.ts'
import { tableWithOrder } from './tie-break.ts'
import { baseTable } from './view-base.ts'

export interface PlanOptions {
  readonly pushdown: 'Exact' | 'Trusted' | 'None'
  /** 0 is all. */
  readonly maxItems: number
  readonly maxRows: number
  /** `*` is more than what flags and the envelope tell. */
  readonly includeMessage: boolean
  /** The store keeps an index of words. */
  readonly indexesWords: boolean
}

export interface PlanInput {
  /** Rewritten, tables still under their own names: shape and predicates are read from it. */
  readonly tokens: readonly Token[]
  readonly shape: StatementShape
  readonly named: NamedStatement
  readonly compiled: Compiled
  /** Values of ?1, ?2, … */
  readonly params: readonly SqlValue[]
  readonly folds: Folds
  readonly traits: ServerTraits
  readonly mailboxes: readonly Mailbox[]
  readonly options: PlanOptions
}

/** A plan for SELECT: which mailboxes to read, what to ask, what to fetch, where to stop. Pure. */
export function planSelect(input: PlanInput): Plan {
  const tables = readTables(input)
  const constantOf = constants(input.params)
  const pushes = input.options.pushdown !== 'None'
  const scans = planScans(input, tables, constantOf)
  const isAggregate = aggregates(input.compiled)
  const isGrouped = isAggregate || input.shape.topLevelWords.has('GROUP')
  const isTotal = tableWithOrder(input.named, input.shape) !== null
  const free = freeOrder({ ...input, tables, isGrouped, isTotal })
  const { bounds, text } = planBounds({
    text: input.named.text,
    tokens: input.named.tokens,
    shape: input.shape.limit ? { ...input.shape, limit: shiftedLimit(input.named.tokens) } : input.shape,
    scans,
    isAggregate,
    constantOf,
    allowed: pushes,
  })
  return {
    text,
    columns: resultColumns(input.compiled, tables, input),
    tables,
    scans,
    lists: tables.filter(table => table.resolved.kind === 'list'),
    bounds,
    dateOrder: pushes ? planDateOrder({ ...input, scans, isAggregate, constantOf }) : null,
    serverTotals: pushes ? planTotals(input.tokens, input.shape, scans) : null,
    maxRows: input.options.maxRows > 0 && !isGrouped ? input.options.maxRows : null,
    freeOrder: free,
    topColumn: isTotal ? topColumn(input.tokens, input.shape, tables) : null,
    newestFirst:
      tables.length === 1 &&
      input.shape.scopes.length === 1 &&
      !input.shape.topLevelWords.has('ORDER') &&
      free !== 'always',
  }
}

/** What to bring of each table, in the order in which to bring it. */
function planScans(input: PlanInput, tables: readonly PlannedTable[], constantOf: ConstantOf): Scan[] {
  const { tokens, shape, named, folds, traits, options } = input
  const predicates = readPredicates(tokens, shape, { constantOf, folds })
  const withSpamTrash = directives(input, constantOf)
  const scans = named.tables.flatMap((one, index) => {
    if (one.resolved.kind === 'list' || isKept(one.resolved)) return []
    const includeSpamTrash = withSpamTrash.has(one.ref)
    return [planScan({ input, named: one, table: tables[index]!, tables, predicates, includeSpamTrash })]
  })
  if (options.pushdown === 'None') return scans
  return semiJoinScans(scans, { tokens, shape, named, tables, gmail: traits.gmail })
}

/** Where the top-level LIMIT stands once the tables have been renamed: the last at depth 0. */
function shiftedLimit(tokens: readonly Token[]): { from: number; to: number } {
  return {
    from: tokens.findLastIndex(token => token.kind === 'word' && token.value === 'LIMIT'),
    to: tokens.length,
  }
}

function readTables({ named, compiled }: PlanInput): PlannedTable[] {
  const read = columnsRead(compiled)
  return named.tables.map(table => {
    const indexes = read.get(table.view) ?? new Set<number>()
    const names = table.columns.filter((_, index) => indexes.has(index)).map(column => column.name)
    return { ...table, read: new Set(names) }
  })
}

/** Literals by their text, parameters by their value; anything else is no constant. */
export function constants(params: readonly SqlValue[]): (token: Token) => SqlValue | undefined {
  return token => {
    if (token.kind === 'string') return token.value
    if (token.kind === 'number') return numberOf(token.text)
    if (token.kind === 'parameter') return params[Number(token.text.slice(1)) - 1]
    return undefined
  }
}

function numberOf(text: string): number | undefined {
  const value = Number(text)
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
    ? value
    : undefined
}

function directives({ tokens, shape, named }: PlanInput, constantOf: ConstantOf): ReadonlySet<TableRef> {
  const ofMessages = named.tables.filter(({ resolved: { kind } }) => kind === 'messages' || kind === 'view')
  const refs = ofMessages.map(({ ref }) => ref)
  return refsWithSpamTrash(tokens, shape.scopes, refs, constantOf)
}

interface ScanInput {
  readonly input: PlanInput
  readonly named: NamedTable
  readonly table: PlannedTable
  readonly tables: readonly PlannedTable[]
  readonly predicates: ReadonlyMap<Scope, ScopeFilters>
  readonly includeSpamTrash: boolean
}

function planScan({ input, named, table, tables, predicates, includeSpamTrash }: ScanInput): Scan {
  const { traits, options } = input
  const filters = predicates.get(named.ref.scope)!
  const { searches } = input.named
  const pushed = options.pushdown === 'None' ? null : pushOf(filters, named, tables, input)
  const isWhole = !pushed || pushed.term.kind === 'all'
  const reader = named.resolved.kind === 'view' ? { table, definition: named.resolved.table } : null
  const scanned = reader ? baseTable(table, reader.definition) : table
  const stored = scanned.columns as readonly ColumnDefinition[]
  const read = stored.filter(({ name }) => scanned.read.has(name))
  return {
    table: scanned,
    mailboxes: mailboxesOf(named, input.mailboxes, includeSpamTrash),
    term: isWhole ? null : pushed.term,
    words: wordsOf(filters, named, tables, input),
    exact: pushed?.exact ?? filters.where === null,
    items: itemsOf(read, traits),
    along: [],
    narrow: null,
    late: [],
    contents: contentsOf(read),
    newest: options.maxItems > 0 ? options.maxItems : null,
    includeSpamTrash,
    reader,
    searches: searches.filter(({ view }) => view === named.view),
    semiJoin: null,
  }
}

function pushOf(
  filters: ScopeFilters,
  named: NamedTable,
  tables: readonly PlannedTable[],
  { named: statement, traits, options }: PlanInput,
): PushedTerm | null {
  const context: PushdownContext = {
    gmail: traits.gmail,
    condstore: traits.condstore,
    trusted: options.pushdown === 'Trusted',
  }
  return pushForRef(filters, {
    ref: named.ref,
    columns: named.columns as readonly (ColumnDefinition | ViewColumnDefinition)[],
    searches: searchRules(statement.searches, named.view),
    context,
    isShared: name => otherColumns(named, statement, tables).has(name),
  })
}

function wordsOf(
  filters: ScopeFilters,
  named: NamedTable,
  tables: readonly PlannedTable[],
  { named: statement, options }: PlanInput,
): Scan['words'] {
  if (!options.indexesWords || options.pushdown === 'None') return null
  return keptWords(filters, named, name => otherColumns(named, statement, tables).has(name))
}

/** Columns of the other sources of the same FROM: a bare name among them is not surely this table's. */
function otherColumns(
  named: NamedTable,
  statement: NamedStatement,
  tables: readonly PlannedTable[],
): Set<string> {
  const names = new Set<string>()
  statement.tables.forEach((other, index) => {
    if (other === named || other.ref.scope !== named.ref.scope) return
    for (const column of tables[index]!.columns) names.add(column.name.toLowerCase())
  })
  return names
}

function mailboxesOf(
  { resolved }: NamedTable,
  mailboxes: readonly Mailbox[],
  includeSpamTrash: boolean,
): string[] {
  if (resolved.kind === 'mailbox') return [resolved.mailbox.path]
  const isLeftOut = ({ specialUse }: Mailbox) => specialUse === '\\Junk' || specialUse === '\\Trash'
  const readable = mailboxes.filter(mailbox => mailbox.isSelectable)
  const all = readable.find(({ specialUse }) => specialUse === '\\All')
  const main = all ? [all] : readable.filter(mailbox => !isLeftOut(mailbox))
  const more = includeSpamTrash ? readable.filter(isLeftOut) : []
  return [...main, ...more].map(({ path }) => path)
}

/** Where the server has no X-GM-EXT-1, labels are ours to make and threads come from headers. */
function itemsOf(columns: readonly ColumnDefinition[], { gmail, condstore }: ServerTraits): FetchItem[] {
  const items = new Set(columns.flatMap(column => column.items))
  if (!gmail) {
    if (items.delete('threadId')) items.add('envelope').add('references')
    if (items.delete('labels')) items.add('msgId')
  }
  if (!condstore && items.delete('modSeq')) items.add('msgId')
  return [...items]
}

function contentsOf(columns: readonly ColumnDefinition[]): ContentItem[] {
  return [...new Set(columns.flatMap(({ content }) => content ?? []))]
}
