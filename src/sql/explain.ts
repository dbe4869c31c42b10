import { GmailSqlError } from '../util/errors.ts'
import { isSymbol, isWord, type Token } from './lexer.ts'
import { positionAt } from './position.ts'
import type { Statement } from './statement.ts'

/** What an EXPLAIN asks for, and the statement that it is about. */
export interface ExplainRequest {
  readonly isAnalyze: boolean
  readonly format: 'text' | 'json'
  /** Blanks stand for what was cut, so that positions in errors stay those of the text. */
  readonly explained: string
}

type Settings = { isAnalyze: boolean; format: 'text' | 'json' }

/**
 * `EXPLAIN [ANALYZE] [QUERY PLAN] [FORMAT [=] JSON] …`, in any order, or the options in parentheses: `EXPLAIN (ANALYZE,
 * FORMAT JSON) …`.
 * @throws SYNTAX for an option that there is not, and when no statement follows.
 */
export function readExplain(statement: Statement): ExplainRequest {
  const reader = new ExplainReader(statement)
  const settings = reader.read()
  return { ...settings, explained: reader.rest() }
}

class ExplainReader {
  readonly #statement: Statement
  readonly #settings: Settings = { isAnalyze: false, format: 'text' }
  #at = 1

  constructor(statement: Statement) {
    this.#statement = statement
  }

  read(): Settings {
    for (;;) {
      const token = this.#token()
      if (isWord(token, 'QUERY') && isWord(this.#token(1), 'PLAN')) this.#at += 2
      else if (isWord(token, 'EXPLAIN')) this.#at++
      else if (isWord(token, 'ANALYZE', 'FORMAT')) this.#option()
      else if (isSymbol(token, '(') && !this.#beginsSelect(1)) this.#list()
      else return this.#settings
    }
  }

  rest(): string {
    const { text } = this.#statement
    const first = this.#token()
    if (!first)
      throw new GmailSqlError('SYNTAX', 'EXPLAIN is followed by no statement', {
        hint: 'Write EXPLAIN SELECT …',
      })
    return text.slice(0, first.start).replace(/[^\n]/g, ' ') + text.slice(first.start)
  }

  #token(ahead = 0): Token | undefined {
    return this.#statement.tokens[this.#at + ahead]
  }

  #beginsSelect(ahead: number): boolean {
    const token = this.#token(ahead)
    return isWord(token, 'SELECT', 'VALUES', 'WITH') || isSymbol(token, '(')
  }

  #list(): void {
    this.#at++
    for (;;) {
      this.#option()
      const token = this.#token()
      this.#at++
      if (isSymbol(token, ')')) return
      if (!isSymbol(token, ',')) this.#refuse(token)
    }
  }

  #option(): void {
    const name = this.#token()
    this.#at++
    if (isWord(name, 'FORMAT')) this.#format()
    else if (isWord(name, 'ANALYZE')) this.#settings.isAnalyze = this.#truth()
    else this.#refuse(name)
  }

  #format(): void {
    if (isSymbol(this.#token(), '=')) this.#at++
    const format = this.#token()
    this.#at++
    const name = format?.value.toLowerCase()
    if (name === 'json' || name === 'text') this.#settings.format = name
    else this.#refuse(format)
  }

  #truth(): boolean {
    const value = this.#token()
    const isTrue = isWord(value, 'TRUE', 'ON') || value?.text === '1'
    const isFalse = isWord(value, 'FALSE', 'OFF') || value?.text === '0'
    if (isTrue || isFalse) this.#at++
    return !isFalse
  }

  #refuse(token: Token | undefined): never {
    const { text } = this.#statement
    const message = token ? `EXPLAIN has no option "${token.text}"` : 'the options of EXPLAIN end too early'
    throw new GmailSqlError('SYNTAX', message, {
      position: positionAt(text, token?.start ?? text.length),
      hint: 'Options are ANALYZE and FORMAT JSON or TEXT: EXPLAIN (ANALYZE, FORMAT JSON) SELECT …',
    })
  }
}
