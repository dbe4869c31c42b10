import { GmailSqlError } from '../util/errors.ts'
import type { ResultColumn } from '../util/value.ts'
import { plainText } from './cell.ts'
import type { ArrayRow } from './row-writer.ts'

/** The cells of a result that files of messages are made of, by the names of their columns. */
export class MessageCells {
  readonly #format: string
  readonly #places: ReadonlyMap<string, number>

  /** @throws BAD_VALUE when the result has no column RawMessage */
  constructor(format: string, columns: readonly ResultColumn[]) {
    this.#format = format
    this.#places = new Map(columns.map(({ name }, place) => [name.toLowerCase(), place] as const).reverse())
    if (this.#places.has('rawmessage')) return
    throw new GmailSqlError('BAD_VALUE', `${format}:// writes messages, and the SELECT has no RawMessage`, {
      hint: `Write SELECT RawMessage, [From], ReceivedDate, MsgId INTO '${format}://…' FROM Inbox.`,
    })
  }

  /**
   * The octets of the message. `number` is that of the row, from 1 on.
   * @throws BAD_VALUE where there are none: a message is never left out
   */
  octets(row: ArrayRow, number: number): Buffer {
    const value = row[this.#places.get('rawmessage')!]
    if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    const what = value === null || value === undefined ? 'is NULL' : 'holds no message'
    throw new GmailSqlError('BAD_VALUE', `RawMessage of row ${number} ${what} (${this.#format}://)`, {
      hint: 'A message above MaxMessageBytes is NULL: raise it, or add WHERE RawMessage IS NOT NULL.',
    })
  }

  /** The text of the first of these columns that the result has, null when that is NULL or there is none. */
  text(row: ArrayRow, ...names: readonly string[]): string | null {
    const name = names.find(each => this.#places.has(each.toLowerCase()))
    const value = name === undefined ? null : row[this.#places.get(name.toLowerCase())!]
    return value === null || value === undefined ? null : plainText(value)
  }
}
