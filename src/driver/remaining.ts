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

  /** Of the rows, those that belong here. */
  keep(rows: readonly Row[]): void {
    const wanted = new Set(this.#uids)
    for (const row of rows) if (wanted.has(row.uid)) this.#came.set(row.uid, row)
    this.#uids = this.#uids.filter(uid => !this.#came.has(uid))
  }

  with(rows: readonly Row[]): Row[] {
    return [...this.#came.values(), ...rows]
  }
}
