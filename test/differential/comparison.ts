import type { Gmaild } from '../../src/gmaild/index.ts'
import type { Connection, connect } from '../../src/index.ts'
import { makeStatement, type Statement } from './generator/statements.ts'
import { temporaryTable } from './generator/temporary.ts'
import { readVocabulary } from './generator/vocabulary.ts'
import type { Oracle } from './oracle.ts'
import { differenceOf, type Outcome, outcomeOf, rowDifference, rowText } from './outcome.ts'
import { Statistics } from './statistics.ts'

/** A plan costs as much as the statement: the shares are known from some of them. */
const EXPLAINED_EVERY = 3

export interface ComparisonOptions {
  readonly connect: typeof connect
  readonly gmaild: Gmaild
  readonly seed: number
  readonly count: number
  /** Statements on one connection with pushdown: its store is cold at the first. */
  readonly perConnection?: number
  /** Of the generated statements, those to run; default all. */
  readonly isWanted?: (statement: Statement) => boolean
  readonly oracle?: Oracle
  /** Ends the run; default 5. */
  readonly maxDifferences?: number
}

export interface ComparisonResult {
  readonly differences: readonly string[]
  readonly statistics: Statistics
}

/** Runs generated statements with Pushdown=Exact and Pushdown=None, and over the oracle where it can answer. */
export async function compareStatements(options: ComparisonOptions): Promise<ComparisonResult> {
  const { gmaild, seed, perConnection = 25, maxDifferences = 5 } = options
  const statements = wantedStatements(options)
  const statistics = new Statistics()
  const differences: string[] = []
  await using none = await options.connect(connectionString(gmaild, 'None'))
  await makeTemporary(none, gmaild)
  let next = openCold(options)
  for (let at = 0; at < statements.length && differences.length < maxDifferences; at += perConnection) {
    await using exact = await next
    next = openCold(options)
    for (const [number, statement] of statements.slice(at, at + perConnection)) {
      const found = await compareOne(statement, { exact, none, oracle: options.oracle, statistics })
      if (found !== null) differences.push(`seed ${seed}, statement ${number}: ${found}`)
    }
  }
  await (await next).close()
  return { differences, statistics }
}

/** With their numbers, by which each can be made again. */
function wantedStatements({ gmaild, seed, count, isWanted = () => true }: ComparisonOptions) {
  const words = readVocabulary(gmaild)
  const numbers = Array.from({ length: count }, (_, number) => number)
  const statements = numbers.map(number => [number, makeStatement(words, seed, number)] as const)
  return statements.filter(([, statement]) => isWanted(statement))
}

/** The temporary table that statements read, anew. */
export async function makeTemporary(connection: Connection, gmaild: Gmaild): Promise<void> {
  await connection.query('DROP TABLE IF EXISTS Picked#TEMP')
  for (const insert of temporaryTable(readVocabulary(gmaild))) await connection.query(insert)
}

/** A connection whose processes run and that is logged in, but has seen no mail. */
async function openCold({ connect, gmaild }: ComparisonOptions): Promise<Connection> {
  const connection = await connect(connectionString(gmaild, 'Exact'))
  await connection.explain('SELECT Id FROM Inbox')
  await makeTemporary(connection, gmaild)
  return connection
}

export function connectionString({ port, user, password }: Gmaild, pushdown: string): string {
  return `Server=127.0.0.1;Port=${port};TLS=None;User=${user};Password=${password};Pushdown=${pushdown}`
}

export interface Ways {
  readonly exact: Connection
  readonly none: Connection
  readonly oracle: Oracle | undefined
  readonly statistics: Statistics
}

/** How the ways of running a statement differ, in words; null when they agree. */
export async function compareOne(
  statement: Statement,
  { exact, none, oracle, statistics }: Ways,
): Promise<string | null> {
  const { text, params, plain, isOrdered } = statement
  const explain = () => exact.explain(text, params).catch(() => null)
  const [pushed, full, plan] = await Promise.all([
    outcomeOf(() => exact.queryArrays(text, params)),
    outcomeOf(() => none.queryArrays(text, params)),
    statistics.statements % EXPLAINED_EVERY === 0 ? explain() : undefined,
  ])
  const judged = plain !== null && oracle !== undefined ? judge(oracle, plain) : null
  statistics.add({ shape: statement.shape, plan, outcome: full, isJudged: judged !== null })
  const problems = [
    labelled('Exact against None', differenceOf(pushed, full, isOrdered)),
    judged === null ? null : labelled('None against the oracle', againstOracle(full, judged, isOrdered)),
  ]
  const found = problems.filter(problem => problem !== null)
  return found.length === 0 ? null : report(statement, found, plan ?? (await explain()))
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
