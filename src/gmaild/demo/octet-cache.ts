/** Octets by the object that they are made from; the least recently read go first when the budget is used up. */
export class OctetCache {
  readonly #budget: number
  readonly #kept = new Map<object, string>()
  #used = 0

  constructor(budget: number) {
    this.#budget = budget
  }

  get(key: object, make: () => string): string {
    const kept = this.#kept.get(key)
    if (kept !== undefined) {
      this.#kept.delete(key)
      this.#kept.set(key, kept)
      return kept
    }
    const made = make()
    this.#kept.set(key, made)
    this.#used += made.length
    for (const [oldest, octets] of this.#kept) {
      if (this.#used <= this.#budget) break
      this.#kept.delete(oldest)
      this.#used -= octets.length
    }
    return made
  }
}
