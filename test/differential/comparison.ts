import type { Gmaild } from '../../src/gmaild/index.ts'
import type { Connection, connect } from '../../src/index.ts'
import { makeStatement, type ShapeName, type Statement } from './generator/statements.ts'
import { temporaryTable } from './generator/temporary.ts'
import type { Vocabulary } from './generator/vocabulary.ts'
import { UTC, type Zone } from './generator/zone.ts'
import type { Oracle } from './oracle.ts'
import { differenceOf, type Outcome, outcomeOf, rowDifference, rowText } from './outcome.ts'
import { Statistics } from './statistics.ts'

/** A plan costs as much as the statement: the shares are known from some of them. */
const EXPLAINED_EVERY = 3

export interface ComparisonOptions {
  readonly open: Open
  readonly words: Vocabulary
  readonly seed: number
  readonly count: number
  /** Statements on one connection with pushdown: its store is cold at the first. */
  readonly perConnection?: number
  /** TimeZone of the connections, by turns; default UTC. */
  readonly zones?: readonly Zone[]
  /** Default all. */
  readonly shapes?: readonly ShapeName[]
  /** Of the generated statements, those to run; default all. */
  readonly isWanted?: (statement: Statement) => boolean
  readonly oracle?: Oracle
  /** What is compared with None; default Exact. */
  readonly pushdown?: 'Exact' | 'Trusted'
  /** Of a row, as JSON: it may be there or not. */
  readonly mayLack?: (row: string) => boolean
  /** Ends the run; default 5. */
  readonly maxDifferences?: number
}

/** A connection with these properties to the account that is compared. */
export type Open = (properties: {
  readonly Pushdown: string
  readonly TimeZone: string
}) => Promise<Connection>

export interface ComparisonResult {
  readonly differences: readonly string[]
  readonly statistics: Statistics
}

/** Runs generated statements with pushdown and without, and over the oracle where it can answer. */
export async function compareStatements(options: ComparisonOptions): Promise<ComparisonResult> {
  const { seed, maxDifferences = 5 } = options
  const statistics = new Statistics()
  const differences: string[] = []
  const full = new Map<Zone, Promise<Connection>>()
  const batches = batchesOf(options)
  let next = openCold(options, batches[0]?.zone)
  for (const [index, { zone, statements }] of batches.entries()) {
    if (differences.length >= maxDifferences) break
    await using pushed = await next
    next = openCold(options, batches[index + 1]?.zone)
    const none = await openFull(full, zone, options)
    for (const [number, statement] of statements) {
      const found = await compareOne(statement, { ...options, pushed, none, statistics })
      if (found !== null) differences.push(`seed ${seed}, statement ${number}, ${zone.name}: ${found}`)
    }
  }
  for (const opened of [next, ...full.values()]) await (await opened).close()
  return { differences, statistics }
}

interface Batch {
  readonly zone: Zone
  /** With their numbers, by which each can be made again. */
  readonly statements: readonly (readonly [number: number, statement: Statement])[]
}

/** What each connection with pushdown is asked. A statement's zone follows from its number. */
function batchesOf(options: ComparisonOptions): Batch[] {
  const { words, seed, count, shapes, perConnection = 25, zones = [UTC], isWanted = () => true } = options
  return zones.flatMap((zone, turn) => {
    const numbers = Array.from({ length: count }, (_, number) => number)
    const own = numbers.filter(number => number % zones.length === turn)
    const made = own.map(
      number => [number, makeStatement(words, seed, number, { zone, ...(shapes && { shapes }) })] as const,
    )
    const wanted = made.filter(([, statement]) => isWanted(statement))
    const starts = Array.from({ length: Math.ceil(wanted.length / perConnection) }, (_, at) => at)
    return starts.map(at => ({
      zone,
      statements: wanted.slice(at * perConnection, (at + 1) * perConnection),
    }))
  })
}

/** The connection without pushdown of a zone: one for all its statements. */
async function openFull(
  opened: Map<Zone, Promise<Connection>>,
  zone: Zone,
  { open, words }: ComparisonOptions,
): Promise<Connection> {
  const known = opened.get(zone)
  if (known) return known
  const connection = await open({ Pushdown: 'None', TimeZone: zone.name })
  await makeTemporary(connection, words)
  opened.set(zone, Promise.resolve(connection))
  return connection
}

/** The temporary table that statements read, anew. */
export async function makeTemporary(connection: Connection, words: Vocabulary): Promise<void> {
  await connection.query('DROP TABLE IF EXISTS Picked#TEMP')
  for (const insert of temporaryTable(words)) await connection.query(insert)
}

/** A connection whose processes run and that is logged in, but has seen no mail. */
async function openCold(options: ComparisonOptions, zone: Zone = UTC): Promise<Connection> {
  const { open, words, pushdown = 'Exact' } = options
  const connection = await open({ Pushdown: pushdown, TimeZone: zone.name })
  await connection.explain('SELECT Id FROM Inbox')
  await makeTemporary(connection, words)
  return connection
}

/** Connections to an account of gmaild, by a `connect` that may be of modules with a mistake. */
export function opener(connectWith: typeof connect, { port, user, password }: Gmaild): Open {
  const account = `Server=127.0.0.1;Port=${port};TLS=None;User=${user};Password=${password}`
  return ({ Pushdown, TimeZone }) => connectWith(`${account};Pushdown=${Pushdown};TimeZone=${TimeZone}`)
}

export interface Ways {
  readonly pushed: Connection
  readonly none: Connection
  readonly oracle?: Oracle
  readonly statistics: Statistics
  readonly mayLack?: (row: string) => boolean
}

/** How the ways of running a statement differ, in words; null when they agree. */
export async function compareOne(
  statement: Statement,
  { pushed, none, oracle, statistics, mayLack }: Ways,
): Promise<string | null> {
  const { text, params, plain, isOrdered } = statement
  const explain = () => pushed.explain(text, params).catch(() => null)
  const [found, full, plan] = await Promise.all([
    outcomeOf(() => pushed.queryArrays(text, params)),
    outcomeOf(() => none.queryArrays(text, params)),
    statistics.statements % EXPLAINED_EVERY === 0 ? explain() : undefined,
  ])
  const judged = plain !== null && oracle !== undefined ? judge(oracle, plain) : null
  statistics.add({ shape: statement.shape, plan, outcome: full, isJudged: judged !== null })
  const problems = [
    labelled(
      'with pushdown against None',
      differenceOf(without(found, mayLack), without(full, mayLack), isOrdered),
    ),
    judged === null ? null : labelled('None against the oracle', againstOracle(full, judged, isOrdered)),
  ]
  const told = problems.filter(problem => problem !== null)
  return told.length === 0 ? null : report(statement, told, plan ?? (await explain()))
}

function without(outcome: Outcome, mayLack: Ways['mayLack']): Outcome {
  if (outcome.kind === 'error' || mayLack === undefined) return outcome
  return { ...outcome, rows: outcome.rows.filter(row => !mayLack(row)) }
}

function judge(oracle: Oracle, plain: string): readonly string[] | Error {
  try {
    return oracle.rows(plain).map(rowText)
  } catch (error) {
    return error as Error
  }
}

function againstOracle(full: Outcome, judged: readonly string[] | Error, isOrdered: boolean): string | null {
  const failed = judged instanceof Error
  if (full.kind === 'error')
    return failed ? null : `${full.code}: ${full.message} against ${judged.length} rows`
  return failed
    ? `${full.rows.length} rows against ${judged.message}`
    : rowDifference(full.rows, judged, isOrdered)
}

function labelled(label: string, difference: string | null): string | null {
  return difference === null ? null : `${label}: ${difference}`
}

function report(
  { shape, text, params, plain }: Statement,
  problems: readonly string[],
  plan: string | null,
): string {
  const values = JSON.stringify(params, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
  const lines = [`(${shape})`, text, `params ${values}`, `plain ${plain}`, ...problems, plan ?? '(no plan)']
  return lines.join('\n  ').replaceAll('\u00a0', '\\u00a0')
}
