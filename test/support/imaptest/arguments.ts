/** A word, string or list of a response; strings without their quotes, octets as latin1. */
export type Argument =
  | { readonly kind: 'atom' | 'string'; readonly text: string }
  | { readonly kind: 'nil' }
  | { readonly kind: 'list'; readonly items: readonly Argument[] }

const BLANKS = / */y
const QUOTED = /"((?:[^"\\\r\n]|\\.)*)"/y
const LITERAL = /~?\{(\d+)\}\r\n/y
/** The blanks in `BODY[HEADER.FIELDS (From)]<0>` separate nothing. */
const ATOM = /[A-Za-z0-9.]+\[[^\]]*\](?:<\d+>)?|[^ ()\r\n]+/y
const STATUS = /^(?:OK|NO|BAD|BYE|PREAUTH)(?: |$)/i

/** What follows `* ` or a tag. Throws for brackets without their others, which no response has. */
export function parseResponse(octets: string): Argument[] {
  // The text of a status response is for people: it has no structure.
  if (STATUS.test(octets))
    return octets
      .split(' ')
      .filter(Boolean)
      .map(text => ({ kind: 'atom', text }))
  return new Reader(octets).all()
}

class Reader {
  readonly #octets: string
  #at = 0

  constructor(octets: string) {
    this.#octets = octets
  }

  all(): Argument[] {
    const items = this.#items()
    if (this.#at < this.#octets.length) throw this.#wrong()
    return items
  }

  #items(): Argument[] {
    const items: Argument[] = []
    for (;;) {
      this.#take(BLANKS)
      const next = this.#octets[this.#at]
      if (next === undefined || next === ')') return items
      items.push(this.#item(next))
    }
  }

  #item(next: string): Argument {
    if (next === '(') return this.#list()
    const quoted = this.#take(QUOTED)
    if (quoted !== null) return { kind: 'string', text: quoted[1]!.replace(/\\(.)/g, '$1') }
    const literal = this.#take(LITERAL)
    if (literal !== null) return { kind: 'string', text: this.#octetsOf(Number(literal[1])) }
    const atom = this.#take(ATOM)
    if (atom === null) throw this.#wrong()
    return atom[0].toUpperCase() === 'NIL' ? { kind: 'nil' } : { kind: 'atom', text: atom[0] }
  }

  #list(): Argument {
    this.#at++
    const items = this.#items()
    if (this.#octets[this.#at] !== ')') throw this.#wrong()
    this.#at++
    return { kind: 'list', items }
  }

  #octetsOf(length: number): string {
    const end = this.#at + length
    if (end > this.#octets.length) throw this.#wrong()
    const octets = this.#octets.slice(this.#at, end)
    this.#at = end
    return octets
  }

  #take(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.#at
    const found = sticky.exec(this.#octets)
    if (found !== null) this.#at += found[0].length
    return found
  }

  #wrong(): Error {
    return new Error(`no response at octet ${this.#at}: ${JSON.stringify(this.#octets.slice(0, 200))}`)
  }
}
