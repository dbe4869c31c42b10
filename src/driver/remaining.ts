/** The messages of a fetch that did not come yet; those that came before a connection ended are kept. */
export class Remaining<Row extends { readonly uid: number }> {
  readonly #came = new Map<number, Row>()
  #uids: readonly number[]

  constructor(uids: readonly number[]) {
    this.#uids = uids
  }

  get uids(): readonly number[] {
    return this.#uids
  }

  keep(rows: readonly Row[]): void {
    for (const row of rows) this.#came.set(row.uid, row)
    this.#uids = this.#uids.filter(uid => !this.#came.has(uid))
  }

  with(rows: readonly Row[]): Row[] {
    return [...this.#came.values(), ...rows]
  }
}
