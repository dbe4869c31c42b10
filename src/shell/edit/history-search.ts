import type { HistoryWalk } from './history-walk.ts'

/** Ctrl-R: letters narrow what is found, the newest first. */
export class HistorySearch {
  readonly #walk: HistoryWalk
  #query = ''
  #index = -1
  #isMissing = false

  constructor(walk: HistoryWalk) {
    this.#walk = walk
  }

  get prompt(): string {
    return `${this.#isMissing ? 'nothing found' : 'search'} "${this.#query}": `
  }

  /** The statement that is found; undefined before a letter was typed. */
  get found(): string | undefined {
    return this.#index < 0 ? undefined : this.#walk.entry(this.#index)
  }

  /** Where the query stands in it. */
  get cursor(): number {
    return Math.max(0, (this.found ?? '').toLowerCase().indexOf(this.#query.toLowerCase()))
  }

  type(text: string): void {
    this.#query += text
    this.#look(Math.max(0, this.#index))
  }

  erase(): void {
    this.#query = this.#query.slice(0, -1)
    this.#look(0)
  }

  next(): void {
    this.#look(this.#index + 1)
  }

  #look(from: number): void {
    if (this.#query === '') return
    const index = this.#walk.find(this.#query, from)
    this.#isMissing = index === undefined
    if (index !== undefined) this.#index = index
  }
}
