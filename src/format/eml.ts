import { numberedName, safeFileName } from '../util/file-name.ts'
import type { ResultColumn } from '../util/value.ts'
import { MessageCells } from './message-cells.ts'
import type { ArrayRow, FileSink, RowWriter } from './row-writer.ts'

/** A file a message, its octets as they are, named by MsgId, else Id, else its number. */
export class EmlFiles implements RowWriter {
  readonly #out: FileSink
  readonly #taken = new Set<string>()
  #cells: MessageCells | undefined
  #count = 0

  constructor(out: FileSink) {
    this.#out = out
  }

  async begin(columns: readonly ResultColumn[]): Promise<void> {
    this.#cells = new MessageCells('eml', columns)
  }

  async rows(batch: readonly ArrayRow[]): Promise<void> {
    for (const row of batch) {
      this.#count++
      const octets = this.#cells!.octets(row, this.#count)
      await this.#out.write(this.#nameOf(row), octets)
    }
  }

  async end(): Promise<void> {}

  async abort(): Promise<void> {}

  /** The rows of a join may name a message twice: both are written. */
  #nameOf(row: ArrayRow): string {
    const id = this.#cells!.text(row, 'MsgId', 'Id') || String(this.#count).padStart(6, '0')
    const name = safeFileName(`${id.replace(/[/\\]/g, '-')}.eml`)
    let candidate = name
    for (let number = 2; this.#taken.has(candidate.toLowerCase()); number++)
      candidate = numberedName(name, number)
    this.#taken.add(candidate.toLowerCase())
    return candidate
  }
}
