/** A map of the newest so many entries; longer keys than `longestKey` are not kept, since they are held whole. */
export class RecentMap<Value> {
  readonly #entries = new Map<string, Value>()
  readonly #capacity: number
  readonly #longestKey: number

  constructor(capacity: number, longestKey: number) {
    this.#capacity = capacity
    this.#longestKey = longestKey
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key)
    if (value !== undefined) this.#keep(key, value)
    return value
  }

  set(key: string, value: Value): void {
    if (key.length > this.#longestKey) return
    this.#keep(key, value)
    if (this.#entries.size > this.#capacity) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest)
        break
      }
    }
  }

  getOrMake(key: string, make: () => Value): Value {
    const known = this.get(key)
    if (known !== undefined) return known
    const made = make()
    this.set(key, made)
    return made
  }

  /** A Map keeps the order of insertion: the newest is last. */
  #keep(key: string, value: Value): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
  }
}
