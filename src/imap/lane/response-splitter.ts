import { WireError } from './wire-error.ts'

/** Octets; a line and a response of exactly this size are still taken. */
export interface SplitterLimits {
  readonly line: number
  readonly literal: number
  readonly response: number
}

/**
 * Gets a response whole, its line end included, and where its literals are: from and to of each in turn, null for none.
 * False: what follows is not to be split, and is given back to the caller of `push`.
 */
export type TakeResponse = (response: Buffer, literals: readonly number[] | null) => boolean

const LF = 0x0a
const CR = 0x0d
const CLOSE = 0x7d
/** Of a literal's mark: 64 bits in decimal are 20 digits. */
const LONGEST_MARK = 40

/**
 * Cuts what a server sends into responses: lines found by their LF, literals skipped by their length (RFC 9051 §4.3). A
 * response that lies within one chunk is a view of it; only one that is spread over several is copied, once.
 */
export class ResponseSplitter {
  readonly #limits: SplitterLimits
  readonly #take: TakeResponse
  /** The beginning of a response whose end has not come. */
  #begun: Buffer[] = []
  #begunLength = 0
  #literals: number[] | null = null
  /** Octets of the literal that is being read that have not come. */
  #literalLeft = 0
  /** Octets of the line that is being read. */
  #line = 0

  constructor(limits: SplitterLimits, take: TakeResponse) {
    this.#limits = limits
    this.#take = take
  }

  /**
   * Gives on the responses that end in the chunk. Returns what is left of it when `take` said so, else null.
   * @throws WireError
   */
  push(chunk: Buffer): Buffer | null {
    let start = 0
    let at = 0
    for (;;) {
      const skipped = Math.min(this.#literalLeft, chunk.length - at)
      this.#literalLeft -= skipped
      at += skipped
      const end = at === chunk.length ? 0 : chunk.indexOf(LF, at) + 1
      if (end === 0) break
      this.#grow(end - at)
      at = end
      const size = this.#announced(chunk, start, end)
      if (size !== null) this.#beginLiteral(this.#begunLength + end - start, size)
      else if (this.#finish(chunk, start, end)) start = end
      else return chunk.subarray(end)
    }
    this.#grow(chunk.length - at)
    this.#keep(chunk, start)
    return null
  }

  #grow(octets: number): void {
    this.#line += octets
    const { line } = this.#limits
    if (this.#line > line)
      throw new WireError('LineTooLarge', `Line length exceeds maximum allowed size of ${line} bytes`)
  }

  /** The size of the literal that the line announces at its end, or null. */
  #announced(chunk: Buffer, start: number, end: number): number | null {
    const last = chunk[end - 2] === CR ? end - 3 : end - 2
    if (last >= start) {
      if (chunk[last] !== CLOSE) return null
    } else if (this.#begunLength === 0) return null
    const tail = this.#tail(chunk, start, end)
    const digits = /(\{?)0*(\d+)\}\r?\n$/.exec(tail)
    if (digits === null || (digits[1] === '' && digits[0].length < LONGEST_MARK)) return null
    const { literal } = this.#limits
    const size = digits[1] === '' ? Infinity : Number(digits[2])
    if (size <= literal) return size
    throw new WireError(
      'LiteralTooLarge',
      `Literal size ${size} exceeds maximum allowed size of ${literal} bytes`,
    )
  }

  /** The end of the line; never octets of a literal before it. */
  #tail(chunk: Buffer, start: number, end: number): string {
    const length = Math.min(this.#line, LONGEST_MARK)
    let tail = chunk.toString('latin1', Math.max(start, end - length), end)
    for (let i = this.#begun.length - 1; i >= 0 && tail.length < length; i--) {
      tail = this.#begun[i]!.subarray(tail.length - length).toString('latin1') + tail
    }
    return tail
  }

  #beginLiteral(at: number, size: number): void {
    this.#assertSize(at + size)
    this.#literals ??= []
    this.#literals.push(at, at + size)
    this.#literalLeft = size
    this.#line = 0
  }

  #finish(chunk: Buffer, start: number, end: number): boolean {
    const part = chunk.subarray(start, end)
    const length = this.#begunLength + part.length
    this.#assertSize(length)
    const response = this.#begunLength === 0 ? part : Buffer.concat([...this.#begun, part], length)
    const literals = this.#literals
    this.#literals = null
    this.#line = 0
    if (this.#begunLength > 0) this.#begun = []
    this.#begunLength = 0
    return this.#take(response, literals)
  }

  #keep(chunk: Buffer, start: number): void {
    if (start === chunk.length) return
    const part = chunk.subarray(start)
    this.#begun.push(part)
    this.#begunLength += part.length
    this.#assertSize(this.#begunLength)
  }

  #assertSize(octets: number): void {
    const { response } = this.#limits
    if (octets <= response) return
    throw new WireError(
      'ResponseTooLarge',
      `Response size ${octets} exceeds maximum allowed size of ${response} bytes`,
    )
  }
}
