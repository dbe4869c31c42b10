import { inspect } from 'node:util'

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

  [inspect.custom](): string {
    return MASK
  }
}
