import { GmailSqlError } from '../../util/errors.ts'
import { type Edit, insertAfter, insertBefore, replace } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { endsOperand, operandEnd, operandStart, partners } from '../operands.ts'
import { additions, type Interval, readInterval } from './interval-amounts.ts'

/**
 * `d - INTERVAL '7 days'`, `INTERVAL 1 MONTH + d` and MySQL's `DATE_SUB(d, INTERVAL 7 DAY)` are calls of DATEADD.
 * @throws NOT_SUPPORTED for an interval that is not beside a date.
 */
export function rewriteIntervals(tokens: readonly Token[]): Edit[] {
  const sums = new SumsOfIntervals(tokens)
  tokens.forEach((token, at) => {
    if (!isWord(token, 'INTERVAL')) return
    const interval = readInterval(tokens, at)
    if (interval) sums.add(interval)
    else if (isMeant(tokens, at)) throw notBesideDate()
  })
  return sums.edits()
}

/** Not a column that is called Interval. */
function isMeant(tokens: readonly Token[], at: number): boolean {
  const after = tokens[at + 1]
  return after?.kind === 'string' || (after?.kind === 'number' && tokens[at + 2]?.kind === 'word')
}

class SumsOfIntervals {
  readonly #tokens: readonly Token[]
  readonly #edits: Edit[] = []
  /** By first token of the date: the calls around it, the last added outermost. */
  readonly #openings = new Map<number, string>()
  /** The sum that was read last: `d + INTERVAL … - INTERVAL …` goes on with it. */
  #last = { start: -1, end: -1 }

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  edits(): Edit[] {
    const openings = [...this.#openings].map(([start, text]) => insertBefore(this.#tokens[start]!, text))
    return [...openings, ...this.#edits]
  }

  add(interval: Interval): void {
    if (!this.#behindDate(interval) && !this.#beforeDate(interval) && !this.#argument(interval))
      throw notBesideDate()
  }

  #open(start: number, text: string): void {
    this.#openings.set(start, text + (this.#openings.get(start) ?? ''))
  }

  #behindDate({ amounts, from, to }: Interval): boolean {
    const sign = this.#tokens[from - 1]
    const isSum = (isSymbol(sign, '+') || isSymbol(sign, '-')) && endsOperand(this.#tokens[from - 2])
    if (!isSum) return false
    const start = this.#last.end === from - 1 ? this.#last.start : operandStart(this.#tokens, from - 1)
    if (start === null) return false
    const { before, behind } = additions(amounts, isSymbol(sign, '-'))
    this.#open(start, before)
    this.#edits.push(replace(sign!, behind, this.#tokens[to - 1]))
    this.#last = { start, end: to }
    return true
  }

  #beforeDate({ amounts, from, to }: Interval): boolean {
    const end = isSymbol(this.#tokens[to], '+') ? operandEnd(this.#tokens, to + 1) : null
    if (end === null) return false
    const { before, behind } = additions(amounts, false)
    this.#edits.push(
      replace(this.#tokens[from]!, before, this.#tokens[to]),
      insertAfter(this.#tokens[end - 1]!, behind),
    )
    return true
  }

  /** `DATE_ADD(d, INTERVAL 7 DAY)` */
  #argument({ amounts, from, to }: Interval): boolean {
    if (!isSymbol(this.#tokens[from - 1], ',') || !isSymbol(this.#tokens[to], ')')) return false
    const open = partners(this.#tokens)[to]!
    const name = this.#tokens[open - 1]
    const isTaken = isWord(name, 'DATE_SUB', 'SUBDATE')
    if (!isTaken && !isWord(name, 'DATE_ADD', 'ADDDATE', 'DATEADD')) return false
    const { before, behind } = additions(amounts, isTaken)
    this.#edits.push(
      replace(name!, before, this.#tokens[open]),
      replace(this.#tokens[from - 1]!, behind, this.#tokens[to]),
    )
    return true
  }
}

function notBesideDate(): GmailSqlError {
  return new GmailSqlError('NOT_SUPPORTED', 'an interval stands by itself, or is not one that can be added', {
    hint: "Write date + INTERVAL '7 days', date - INTERVAL 1 MONTH, or DATEADD('day', 7, date).",
  })
}
