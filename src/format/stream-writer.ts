import type { ResultColumn } from '../util/value.ts'
import type { ArrayRow, RowWriter, TextFormat, TextSink } from './row-writer.ts'

/** Message bodies are large: a batch goes out in pieces, well below the longest string that there can be. */
const PIECE_LENGTH = 1 << 18

export class StreamWriter implements RowWriter {
  readonly #out: TextSink
  readonly #format: TextFormat

  constructor(out: TextSink, format: TextFormat) {
    this.#out = out
    this.#format = format
  }

  begin(columns: readonly ResultColumn[]): Promise<void> {
    return this.#write(this.#format.begin(columns))
  }

  async rows(batch: readonly ArrayRow[]): Promise<void> {
    let piece = ''
    for (const row of batch) {
      piece += this.#format.row(row)
      if (piece.length < PIECE_LENGTH) continue
      await this.#write(piece)
      piece = ''
    }
    await this.#write(piece)
  }

  end(): Promise<void> {
    return this.#write(this.#format.end())
  }

  abort(): Promise<void> {
    return this.#write(this.#format.abort())
  }

  async #write(text: string): Promise<void> {
    if (text !== '') await this.#out.write(text)
  }
}
