import type { Token } from '../tokens.ts'
import type { RowText } from './row-text.ts'
import { WireError } from './wire-error.ts'

/** The data of a FETCH response. */
export interface RowTokens {
  /** Names and values in turn. */
  readonly list: Token
  /** Names of items nested deeper than MAX_DEPTH; their values are NIL. */
  readonly tooDeep: readonly string[]
}

/** A row that is not in IMAP's grammar. `code` BadLiteral: where the next response begins is not sure any more. */
export class RowError extends Error {
  readonly code: 'BadLiteral' | 'BadRow'

  constructor(code: RowError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** As imapflow's. */
const MAX_DEPTH = 100

/** ATOM-CHAR (RFC 9051 §9) but the opening bracket, behind which a section may stand. */
const IN_ATOM: readonly boolean[] = Array.from(
  { length: 128 },
  (_, code) => code > 0x20 && code < 0x7f && !'(){%*"\\[]'.includes(String.fromCharCode(code)),
)

const NONE: readonly string[] = []
const SECTIONED = /^(?:BODY|BINARY)(?:\.PEEK)?$/i
const LITERAL = /~?\{(?:0|[1-9]\d*)\}\r?\n/y
const PARTIAL = /<(?:0|[1-9]\d*)?(?:\.(?:0|[1-9]\d*))?>/y

/**
 * Reads `(UID 5 FLAGS (\Seen) …)`, which begins at `from`.
 * @throws RowError; WireError for a row of too many tokens
 */
export function tokenizeRow(row: RowText, from: number, maxTokens: number): RowTokens {
  return new Tokenizer(row, from, maxTokens).read()
}

interface Frame {
  readonly tokens: Token[]
  /** What ends it; '' is the response itself. */
  readonly closedBy: ')' | ']' | ''
}

class Tokenizer {
  readonly #text: string
  readonly #literals: readonly Uint8Array[]
  readonly #maxTokens: number
  readonly #outer: Frame[] = []
  /** By the place of the value; there is none in nearly every row. */
  #tooDeep: Map<number, string> | null = null
  #frame: Frame = { tokens: [], closedBy: '' }
  #at: number
  #taken = 0
  #tokens = 0

  constructor({ text, literals }: RowText, from: number, maxTokens: number) {
    this.#text = text
    this.#literals = literals
    this.#at = from
    this.#maxTokens = maxTokens
  }

  read(): RowTokens {
    const text = this.#text
    const root = this.#frame.tokens
    while (this.#at < text.length) this.#next(text.charCodeAt(this.#at))
    if (this.#outer.length > 0) throw this.#unexpected('the end')
    const row = root[0] as Token[]
    if (this.#tooDeep === null) return { list: row, tooDeep: NONE }
    for (const place of this.#tooDeep.keys()) row[place] = null
    return { list: row, tooDeep: [...this.#tooDeep.values()] }
  }

  #next(code: number): void {
    switch (code) {
      case 0x20:
        this.#at++
        return
      case 0x22:
        this.#add(this.#quoted())
        return
      case 0x28:
        this.#open(')')
        return
      case 0x29:
        this.#close(')')
        return
      case 0x5d:
        this.#close(']')
        return
      case 0x7b:
        this.#add(this.#literal())
        return
      default:
        if (code === 0x7e && this.#text.charCodeAt(this.#at + 1) === 0x7b) this.#add(this.#literal())
        else this.#atom(code)
    }
  }

  #add(token: Token): void {
    if (++this.#tokens > this.#maxTokens)
      throw new WireError('TooManyTokens', `Response has more than ${this.#maxTokens} tokens`)
    if (this.#outer.length >= MAX_DEPTH) this.#markTooDeep()
    this.#frame.tokens.push(token)
  }

  /** The item of the row in which this is; deeper lists are still read, so that the row's end is found. */
  #markTooDeep(): void {
    const row = (this.#outer[1] ?? this.#frame).tokens
    const name = row.at(-2)
    this.#tooDeep ??= new Map()
    this.#tooDeep.set(row.length - 1, typeof name === 'string' ? name.toUpperCase() : '?')
  }

  #open(closedBy: ')' | ']', tokens: Token[] = []): void {
    if (closedBy === ')') this.#add(tokens)
    this.#outer.push(this.#frame)
    this.#frame = { tokens, closedBy }
    this.#at++
  }

  #close(by: ')' | ']'): void {
    if (this.#frame.closedBy !== by) throw this.#unexpected(by)
    this.#frame = this.#outer.pop()!
    this.#at++
    if (by === ']' && this.#text[this.#at] === '<' && !this.#skip(PARTIAL)) throw this.#unexpected('<')
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    const found = pattern.test(this.#text)
    if (found) this.#at = pattern.lastIndex
    return found
  }

  #quoted(): string {
    const text = this.#text
    const start = this.#at + 1
    const end = text.indexOf('"', start)
    const value = text.slice(start, end)
    if (end >= 0 && !value.includes('\\')) {
      this.#at = end + 1
      return value
    }
    return this.#escaped(start)
  }

  #escaped(start: number): string {
    const text = this.#text
    let at = start
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    if (at >= text.length) throw this.#unexpected('the end of a quoted string')
    this.#at = at + 1
    return text.slice(start, at).replace(/\\([\s\S])/g, '$1')
  }

  #literal(): Uint8Array {
    if (!this.#skip(LITERAL) || this.#taken >= this.#literals.length)
      throw new RowError('BadLiteral', `the mark of a literal at position ${this.#at} cannot be read`)
    return this.#literals[this.#taken++]!
  }

  #atom(first: number): void {
    const text = this.#text
    const start = this.#at
    // A flag begins with a backslash; `%` is no ATOM-CHAR, but sent.
    if (first < 0x80 && !IN_ATOM[first] && !'\\%['.includes(text[start]!))
      throw this.#unexpected(text[start]!)
    let at = start + 1
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code < 0x80 && !IN_ATOM[code] && this.#endsAtom(code, start, at)) break
    }
    this.#at = at
    const atom = text.slice(start, at)
    if (text.charCodeAt(at) === 0x5b && SECTIONED.test(atom)) this.#section(atom)
    else this.#add(at - start === 3 && atom.toUpperCase() === 'NIL' ? null : atom)
  }

  #endsAtom(code: number, start: number, at: number): boolean {
    const { closedBy } = this.#frame
    if (code === 0x20) return true
    if (code === 0x5d) return closedBy === ']'
    if (code === 0x5b) return SECTIONED.test(this.#text.slice(start, at))
    if (code === 0x29 && closedBy === ')') return true
    // `\Seen\Flagged` without the blank between; `\*` is a flag.
    if (code === 0x5c && closedBy === ')' && this.#text[start] === '\\' && at > start + 1) return true
    if (code === 0x2a && this.#text.slice(start, at) === '\\') return false
    this.#at = at
    throw this.#unexpected(this.#text[at]!)
  }

  #section(name: string): void {
    const section: Token[] = []
    this.#add({ type: 'ATOM', value: name, section })
    this.#open(']', section)
  }

  #unexpected(what: string): RowError {
    return new RowError('BadRow', `unexpected ${what} at position ${this.#at}`)
  }
}
