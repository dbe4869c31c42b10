import { SHORT_MONTHS } from '../util/month-names.ts'
import type { ResultColumn } from '../util/value.ts'
import { MessageCells } from './message-cells.ts'
import { dateOf } from './parquet.ts'
import type { ArrayRow, ByteSink, RowWriter } from './row-writer.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/**
 * Messages one behind the other (RFC 4155), with `>` before each line of a message that would begin another (mboxrd, which
 * can be undone). The line before each names `From` and `ReceivedDate`, where the result has them.
 */
export class MboxMessages implements RowWriter {
  readonly #out: ByteSink
  #cells: MessageCells | undefined
  #count = 0

  constructor(out: ByteSink) {
    this.#out = out
  }

  async begin(columns: readonly ResultColumn[]): Promise<void> {
    this.#cells = new MessageCells('mbox', columns)
  }

  async rows(batch: readonly ArrayRow[]): Promise<void> {
    for (const row of batch) await this.#out.write(this.#entry(row))
  }

  async end(): Promise<void> {}

  async abort(): Promise<void> {}

  #entry(row: ArrayRow): Buffer {
    const cells = this.#cells!
    this.#count++
    const octets = cells.octets(row, this.#count).toString('latin1')
    const lines = octets.replace(/\r\n/g, '\n').replace(/^>*From /gm, '>$&')
    const from = `From ${senderOf(cells.text(row, 'From'))} ${momentOf(cells.text(row, 'ReceivedDate', 'Date'))}\n`
    const end = lines.endsWith('\n') ? '\n' : '\n\n'
    return Buffer.concat([Buffer.from(from), Buffer.from(lines + end, 'latin1')])
  }
}

/** An address has no blanks here; who it is that sent bounces stands for nobody. */
function senderOf(address: string | null): string {
  const bare = address?.replace(/[\s\p{Cc}]+/gu, '') ?? ''
  return bare === '' ? 'MAILER-DAEMON' : bare
}

/** The form of C's asctime, in UTC; the epoch when nothing is known. */
function momentOf(text: string | null): string {
  const date = dateOf(text) ?? new Date(0)
  const day = String(date.getUTCDate()).padStart(2)
  const time = date.toISOString().slice(11, 19)
  return `${DAYS[date.getUTCDay()]} ${SHORT_MONTHS[date.getUTCMonth()]} ${day} ${time} ${date.getUTCFullYear()}`
}
