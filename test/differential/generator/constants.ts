import type { Parameters, ParameterValue } from '../../../src/index.ts'
import type { Fragment } from './fragment.ts'
import type { Random } from './random.ts'

export const PARAMETER_STYLES = ['literals', '?', '?n', '$n', ':name', '@name', '$name'] as const
export type ParameterStyle = (typeof PARAMETER_STYLES)[number]

/** Stands in a text for the n-th constant until the whole statement is known. */
const MARKER = /\u0001(\d+)\u0002/g

/** Beside what a constant stands: one parameter is used twice only beside columns of the same kind. */
type Use = 'value' | 'date' | 'truth'

/** The constants of one statement: literals, or parameters of one of the spellings. */
export class Constants {
  readonly #random: Random
  readonly #style: ParameterStyle
  readonly #values: ParameterValue[] = []
  readonly #last: Partial<Record<Use, Fragment>> = {}

  constructor(random: Random, style: ParameterStyle) {
    this.#random = random
    this.#style = style
  }

  /** A value, as parameter or, in the statement without parameters, as literal; the oracle always sees the literal. */
  of(value: ParameterValue): Fragment {
    return this.#make('value', value, literalOf(value))
  }

  /**
   * A date in some spelling and, for the oracle, as columns spell the instant that it means. A parameter beside a date column
   * is a date: at a second place it stands beside such a column as well.
   */
  date(spelling: ParameterValue, plain: string | null = literalOf(spelling)): Fragment {
    return this.#make('date', spelling, plain)
  }

  /** A text that says the truth, beside a column that holds 1 or 0. */
  truth(spelling: string): Fragment {
    return this.#make('truth', spelling, spelling.toLowerCase() === 'true' ? '1' : '0')
  }

  #make(use: Use, value: ParameterValue, plain: string | null): Fragment {
    if (this.#style === 'literals' || this.#random.chance(0.3)) {
      // A Date is an instant; a text without its zone would be of TimeZone.
      const text = value instanceof Date ? `${dateText(value.getTime())}Z` : value
      return { user: literalOf(text), plain }
    }
    const last = this.#last[use]
    // The same parameter at two places.
    if (last && this.#random.chance(0.06)) return last
    this.#values.push(value)
    const made = { user: `\u0001${this.#values.length - 1}\u0002`, plain }
    this.#last[use] = made
    return made
  }

  /** The finished text with the parameters that belong to it. */
  spell(text: string): { text: string; params: Parameters } {
    const used = [...text.matchAll(MARKER)].map(match => Number(match[1]))
    if (used.length === 0) return { text, params: [] }
    if (this.#style === '?')
      return { text: text.replace(MARKER, '?'), params: used.map(index => this.#values[index]) }
    const distinct = [...new Set(used)]
    // Backwards, so that the numbers do not follow the order of the text.
    if (distinct.length % 2 === 0) distinct.reverse()
    const place = new Map(distinct.map((index, at) => [index, at]))
    const sign = this.#style[0]!
    const values = distinct.map(index => this.#values[index])
    if (this.#style.endsWith('n')) {
      return {
        text: text.replace(MARKER, (_, index) => `${sign}${place.get(Number(index))! + 1}`),
        params: values,
      }
    }
    const named = Object.fromEntries(values.map((value, at) => [`p${at}`, value]))
    return { text: text.replace(MARKER, (_, index) => `${sign}p${place.get(Number(index))}`), params: named }
  }
}

/** As SQL spells it. */
export function literalOf(value: ParameterValue): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (value instanceof Date) return literalOf(dateText(value.getTime()))
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`
  return String(value)
}

/** UTC, `YYYY-MM-DD HH:MM:SS`. */
export function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
