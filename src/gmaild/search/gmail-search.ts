import type { Row } from '../selected.ts'
import type { Predicate, SearchContext } from './context.ts'
import { compileOperator } from './gmail-operators.ts'
import { allTokens } from './text-index.ts'
import { hasPhrase } from './tokens.ts'

/**
 * The search box's language (X-GM-RAW): words are joined by AND, `OR` (and `{a b}`) by OR, `-` negates, quotes
 * make a phrase, `name:value` is an operator. It is lenient, as Gmail's is: what has no meaning matches as words.
 */
export function compileGmailSearch(text: string, context: SearchContext): Predicate {
  return new GmailSearch(text, context).all(0)
}

class GmailSearch {
  readonly #pieces: string[]
  readonly #context: SearchContext
  #at = 0
  /** `subject:(a b)` is `subject:a subject:b`. */
  #operator: string | undefined

  constructor(text: string, context: SearchContext) {
    this.#pieces =
      text.match(/-?[A-Za-z_0-9]+:(?:(?=[({])|"[^"]*"?|[^\s(){}"]+)|-?"[^"]*"?|-?[({]|[)}]|[^\s(){}"]+/g) ??
      []
    this.#context = context
  }

  /** Terms up to a closing bracket; OR binds tighter than the AND between neighbours, as on Gmail. */
  all(depth: number): Predicate {
    const terms: Predicate[] = []
    while (this.#at < this.#pieces.length) {
      const piece = this.#pieces[this.#at]!
      if (piece === ')' || piece === '}') {
        this.#at++
        if (depth > 0) break
        continue
      }
      if (piece === 'OR' && terms.length > 0 && this.#at + 1 < this.#pieces.length) {
        this.#at++
        const left = terms.pop()!
        const right = this.#term(depth)
        terms.push(row => left(row) || right(row))
      } else if (piece === 'AND' || piece === 'OR') this.#at++
      else terms.push(this.#term(depth))
    }
    return row => terms.every(term => term(row))
  }

  #any(depth: number): Predicate {
    const terms: Predicate[] = []
    while (this.#at < this.#pieces.length && this.#pieces[this.#at] !== '}') terms.push(this.#term(depth))
    this.#at++
    return row => terms.some(term => term(row))
  }

  #term(depth: number): Predicate {
    const piece = this.#pieces[this.#at++]!
    const negated = piece.length > 1 && piece.startsWith('-')
    const inner = this.#positive(negated ? piece.slice(1) : piece, depth)
    return negated ? row => !inner(row) : inner
  }

  #positive(piece: string, depth: number): Predicate {
    if (depth < 50 && piece === '(') return this.all(depth + 1)
    if (depth < 50 && piece === '{') return this.#any(depth + 1)
    const name = /^([A-Za-z_0-9]+):$/.exec(piece)?.[1]
    if (name !== undefined && this.#at < this.#pieces.length) return this.#group(name, depth)
    const found = /^([A-Za-z_0-9]+):(.+)$/s.exec(piece)
    const value = unquote(found?.[2] ?? piece)
    const operator = found?.[1] ?? this.#operator
    const compiled =
      operator === undefined ? undefined : compileOperator(operator.toLowerCase(), value, this.#context)
    return compiled ?? words(unquote(piece))
  }

  #group(name: string, depth: number): Predicate {
    const outer = this.#operator
    this.#operator = name
    const inner = this.#term(depth)
    this.#operator = outer
    return inner
  }
}

function unquote(text: string): string {
  return text.replace(/^"|"$/g, '')
}

function words(text: string): Predicate {
  return (row: Row) => hasPhrase(allTokens(row.entry.message), text)
}
