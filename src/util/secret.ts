// The symbol of `util.inspect.custom`, by its registered name: so that the types of the public door need none of Node.js.
const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom')
const MASK = '********'

/**
 * A value that must never be printed: it shows as `********` in String(), JSON, template literals, console.log and
 * deep inspect. Only `reveal()` gives it out; callers do that at the wire and nowhere else.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return MASK
  }

  toJSON(): string {
    return MASK
  }

  [INSPECT](): string {
    return MASK
  }
}
