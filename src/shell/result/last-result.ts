import type { ArrayRow, ResultColumn } from '../door.ts'

const MOST_ROWS = 10_000
const MOST_CHARACTERS = 16_000_000

/** The rows of the last result, as many as are kept: `.last` shows them again, `.chart` draws them. */
export class LastResult {
  readonly columns: readonly ResultColumn[]
  readonly rows: ArrayRow[] = []
  /** All that came. */
  total = 0
  #characters = 0

  constructor(columns: readonly ResultColumn[]) {
    this.columns = columns
  }

  get isWhole(): boolean {
    return this.rows.length === this.total
  }

  add(row: ArrayRow): void {
    const isOpen = this.isWhole && this.rows.length < MOST_ROWS && this.#characters < MOST_CHARACTERS
    this.total++
    if (!isOpen) return
    this.rows.push(row)
    for (const value of row) {
      if (typeof value === 'string' || value instanceof Uint8Array) this.#characters += value.length
    }
  }
}
