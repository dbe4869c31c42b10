import { type CachedNames, cachedTable } from '../catalog/cached.ts'
import {
  type CatalogNames,
  isKept,
  type ResolvedTable,
  resolveTable,
  STANDARD_SCHEMA,
  tempTable,
} from '../catalog/resolve.ts'
import type { Mailbox, ServerTraits } from '../mail/source.ts'
import { NO_FOLDS } from '../plan/folds.ts'
import { type NamedStatement, nameTables, tableRefs } from '../plan/name-tables.ts'
import type { Plan } from '../plan/plan.ts'
import { constants, type PlanOptions, planSelect } from '../plan/plan-select.ts'
import { resultColumns } from '../plan/result-columns.ts'
import { type BoundSearches, bindSearches, mayHoldSearch, type SearchInput } from '../plan/server-search.ts'
import { singleTable } from '../plan/single-table.ts'
import { refuseTextSums } from '../plan/text-sums.ts'
import { breakTies } from '../plan/tie-break.ts'
import { respellTruthTexts } from '../plan/truth-texts.ts'
import { typedNames } from '../plan/typed-names.ts'
import { refuseBareFrom } from '../sql/bare-from.ts'
import { quoteName } from '../sql/lexer.ts'
import { bindParameters, dateNumbers, numberParameters } from '../sql/parameters.ts'
import { refuseUntranslatable } from '../sql/refusals.ts'
import { hintForCommand } from '../sql/refused-commands.ts'
import { rewrite } from '../sql/rewrite/index.ts'
import { readShape } from '../sql/scopes.ts'
import { shortenLists } from '../sql/shorten-lists.ts'
import { readStatement, type Statement } from '../sql/statement.ts'
import { expandUserViews, type UserViews } from '../sql/user-views.ts'
import type { CallOptions, Engine } from '../sqlite/engine.ts'
import type { Compiled } from '../sqlite/protocol.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import type { StatementClock } from '../util/sql-function.ts'
import type { Parameters, ResultColumn, SqlValue } from '../util/value.ts'
import { explainCompileError } from './compile-errors.ts'
import { foldConstants } from './fold-constants.ts'
import { planNarrowing } from './plan-narrowing.ts'
import { settleDates } from './settle-dates.ts'
import type { ParsedSelect, StatementCache } from './statement-cache.ts'
import { shadowTableSql } from './view.ts'

/** What is known of names without asking anybody. */
export type StaticNames = Omit<CatalogNames, 'mailboxes' | 'cached'>

/** What preparing asks of the connection; the mail server is asked only when a statement names mail. */
export interface PrepareContext {
  readonly engine: Engine
  readonly call: CallOptions
  readonly clock: StatementClock
  readonly options: PlanOptions
  readonly staticNames: StaticNames
  /** The cached tables, as far as names like these may mean one. */
  readonly cachedNames: (paths: readonly (readonly string[])[]) => Promise<CachedNames>
  /** The list of mailboxes; `refresh` asks the server again. */
  readonly mailboxes: (refresh: boolean) => Promise<readonly Mailbox[]>
  readonly traits: () => Promise<ServerTraits>
  readonly statements: StatementCache
  readonly userViews: UserViews
  /** The property Offline: what the server would search is decided here, as far as that is possible. */
  readonly isOffline: boolean
}

export interface PreparedSelect {
  readonly plan: Plan
  readonly params: readonly SqlValue[]
  readonly mailboxes: readonly Mailbox[]
  readonly clock: StatementClock
  /** The table of which each row of the result is a row, and the column of it that each column is. */
  readonly origin: RowOrigin
}

export interface RowOrigin {
  readonly table: ResolvedTable | null
  readonly columns: readonly (string | null)[]
}

/** From the text of a SELECT to its plan: rewrite, find the tables, let SQLite compile it, plan. */
export async function prepareSelect(
  statement: Statement,
  values: Parameters,
  context: PrepareContext,
): Promise<PreparedSelect> {
  const { rewritten, shape, params, named, mailboxes, typedName } = await dated(statement, values, context)
  const { options, clock } = context
  const { includeMessage } = options
  const constantOf = constants(params)
  const bound = await searchesBound({ ...rewritten, shape, named, constantOf, includeMessage }, context)
  const compiled = await compile(statement, bound.named, context)
  const traits = readsMail(named) ? await context.traits() : NO_MAIL
  const pushes = options.pushdown !== 'None'
  const folds = pushes ? await foldConstants({ ...bound, params }, context) : NO_FOLDS
  const planned = planSelect({ ...bound, compiled, params, folds, traits, mailboxes, options })
  const typed = typedNames(statement, bound.named, compiled.columns)
  const columns = planned.columns.map((column, index) => ({
    ...column,
    name: typed[index] ?? typedName(column.name),
  }))
  const wide = { ...planned, columns }
  const prepared = { params, mailboxes, clock, origin: rowOrigin(shape, bound.named, compiled) }
  if (!pushes) return { ...prepared, plan: wide }
  const narrowing = { plan: wide, named: bound.named, compiled, constantOf, context: traits }
  return { ...prepared, plan: await planNarrowing(narrowing, context) }
}

function rowOrigin(
  shape: ReturnType<typeof readShape>,
  { tables }: NamedStatement,
  { columns }: Compiled,
): RowOrigin {
  const single = singleTable(shape, tables)
  const origins = columns.map(({ table, column }) => (table === single?.view ? column : null))
  return { table: single?.resolved ?? null, columns: origins }
}

interface DatedSelect extends Named {
  readonly rewritten: ReturnType<typeof rewrite>
  readonly shape: ReturnType<typeof readShape>
  readonly params: readonly SqlValue[]
  readonly typedName: (name: string) => string
}

/** The statement with its values, what stands beside date columns in their form, and its tables named. */
async function dated(
  statement: Statement,
  values: Parameters,
  context: PrepareContext,
): Promise<DatedSelect> {
  const typed = parsed(statement, context)
  const given = bindParameters(typed.slots, values)
  const found = await nameWithCatalog(typed.rewritten, typed.shape, context)
  refuseTextSums(typed.rewritten.tokens, found.named)
  const truth = { params: given, constantOf: constants(given) }
  const told = respellTruthTexts(typed.rewritten, found.named, truth)
  const dates = { ...context, params: told.params, instants: dateNumbers(typed.slots, values) }
  const settled = await settleDates(told.statement, found.named, dates)
  const { statement: rewritten, ...rest } = settled
  if (rewritten === typed.rewritten) return { rewritten, shape: typed.shape, ...rest, ...found }
  // Named once more, because the places of the tables in the text have moved.
  const shape = readShape(rewritten.tokens)
  return { rewritten, shape, ...rest, ...(await nameWithCatalog(rewritten, shape, context)) }
}

/** The columns that a SELECT has, whatever values it is given. */
export async function describeSelect(
  statement: Statement,
  context: PrepareContext,
): Promise<readonly ResultColumn[]> {
  const { slots, rewritten, shape } = parsed(statement, context)
  const { named } = await nameWithCatalog(rewritten, shape, context)
  // A text that every search takes stands for the values that are not given yet.
  const constantOf = constants(slots.map(() => 'ALL'))
  const { includeMessage } = context.options
  const bound = await searchesBound({ ...rewritten, shape, named, constantOf, includeMessage }, context)
  const compiled = await compile(statement, bound.named, context)
  const typed = typedNames(statement, bound.named, compiled.columns)
  const columns = resultColumns(compiled, named.tables, { tokens: rewritten.tokens, shape })
  return columns.map((column, index) => ({ ...column, name: typed[index] ?? column.name }))
}

function parsed(statement: Statement, { statements, userViews }: PrepareContext): ParsedSelect {
  return statements.parsed.getOrMake(statement.text, () => parse(withQueries(statement, userViews)))
}

/** With the queries of the user's own views in place of their names. */
function withQueries(statement: Statement, views: UserViews): Statement {
  if (views.size === 0) return statement
  const text = expandUserViews(statement.text, views)
  return text === statement.text ? statement : readStatement(text)
}

/** What follows from the text alone. */
function parse(statement: Statement): ParsedSelect {
  const { slots } = numberParameters(statement.tokens)
  refuseBareFrom(statement)
  refuseUntranslatable(statement)
  const text = statement.text.slice(statement.tokens[0]!.start, statement.tokens.at(-1)!.end)
  const rewritten = rewrite(text, shifted(statement))
  return { slots, rewritten, shape: readShape(rewritten.tokens) }
}

const NO_MAIL: ServerTraits = { gmail: false, condstore: false, esearch: false }

/** With searches bound, and ties of ORDER BY broken. */
async function searchesBound(
  input: Omit<SearchInput, 'wordsByServer'>,
  { traits, isOffline }: PrepareContext,
): Promise<BoundSearches> {
  const isAsked = mayHoldSearch(input.tokens) && readsMail(input.named)
  const bound = isAsked ? bindSearches({ ...input, wordsByServer: !isOffline }, await traits()) : input
  return { ...bound, named: breakTies(bound.named, bound.shape) }
}

function readsMail({ tables }: NamedStatement): boolean {
  return tables.some(({ resolved }) => resolved.kind !== 'list' && !isKept(resolved))
}

/** Tokens with offsets from the start of the statement itself. */
function shifted({ tokens }: Statement): Statement['tokens'] {
  const by = tokens[0]!.start
  return by === 0 ? tokens : tokens.map(token => ({ ...token, start: token.start - by, end: token.end - by }))
}

type Named = { readonly named: NamedStatement; readonly mailboxes: readonly Mailbox[] }

/** A name that is not known may be that of a mailbox made since the last LIST: the list is then read once more. */
async function nameWithCatalog(
  rewritten: ReturnType<typeof rewrite>,
  shape: ReturnType<typeof readShape>,
  context: PrepareContext,
): Promise<Named> {
  const paths = tableRefs(shape).map(({ path }) => path)
  const names = { ...context.staticNames, cached: await context.cachedNames(paths) }
  const needsList = paths.some(path => !isStaticList(path, names))
  const attempt = async (refresh: boolean): Promise<Named> => {
    const mailboxes = needsList ? await context.mailboxes(refresh) : []
    const resolve = (path: readonly string[]): ResolvedTable => resolveTable(path, { ...names, mailboxes })
    return { named: nameTables(rewritten, shape, resolve, context.options.includeMessage), mailboxes }
  }
  try {
    return await attempt(false)
  } catch (error) {
    if (!isGmailSqlError(error) || error.code !== 'NO_TABLE' || !needsList) throw error
    return await attempt(true)
  }
}

function isStaticList(path: readonly string[], names: Omit<CatalogNames, 'mailboxes'>): boolean {
  const { tables } = names
  const prefix = path.at(-2)?.toLowerCase()
  if (prefix === STANDARD_SCHEMA || (prefix === undefined && tempTable(path[0]!, names))) return true
  const isPlain = prefix === undefined || prefix === 'imap'
  if (isPlain && cachedTable(path.at(-1)!, names.cached)) return true
  const name = path.at(-1)!.toLowerCase()
  return isPlain && tables.some(table => table.kind === 'list' && table.name.toLowerCase() === name)
}

/** SQLite's program of the statement over empty tables, which are gone when it is known. */
async function compile(
  statement: Statement,
  named: NamedStatement,
  { engine, call, clock, statements }: PrepareContext,
): Promise<Compiled> {
  const created = named.tables.map(({ view, columns }) => shadowTableSql(view, columns))
  const searches = named.searches.map(({ name }) => shadowTableSql(name, [{ name: 'id', type: null }]))
  const tables = [...created, ...searches].join(';\n')
  const key = `${tables};\n${named.text}`
  const known = statements.compiled.get(key)
  if (known) return known
  const names = [...named.tables.map(({ view }) => view), ...named.searches.map(({ name }) => name)]
  const drops = names.map(name => `DROP TABLE IF EXISTS ${quoteName(name)};`).join('\n')
  try {
    const [, , compiled] = await engine.call(
      [
        { op: 'clock', clock },
        { op: 'shadowExec', sql: tables },
        { op: 'compile', sql: named.text, explained: shortenLists(named) },
        { op: 'shadowExec', sql: drops },
      ],
      call,
    )
    statements.compiled.set(key, compiled)
    return compiled
  } catch (error) {
    throw isGmailSqlError(error) ? explainCompileError(error, statement, named) : error
  }
}

/** Statements that are read but not run here. @throws NOT_SUPPORTED, NO_PROCEDURE or SYNTAX saying what to write instead. */
export function refuse(statement: Statement): never {
  const { command, kind } = statement
  const hint = hintForCommand(statement)
  if (hint !== null) throw new GmailSqlError('NOT_SUPPORTED', `${command} cannot be run`, { hint })
  if (kind === 'write') {
    throw new GmailSqlError('NOT_SUPPORTED', `${command} has no plan that could be explained`, {
      hint: 'DRY RUN in front of it lists what it would do.',
    })
  }
  if (['PRAGMA', 'ATTACH', 'DETACH', 'VACUUM', 'REINDEX', 'ANALYZE'].includes(command)) {
    throw new GmailSqlError('NOT_SUPPORTED', `${command} reaches into SQLite and is refused`, {
      hint: 'The tables are those of sys_tables.',
    })
  }
  throw new GmailSqlError('SYNTAX', `a statement cannot begin with "${statement.tokens[0]!.text}"`, {
    hint: 'Statements begin with SELECT, WITH, VALUES, EXPLAIN, SHOW, DESCRIBE or EXEC.',
  })
}
