import { type Edit, insertAfter, insertBefore, replace } from '../edit.ts'
import { isSymbol, isWord, type Token } from '../lexer.ts'
import { endsOperand, startsOperand } from '../operands.ts'

/**
 * SQL Server's `'Re: ' + Subject`: in a sum of which one term is a text literal, every `+` is `||`. Terms that are more than
 * one operand get parentheses, because `||` binds closer than `*`.
 */
export function rewriteConcatPlus(tokens: readonly Token[]): Edit[] {
  const touchesText = tokens.some(
    (token, at) =>
      isSymbol(token, '+') && (tokens[at - 1]?.kind === 'string' || tokens[at + 1]?.kind === 'string'),
  )
  return touchesText ? new SumReader(tokens).read() : []
}

interface Sum {
  /** First and last token of each term, and whether it is more than one operand. */
  terms: { from: number; to: number; isCompound: boolean }[]
  pluses: number[]
}

/** Part of a term, and binding less closely than `||` or as closely: the term needs parentheses. */
const FACTORS = ['*', '/', '%', '->', '->>']

class SumReader {
  readonly #tokens: readonly Token[]
  readonly #edits: Edit[] = []
  /** One for each parenthesis or CASE around the place. */
  #sums: Sum[] = [emptySum()]

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  read(): Edit[] {
    this.#tokens.forEach((token, at) => {
      if (isSymbol(token, '(') || isWord(token, 'CASE')) this.#open(at)
      else if (isSymbol(token, ')') || isWord(token, 'END')) this.#close(at)
      else this.#step(token, at)
    })
    while (this.#sums.length > 0) this.#end()
    return this.#edits
  }

  get #sum(): Sum {
    return this.#sums.at(-1)!
  }

  #open(at: number): void {
    const isCall = isSymbol(this.#tokens[at], '(') && this.#sum.terms.at(-1)?.to === at - 1
    if (!isCall && endsOperand(this.#tokens[at - 1])) this.#flush()
    this.#take(at)
    this.#sums.push(emptySum())
  }

  #close(at: number): void {
    if (this.#sums.length > 1) this.#end()
    this.#take(at)
  }

  #end(): void {
    this.#flush()
    this.#sums.pop()
  }

  #step(token: Token, at: number): void {
    const isBehind = endsOperand(this.#tokens[at - 1])
    if (token.kind === 'symbol') this.#symbol(token, at, isBehind)
    else if (!startsOperand(token)) this.#flush()
    else {
      if (isBehind) this.#flush()
      this.#take(at)
    }
  }

  #symbol({ value }: Token, at: number, isBehind: boolean): void {
    if (value === '+' && isBehind) this.#sum.pluses.push(at)
    else if (value === '.' || value === '||' || FACTORS.includes(value))
      this.#take(at, FACTORS.includes(value))
    else if (startsOperand(this.#tokens[at]) && !isBehind) this.#take(at, true)
    else this.#flush()
  }

  /** The token belongs to the term that is being read. */
  #take(at: number, isCompound = false): void {
    const { terms, pluses } = this.#sum
    const last = terms.at(-1)
    if (!last || terms.length === pluses.length) terms.push({ from: at, to: at, isCompound })
    else {
      last.to = at
      last.isCompound ||= isCompound
    }
  }

  #flush(): void {
    const { terms, pluses } = this.#sum
    this.#sums[this.#sums.length - 1] = emptySum()
    const isText = terms.some(({ from, to }) => from === to && this.#tokens[from]!.kind === 'string')
    if (!isText || pluses.length === 0) return
    for (const at of pluses) this.#edits.push(replace(this.#tokens[at]!, '||'))
    for (const { from, to, isCompound } of terms) {
      if (isCompound)
        this.#edits.push(insertBefore(this.#tokens[from]!, '('), insertAfter(this.#tokens[to]!, ')'))
    }
  }
}

function emptySum(): Sum {
  return { terms: [], pluses: [] }
}
