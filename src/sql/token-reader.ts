import { GmailSqlError } from '../util/errors.ts'
import { isSymbol, isWord, type Token } from './lexer.ts'
import { positionAt } from './position.ts'
import type { Statement } from './statement.ts'

/** Reads the tokens of a statement from left to right; what does not fit is a SYNTAX error with its place. */
export class TokenReader {
  readonly statement: Statement
  at: number

  constructor(statement: Statement, at = 0) {
    this.statement = statement
    this.at = at
  }

  peek(ahead = 0): Token | undefined {
    return this.statement.tokens[this.at + ahead]
  }

  isWord(...words: string[]): boolean {
    return isWord(this.peek(), ...words)
  }

  isSymbol(symbol: string): boolean {
    return isSymbol(this.peek(), symbol)
  }

  /** Goes on if these words stand here, all of them. */
  takeWords(...words: string[]): boolean {
    const isHere = words.every((word, ahead) => isWord(this.peek(ahead), word))
    if (isHere) this.at += words.length
    return isHere
  }

  takeSymbol(symbol: string): boolean {
    const isHere = this.isSymbol(symbol)
    if (isHere) this.at++
    return isHere
  }

  expectWord(...words: string[]): Token {
    const token = this.peek()
    if (!token || !isWord(token, ...words)) throw this.unexpected(words.join(' or '))
    this.at++
    return token
  }

  expectSymbol(symbol: string): Token {
    const token = this.peek()
    if (!token || !isSymbol(token, symbol)) throw this.unexpected(symbol)
    this.at++
    return token
  }

  expectEnd(): void {
    if (this.peek()) throw this.unexpected('the end of the statement')
  }

  /** @param what named in the error */
  name(what: string): string {
    const token = this.peek()
    if (token?.kind !== 'word' && token?.kind !== 'name') throw this.unexpected(what)
    this.at++
    return token.kind === 'word' ? token.text : token.value
  }

  /** `a`, `s.a`, `c.s.a`. */
  path(what: string): string[] {
    const path = [this.name(what)]
    while (this.takeSymbol('.')) path.push(this.name(what))
    return path
  }

  /** `(a, b)` */
  names(what: string): string[] {
    this.expectSymbol('(')
    const names = [this.name(what)]
    while (this.takeSymbol(',')) names.push(this.name(what))
    this.expectSymbol(')')
    return names
  }

  /** Goes to the next token of this depth of parentheses that fits, or to the end; closing the depth is an end too. */
  skipTo(fits: (token: Token, index: number) => boolean): void {
    let depth = 0
    for (; this.at < this.statement.tokens.length; this.at++) {
      const token = this.peek()!
      if (depth === 0 && (fits(token, this.at) || isSymbol(token, ')'))) return
      if (isSymbol(token, '(')) depth++
      if (isSymbol(token, ')')) depth--
    }
  }

  unexpected(expected: string): GmailSqlError {
    const { text, tokens } = this.statement
    const token = this.peek()
    const what = token
      ? `"${token.text}" stands where ${expected} must`
      : `the statement ends before ${expected}`
    return new GmailSqlError('SYNTAX', what, {
      position: positionAt(text, token?.start ?? tokens.at(-1)!.end),
    })
  }

  refused(message: string, hint: string): GmailSqlError {
    const token = this.peek()
    return new GmailSqlError('NOT_SUPPORTED', message, {
      hint,
      position: token && positionAt(this.statement.text, token.start),
    })
  }
}
