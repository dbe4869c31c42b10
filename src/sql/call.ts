import { GmailSqlError } from '../util/errors.ts'
import type { Parameters, SqlValue } from '../util/value.ts'
import { isSymbol, isWord, type Token } from './lexer.ts'
import { bindParameters, numberParameters } from './parameters.ts'
import { positionAt } from './position.ts'
import type { Statement } from './statement.ts'

/** A call as written: inputs by name, or by position in `CALL p(v1, v2)`. */
export interface ProcedureCall {
  readonly procedure: string
  readonly named: readonly { readonly name: string; readonly value: SqlValue }[]
  readonly positional: readonly SqlValue[]
}

/**
 * Reads `EXEC p @a = 1, b = 'x'`, `EXECUTE p …`, `CALL p(1, 'x')` or `CALL p(@a = 1)`, `{call p(…)}`. Values are literals,
 * parameters, NULL, TRUE and FALSE; `parameterValue` gives those of parameters.
 * @throws SYNTAX with the place of what does not fit.
 */
export function readCall(statement: Statement, parameterValue: (token: Token) => SqlValue): ProcedureCall {
  return new CallReader(statement, parameterValue).read()
}

/** The parameter tokens of a call that stand for values: `@a` in `@a = ?` is the name of an input. */
function callParameters({ tokens }: Statement): Token[] {
  return tokens.filter((token, index) => token.kind === 'parameter' && !isSymbol(tokens[index + 1], '='))
}

/** The same with the values that its parameters are given. @throws SYNTAX, BAD_VALUE for parameters that do not fit */
export function readBoundCall(statement: Statement, given: Parameters): ProcedureCall {
  const { slots, spelling } = numberParameters(callParameters(statement))
  const values = bindParameters(slots, given)
  return readCall(statement, token => values[Number(spelling.get(token)!.slice(1)) - 1]!)
}

class CallReader {
  readonly #statement: Statement
  readonly #tokens: readonly Token[]
  readonly #parameterValue: (token: Token) => SqlValue
  readonly #named: { name: string; value: SqlValue }[] = []
  readonly #positional: SqlValue[] = []
  #at = 0

  constructor(statement: Statement, parameterValue: (token: Token) => SqlValue) {
    this.#statement = statement
    this.#tokens = statement.tokens
    this.#parameterValue = parameterValue
  }

  read(): ProcedureCall {
    const hasBraces = isSymbol(this.#peek(), '{')
    if (hasBraces) this.#at++
    const keyword = this.#next()
    if (!isWord(keyword, 'EXEC', 'EXECUTE', 'CALL')) throw this.#unexpected(keyword)
    const procedure = this.#procedure()
    const hasParentheses = isSymbol(this.#peek(), '(')
    if (hasParentheses) this.#at++
    this.#inputs(hasParentheses ? ')' : hasBraces ? '}' : undefined)
    if (hasParentheses) this.#expect(')')
    if (hasBraces) this.#expect('}')
    if (this.#peek()) throw this.#unexpected(this.#peek())
    return { procedure, named: this.#named, positional: this.#positional }
  }

  #peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead]
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++]
  }

  /** The last part of `p`, `IMAP.p`, `Gmail.IMAP.p`. */
  #procedure(): string {
    let name = this.#name()
    while (isSymbol(this.#peek(), '.')) {
      this.#at++
      name = this.#name()
    }
    return name
  }

  #name(): string {
    const token = this.#next()
    if (token?.kind !== 'word' && token?.kind !== 'name') throw this.#unexpected(token)
    return token.kind === 'word' ? token.text : token.value
  }

  #inputs(end: ')' | '}' | undefined): void {
    if (!this.#peek() || (end && isSymbol(this.#peek(), end))) return
    for (;;) {
      this.#input()
      if (!isSymbol(this.#peek(), ',')) return
      this.#at++
    }
  }

  #input(): void {
    const name = this.#inputName()
    if (name !== null) this.#named.push({ name, value: this.#value() })
    else this.#positional.push(this.#value())
  }

  /** `name =`, `@name =` or `name =>`: a parameter sign before a name that is assigned is no parameter. */
  #inputName(): string | null {
    const token = this.#peek()
    const isAssigned = isSymbol(this.#peek(1), '=')
    if (!token || !isAssigned) return null
    this.#at += isSymbol(this.#peek(2), '>') ? 3 : 2
    if (token.kind === 'word' || token.kind === 'parameter') return token.text.replace(/^[@:$]/, '')
    if (token.kind === 'name') return token.value
    throw this.#unexpected(token)
  }

  #value(): SqlValue {
    const isNegative = isSymbol(this.#peek(), '-')
    if (isNegative) this.#at++
    const token = this.#next()
    const value = this.#literal(token)
    if (!isNegative) return value
    if (typeof value !== 'number') throw this.#unexpected(token)
    return -value
  }

  #literal(token: Token | undefined): SqlValue {
    if (token?.kind === 'string') return token.value
    if (token?.kind === 'number') return Number(token.text)
    if (token?.kind === 'blob') return Buffer.from(token.value, 'hex')
    if (token?.kind === 'parameter') return this.#parameterValue(token)
    if (isWord(token, 'NULL')) return null
    if (isWord(token, 'TRUE', 'FALSE')) return token!.value.toLowerCase()
    throw this.#unexpected(token)
  }

  #expect(symbol: string): void {
    const token = this.#next()
    if (!isSymbol(token, symbol)) throw this.#unexpected(token)
  }

  #unexpected(token: Token | undefined): GmailSqlError {
    const { text, tokens } = this.#statement
    const offset = token?.start ?? tokens.at(-1)!.end
    const what = token ? `"${token.text}" cannot stand here in a call` : 'the call ends too early'
    return new GmailSqlError('SYNTAX', what, {
      position: positionAt(text, offset),
      hint: "A call is written EXEC Procedure @Input = 'value', @Other = ?",
    })
  }
}
