import { badSyntax } from './refusal.ts'
import { parseSequenceSet, type SequenceSet } from './sequence-set.ts'

const ATOM = /[^\x00-\x20\x7f-\xff(){%*"\\\]]+/y
const ASTRING = /[^\x00-\x20\x7f-\xff(){%*"\\]+/y
const LIST_MAILBOX = /[^\x00-\x20\x7f-\xff(){"\\]+/y
const TAG = /[^\x00-\x20\x7f-\xff(){%*"\\+\]]+/y
const LITERAL = /~?\{(\d{1,10})\+?\}\r\n/y
const NUMBER = /\d{1,20}/y
const SET = /[0-9*][0-9*:,]*/y

/**
 * Reads one command, literals inline, by the grammar of RFC 3501 §9 and nothing looser. Every method throws
 * {@link badSyntax} where the grammar does not allow what is there.
 */
export class Cursor {
  readonly #text: string
  readonly #utf8: boolean
  #at = 0

  /** `text`: octets as latin1, without the final CRLF. `utf8`: quoted strings may carry UTF-8 (RFC 6855). */
  constructor(text: string, utf8 = false) {
    this.#text = text
    this.#utf8 = utf8
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  get rest(): string {
    return this.#text.slice(this.#at)
  }

  get utf8(): boolean {
    return this.#utf8
  }

  peek(): string {
    return this.#text[this.#at] ?? ''
  }

  /** Consumes `text` (any case) if it is next. */
  take(text: string): boolean {
    const next = this.#text.slice(this.#at, this.#at + text.length)
    if (next.toUpperCase() !== text.toUpperCase()) return false
    this.#at += text.length
    return true
  }

  expect(text: string): void {
    if (!this.take(text)) throw badSyntax()
  }

  space(): void {
    this.expect(' ')
  }

  end(): void {
    if (!this.done) throw badSyntax()
  }

  match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.#at
    const found = sticky.exec(this.#text)
    if (found === null) return undefined
    this.#at += found[0].length
    return found[0]
  }

  need(sticky: RegExp): string {
    const found = this.match(sticky)
    if (found === undefined) throw badSyntax()
    return found
  }

  tag(): string {
    return this.need(TAG)
  }

  atom(): string {
    return this.need(ATOM)
  }

  /** An atom in upper case: names of commands, keys and items. */
  word(): string {
    return this.atom().toUpperCase()
  }

  number(): number {
    const n = Number(this.need(NUMBER))
    if (n > 0xffffffff) throw badSyntax()
    return n
  }

  /** 63-bit (RFC 7162 mod-sequence) or unsigned 64-bit (X-GM-MSGID). */
  bigNumber(): bigint {
    const n = BigInt(this.need(NUMBER))
    if (n > 0xffffffffffffffffn) throw badSyntax()
    return n
  }

  sequenceSet(): SequenceSet {
    const set = parseSequenceSet(this.need(SET))
    if (set === undefined) throw badSyntax()
    return set
  }

  string(): string {
    if (this.peek() === '"') return this.#quoted()
    return this.literal()
  }

  astring(): string {
    return this.#isStringNext() ? this.string() : this.need(ASTRING)
  }

  listMailbox(): string {
    return this.#isStringNext() ? this.string() : this.need(LIST_MAILBOX)
  }

  /** `NIL` is undefined. */
  nstring(): string | undefined {
    if (this.#isStringNext()) return this.string()
    this.expect('NIL')
    return undefined
  }

  literal(): string {
    const head = this.need(LITERAL)
    const length = Number(/\d+/.exec(head)![0])
    if (this.#at + length > this.#text.length) throw badSyntax()
    const octets = this.#text.slice(this.#at, this.#at + length)
    this.#at += length
    if (octets.includes('\0') && !head.startsWith('~')) throw badSyntax()
    return octets
  }

  /** `(item SP item …)`; `allowEmpty` for `()`. */
  list<T>(item: () => T, allowEmpty = false): T[] {
    this.expect('(')
    const items: T[] = []
    if (allowEmpty && this.take(')')) return items
    do items.push(item())
    while (this.take(' '))
    this.expect(')')
    return items
  }

  #isStringNext(): boolean {
    const next = this.peek()
    return next === '"' || next === '{' || (next === '~' && this.#text[this.#at + 1] === '{')
  }

  #quoted(): string {
    const found = this.need(/"(?:[^"\\\r\n\0]|\\["\\])*"/y)
    const octets = found.slice(1, -1).replace(/\\(["\\])/g, '$1')
    if (/[\x80-\xff]/.test(octets) && !this.#utf8) throw badSyntax()
    return octets
  }
}
