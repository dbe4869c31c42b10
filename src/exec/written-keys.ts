import type { SqlValue } from '../util/value.ts'

/** A row that the last write made, changed or removed, or the one that failed. */
export interface WrittenKey {
  /** Its Id in the table that was written; null where it is not known. */
  readonly id: number | string | null
  readonly batch: number
  /** Why it failed; null: it did not. */
  readonly message: string | null
}

/** What sys_identity and LastResultInfo#TEMP tell: the rows of the last write of a connection. */
export class WrittenKeys {
  #operation = ''
  #keys: readonly WrittenKey[] = []

  /** In place of those of the write before. */
  remember(operation: string, keys: readonly WrittenKey[]): void {
    this.#operation = operation
    this.#keys = keys
  }

  /** In the order of the columns of sys_identity. */
  rows(): SqlValue[][] {
    return this.#keys.map(({ id, batch, message }) => [
      id === null ? null : String(id),
      String(batch),
      this.#operation,
      message,
    ])
  }
}

/** @param batchSize 0: they are one batch */
export function writtenKeys(ids: readonly WrittenKey['id'][], batchSize: number): WrittenKey[] {
  return ids.map((id, index) => ({
    id,
    batch: batchSize === 0 ? 1 : Math.floor(index / batchSize) + 1,
    message: null,
  }))
}
