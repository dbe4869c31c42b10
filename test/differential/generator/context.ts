import type { Constants } from './constants.ts'
import type { Fragment } from './fragment.ts'
import type { Random } from './random.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { Zone } from './zone.ts'

/** What the makers of one statement share. */
export interface Context {
  readonly random: Random
  readonly constants: Constants
  readonly words: Vocabulary
  /** The property TimeZone of the connections. */
  readonly zone: Zone
  /** Columns that the oracle does not know (the envelope's) may be used. */
  readonly usesEnvelope: boolean
  /** Numbers aliases. */
  readonly newName: (prefix: string) => string
}

/** A statement before it gets its final spelling. */
export interface Draft {
  readonly text: Fragment
  /** The order of its rows is determined. */
  readonly isOrdered: boolean
}
