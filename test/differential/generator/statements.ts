import type { Parameters } from '../../../src/index.ts'
import { compound, labelLists, sameTableTwice } from './compounds.ts'
import { Constants, PARAMETER_STYLES } from './constants.ts'
import type { Context, Draft } from './context.ts'
import { faulty } from './faulty.ts'
import { joined, merged, product } from './joins.ts'
import { derivedTables, subqueries, withTables } from './nested.ts'
import { extremes, newestByDate } from './newest.ts'
import { Random } from './random.ts'
import { searched } from './searched.ts'
import { counting, distinctRows, grouping, singleTable, windows } from './single-table.ts'
import { respell } from './spelling.ts'
import { temporary } from './temporary.ts'
import { textual } from './textual.ts'
import { viewed } from './views.ts'
import type { Vocabulary } from './vocabulary.ts'
import { UTC, type Zone } from './zone.ts'

/** A statement to run in several ways. */
export interface Statement {
  readonly shape: string
  readonly text: string
  readonly params: Parameters
  /** The same question to the oracle, without parameters; null when the oracle cannot answer it. */
  readonly plain: string | null
  /** Rows come in a determined order; else they are compared as a multiset. */
  readonly isOrdered: boolean
}

const SHAPES = {
  singleTable: [30, singleTable],
  counting: [14, counting],
  newestByDate: [7, newestByDate],
  extremes: [5, extremes],
  grouping: [8, grouping],
  distinctRows: [3, distinctRows],
  windows: [3, windows],
  joined: [12, joined],
  product: [3, product],
  merged: [3, merged],
  subqueries: [9, subqueries],
  derivedTables: [4, derivedTables],
  withTables: [6, withTables],
  compound: [5, compound],
  sameTableTwice: [6, sameTableTwice],
  labelLists: [2, labelLists],
  temporary: [4, temporary],
  viewed: [10, viewed],
  searched: [5, searched],
  textual: [3, textual],
  faulty: [3, faulty],
} as const satisfies Record<string, readonly [weight: number, make: (context: Context) => Draft]>

export type ShapeName = keyof typeof SHAPES
const SHAPE_NAMES = Object.keys(SHAPES) as ShapeName[]

export interface StatementOptions {
  /** The property TimeZone of the connections; default UTC. */
  readonly zone?: Zone
  /** These and no others. */
  readonly shapes?: readonly ShapeName[]
}

/** The statement of that number: the same for the same seed, whatever came before it. */
export function makeStatement(
  words: Vocabulary,
  seed: number,
  number: number,
  { zone = UTC, shapes = SHAPE_NAMES }: StatementOptions = {},
): Statement {
  const random = new Random(seed, number)
  const constants = new Constants(random, random.pick(PARAMETER_STYLES))
  let names = 0
  const newName = (prefix: string) =>
    prefix.endsWith('"') ? `${prefix.slice(0, -1)}${++names}"` : `${prefix}${++names}`
  const context: Context = { random, constants, words, zone, usesEnvelope: random.chance(0.4), newName }
  const shape = random.weighted(shapes.map(name => [SHAPES[name][0], name] as const))
  const { text, isOrdered } = SHAPES[shape][1](context)
  const spelled = constants.spell(respell(random, text.user))
  return { shape, ...spelled, plain: text.plain, isOrdered }
}
