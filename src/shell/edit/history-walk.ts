/** A way through the history and back to what was typed. */
export class HistoryWalk {
  /** Newest first. */
  readonly #entries: readonly string[]
  #index = -1
  #draft = ''

  constructor(entries: readonly string[]) {
    this.#entries = entries
  }

  /** The entry before, in time; undefined at the oldest. */
  older(text: string): string | undefined {
    if (this.#index < 0) this.#draft = text
    const entry = this.#entries[this.#index + 1]
    if (entry !== undefined) this.#index++
    return entry
  }

  /** The entry behind, and what was typed behind the newest; undefined there. */
  newer(): string | undefined {
    if (this.#index < 0) return undefined
    this.#index--
    return this.#index < 0 ? this.#draft : this.#entries[this.#index]
  }

  /** What the newest entry that begins with the text goes on with. */
  suggestion(text: string): string {
    if (text.trim() === '') return ''
    const entry = this.#entries.find(
      candidate => candidate.length > text.length && candidate.startsWith(text),
    )
    return entry?.slice(text.length) ?? ''
  }

  /** The first entry from `from` on that holds the query, in any case. */
  find(query: string, from: number): number | undefined {
    const wanted = query.toLowerCase()
    const found = this.#entries.findIndex(
      (entry, index) => index >= from && entry.toLowerCase().includes(wanted),
    )
    return found < 0 ? undefined : found
  }

  entry(index: number): string {
    return this.#entries[index] ?? ''
  }
}
