import { isSymbol, isWord, spell, type Token } from '../lexer.ts'
import { closing } from '../operands.ts'
import { quoteText } from './text-literals.ts'

/** So many of a unit; `amount` is an expression. */
export interface Amount {
  readonly unit: string
  readonly amount: string
}

/** An interval as written, tokens [from, to). */
export interface Interval {
  readonly amounts: readonly Amount[]
  readonly from: number
  readonly to: number
}

const UNITS: Readonly<Record<string, string>> = {
  YEAR: 'year',
  Y: 'year',
  QUARTER: 'quarter',
  MONTH: 'month',
  MON: 'month',
  WEEK: 'week',
  W: 'week',
  DAY: 'day',
  D: 'day',
  HOUR: 'hour',
  H: 'hour',
  MINUTE: 'minute',
  MIN: 'minute',
  SECOND: 'second',
  SEC: 'second',
  S: 'second',
}

function unitOf(word: string): string | undefined {
  const name = word.toUpperCase()
  return UNITS[name] ?? UNITS[name.replace(/S$/, '')]
}

/** `INTERVAL '7 days'`, `INTERVAL 7 DAY`, `INTERVAL '7' DAY`, `INTERVAL ? HOUR`, `'7 days'::interval`; null: no interval. */
export function readInterval(tokens: readonly Token[], at: number): Interval | null {
  if (!isWord(tokens[at], 'INTERVAL')) return null
  if (isSymbol(tokens[at - 1], '::')) {
    const amounts = textAmounts(tokens[at - 2])
    return amounts && { amounts, from: at - 2, to: at + 1 }
  }
  return counted(tokens, at) ?? spelled(tokens, at)
}

function spelled(tokens: readonly Token[], at: number): Interval | null {
  const amounts = textAmounts(tokens[at + 1])
  return amounts && { amounts, from: at, to: at + 2 }
}

/** A number, a parameter, a text that is one, or an expression in parentheses; and the word of a unit. */
function counted(tokens: readonly Token[], at: number): Interval | null {
  const isSigned = isSymbol(tokens[at + 1], '-')
  const from = isSigned ? at + 2 : at + 1
  const first = tokens[from]
  const close = closing(tokens, from)
  const isSingle = first?.kind === 'number' || first?.kind === 'parameter' || isNumberText(first)
  const to = close >= 0 ? close + 1 : isSingle ? from + 1 : -1
  const unit = tokens[to]?.kind === 'word' ? unitOf(tokens[to]!.value) : undefined
  if (unit === undefined) return null
  const amount = first?.kind === 'string' ? first.value.trim() : spell(tokens.slice(from, to))
  return { amounts: [{ unit, amount: isSigned ? `-${amount}` : amount }], from: at, to: to + 1 }
}

function isNumberText(token: Token | undefined): boolean {
  return token?.kind === 'string' && /^\s*[+-]?\d+\s*$/.test(token.value)
}

const PIECE = /\s*([+-]?\d+(?:\.\d+)?)\s*([a-z]+)[,\s]*|\s*([+-]?)(\d+):(\d\d)(?::(\d\d))?\s*/giy

/** `1 year 2 mons -3 days 04:05:06`; null when it is something else. */
function textAmounts(token: Token | undefined): Amount[] | null {
  if (token?.kind !== 'string' || token.value.trim() === '') return null
  const amounts: Amount[] = []
  PIECE.lastIndex = 0
  while (PIECE.lastIndex < token.value.length) {
    const piece = PIECE.exec(token.value)
    const amount = piece && (piece[4] === undefined ? ofUnit(piece[1]!, piece[2]!) : ofClock(piece))
    if (!amount) return null
    amounts.push(amount)
  }
  return amounts
}

const SECONDS: Readonly<Record<string, number>> = {
  week: 604_800,
  day: 86_400,
  hour: 3600,
  minute: 60,
  second: 1,
}

/** Parts of a unit are counted in seconds; there are no parts of a month. */
function ofUnit(number: string, word: string): Amount | null {
  const unit = unitOf(word)
  if (unit === undefined) return null
  if (!number.includes('.')) return { unit, amount: number.replace('+', '') }
  const seconds = SECONDS[unit]
  return seconds === undefined
    ? null
    : { unit: 'second', amount: String(Math.round(Number(number) * seconds)) }
}

function ofClock([, , , sign, hours, minutes, seconds = '0']: readonly (string | undefined)[]): Amount {
  const amount = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return { unit: 'second', amount: sign === '-' ? `-${amount}` : String(amount) }
}

/** What stands before and behind a date that the amounts are added to, or taken from. */
export function additions(
  amounts: readonly Amount[],
  isTaken: boolean,
): { readonly before: string; readonly behind: string } {
  const calls = amounts.map(
    ({ unit, amount }) => `DATEADD(${quoteText(unit)}, ${isTaken ? negated(amount) : amount}, `,
  )
  return { before: calls.reverse().join(''), behind: ')'.repeat(amounts.length) }
}

function negated(amount: string): string {
  if (amount.startsWith('-')) return amount.slice(1)
  return /^[\d(]/.test(amount) ? `-${amount}` : `-(${amount})`
}
