import type { ColumnDefinition, PushdownContext, ViewColumnDefinition } from '../catalog/table.ts'
import { describeTerm } from '../mail/describe-term.ts'
import type { FetchItem } from '../mail/message.ts'
import { quoteName, tokenize } from '../sql/lexer.ts'
import { readShape } from '../sql/scopes.ts'
import type { TableRef } from '../sql/shape.ts'
import type { Compiled, Probe } from '../sqlite/protocol.ts'
import { columnsRead } from './columns-read.ts'
import type { ConstantOf } from './mask.ts'
import type { NamedStatement, NamedTable } from './name-tables.ts'
import { droppingTerms } from './narrow-terms.ts'
import { orderText } from './order-text.ts'
import { parsePredicate } from './parse-predicate.ts'
import type { Plan, Scan, ServerSearch } from './plan.ts'
import { pushPredicate } from './pushdown.ts'
import { searchRules } from './server-search.ts'

/** The columns by which a narrowing view names a message: where its row is in the store; and a part of it. */
export const KEY_COLUMNS = {
  mailbox: 'gmailsql_mailbox',
  uid: 'gmailsql_uid',
  part: 'gmailsql_part',
} as const

/** The name of the view, or of the set of a search, that a narrowing reads, beside that of the statement. */
export function narrowedView(view: string): string {
  return `${view}_narrow`
}

export interface NarrowInput {
  readonly plan: Plan
  readonly named: NamedStatement
  readonly compiled: Compiled
  readonly constantOf: ConstantOf
  readonly context: PushdownContext
}

/** Something about which SQLite is asked what it reads. */
export interface Question {
  readonly view: string
  readonly kind: 'term' | 'order'
  readonly text: string
  readonly sql: string
  /** The server has decided it already: asking it again drops no message. */
  readonly isDecided: boolean
  /** Of an order: how many of the first rows are wanted. */
  readonly bound: number | null
}

/**
 * What of the statement might thin out the candidates before their structure and content are fetched: the terms of WHERE
 * and ON, and ORDER BY with LIMIT.
 */
export function narrowQuestions(input: NarrowInput): Question[] {
  const { plan, named } = input
  const { scopes } = readShape(named.tokens)
  return plan.scans.filter(isCostly).flatMap(scan => {
    const view = viewOf(scan)
    const table = named.tables.find(each => each.view === view)!
    const ref = scopes.flatMap(({ refs }) => refs).find(({ path }) => path.at(-1) === view)
    if (!ref || ref.isOperand) return []
    return [...termQuestions(table, ref, input), ...orderQuestions(table, input)]
  })
}

/** A narrowing looks at the rows that the statement sees: those of a view where it names one. */
function viewOf(scan: Scan): string {
  return scan.reader?.table.view ?? scan.table.view
}

function isCostly({ items, contents, reader }: Scan): boolean {
  return (contents.length > 0 || items.includes('structure')) && reader?.definition.perMessage !== false
}

function termQuestions(table: NamedTable, ref: TableRef, input: NarrowInput): Question[] {
  const { text, tokens } = input.named
  return droppingTerms(tokens, ref).map(({ from, to }) => {
    const term = tokens.slice(from, to)
    const own = text.slice(term[0]!.start, term.at(-1)!.end)
    const sql = `SELECT 1 FROM ${source(table, table.view)} WHERE (${own})`
    const isDecided = ref.scope.refs.length === 1 && isDecidedByServer(own, table, input)
    return { view: table.view, kind: 'term', text: own, sql, isDecided, bound: null }
  })
}

function isDecidedByServer(term: string, table: NamedTable, { named, ...input }: NarrowInput): boolean {
  const columns = table.columns as readonly (ColumnDefinition | ViewColumnDefinition)[]
  const byName = new Map(columns.map(column => [column.name.toLowerCase(), column]))
  const searches = searchRules(named.searches, table.view)
  const bound = withSearches(term, named, ({ name }) => name)
  const pushed = pushPredicate(
    parsePredicate(tokenize(bound), input.constantOf),
    ({ name }) => searches.get(name) ?? byName.get(name.toLowerCase())?.pushdown ?? null,
    input.context,
  )
  return pushed?.exact === true
}

/** SQL with other words where it asks the membership in what the server finds. */
function withSearches(
  sql: string,
  { searches }: Pick<NamedStatement, 'searches'>,
  words: (search: ServerSearch) => string,
): string {
  return searches.reduce((text, search) => text.replaceAll(search.expression, () => words(search)), sql)
}

function orderQuestions(table: NamedTable, input: NarrowInput): Question[] {
  if (input.named.tables.length !== 1) return []
  const order = orderText(input.named, table, input)
  if (!order) return []
  const sql = `SELECT 1 FROM ${source(table, table.view)} ORDER BY ${order.text}`
  return [{ view: table.view, kind: 'order', ...order, sql, isDecided: false }]
}

/** Under the name that the statement calls it by, so that the statement's own words mean the same. */
function source({ ref }: NamedTable, view: string): string {
  return `${quoteName(view)} AS ${quoteName(ref.alias ?? ref.path.at(-1)!)}`
}

/**
 * The plan with its costly scans narrowed by what SQLite said to be cheap: what reads no content and calls no function that
 * may answer otherwise the next time. The structure waits for the survivors too, unless a condition reads it.
 */
export function narrowPlan(
  plan: Plan,
  named: NamedStatement,
  asked: readonly { readonly question: Question; readonly probe: Probe | null }[],
): Plan {
  const scans = plan.scans.map(scan => {
    const own = asked.filter(({ question }) => question.view === viewOf(scan))
    return own.length === 0 ? scan : narrowScan(scan, named, own)
  })
  return { ...plan, scans }
}

type Asked = Parameters<typeof narrowPlan>[2]

function narrowScan(scan: Scan, named: NamedStatement, asked: Asked): Scan {
  const table = named.tables.find(({ view }) => view === viewOf(scan))!
  const cheap = asked.flatMap(({ question, probe }) => {
    const read = probe && cheapColumns(scan, table, probe)
    return read ? [{ question, read }] : []
  })
  const terms = cheap.filter(({ question }) => question.kind === 'term')
  const isWhole = terms.length === asked.filter(({ question }) => question.kind === 'term').length
  const order = isWhole ? cheap.find(({ question }) => question.kind === 'order') : undefined
  const drops = terms.some(({ question }) => !question.isDecided)
  if (!drops && !order) return scan
  const taken = order ? [...terms, order] : terms
  const read = new Set(taken.flatMap(({ read }) => [...read]))
  const clauses = narrowText(
    terms.map(({ question }) => question.text),
    order?.question,
  )
  const ownSets = withSearches(clauses, named, ({ name, expression }) =>
    expression.replace(name, narrowedView(name)),
  )
  const { mailbox, uid, part } = KEY_COLUMNS
  const keys = scan.contents.includes('parts') ? [mailbox, uid, part] : [mailbox, uid]
  const text = `SELECT ${keys.join(', ')} FROM ${source(table, narrowedView(table.view))} ${ownSets}`
  const shown = withSearches(clauses, named, ({ term }) => `found by ${describeTerm(term)}`)
  const readsStructure = [...read].some(name => columnOf(scan, name).items.includes('structure'))
  const isLate = (item: FetchItem) => item === 'structure' && !readsStructure
  return {
    ...scan,
    items: scan.items.filter(item => !isLate(item)),
    // It tells which messages are small enough to be fetched whole.
    along: scan.contents.includes('text') && !readsStructure && !scan.items.includes('size') ? ['size'] : [],
    late: scan.items.filter(isLate),
    narrow: { text, shown, read, isWhole },
  }
}

function narrowText(terms: readonly string[], order: Question | undefined): string {
  const where = terms.length === 0 ? '' : `WHERE ${terms.map(term => `(${term})`).join(' AND ')}`
  return order ? `${where} ORDER BY ${order.text} LIMIT ${order.bound}`.trim() : where
}

/** The message columns that it reads; null when it is not cheap. */
function cheapColumns(scan: Scan, table: NamedTable, probe: Probe): ReadonlySet<string> | null {
  if (probe.isVolatile) return null
  const read = columnsRead(probe.compiled)
  const own = new Set([table.view, ...scan.searches.map(({ name }) => name)])
  if ([...read.keys()].some(view => !own.has(view))) return null
  const names = [...(read.get(table.view) ?? [])].map(index => table.columns[index]!.name)
  const base = new Set(scan.reader ? baseColumns(scan, names) : names)
  return [...base].every(name => isCheap(scan, columnOf(scan, name))) ? base : null
}

function baseColumns({ reader }: Scan, names: readonly string[]): string[] {
  const columns = reader!.definition.columns.filter(({ name }) => names.includes(name))
  return [...reader!.definition.reads, ...columns.flatMap(({ reads }) => reads)]
}

function columnOf(scan: Scan, name: string): ColumnDefinition {
  const columns = (scan.reader?.definition.base ?? scan.table.columns) as readonly ColumnDefinition[]
  return columns.find(column => column.name === name)!
}

/** Beside content a structure is cheap. */
function isCheap({ contents }: Scan, { content, cost }: ColumnDefinition): boolean {
  return content === undefined && (contents.length > 0 || cost !== 's')
}
