import { DatabaseSync } from 'node:sqlite'
import type { GmaildCommand, GmaildSession } from '../../../src/gmaild/index.ts'
import type { History } from './history.ts'

interface Sent {
  readonly at: number
  readonly text: string
}

/** Commands that are kept. */
const KEPT = 3_000
const SHOWN = 400

/** What the server was asked, and what became of it: for whoever has to explain an answer that is wrong. */
export class Evidence {
  readonly #history: History
  readonly #store: string
  readonly #sent: Sent[] = []

  constructor(history: History, store: string) {
    this.#history = history
    this.#store = store
  }

  command({ line }: GmaildCommand, { connection, mailbox }: GmaildSession, fault: string | undefined): void {
    const about = fault === undefined ? '' : ` (${fault})`
    this.note(`connection ${connection} in ${mailbox ?? 'no mailbox'}: ${line.slice(0, 300)}${about}`)
  }

  note(text: string): void {
    this.#sent.push({ at: performance.now(), text })
    if (this.#sent.length > KEPT) this.#sent.shift()
  }

  /** Of the messages, what they were like, and what the shared store has of them; and all that was sent. */
  of(msgIds: readonly string[], since: number): string {
    const sent = this.#sent.filter(({ at }) => at >= since).slice(-SHOWN)
    return [
      ...msgIds.flatMap(id => [...this.#history.of(id, since), ...this.#stored(id)]),
      ...sent.map(({ at, text }) => `${Math.round(at)} ${text}`),
    ]
      .map(line => `    ${line}`)
      .join('\n')
  }

  #stored(msgId: string): string[] {
    const store = new DatabaseSync(this.#store, { readOnly: true })
    try {
      const sql = `SELECT path, uid, flags, labels, modseq, highest_modseq, version, flags_epoch, epoch, message_key
        FROM location JOIN message ON key = message_key JOIN mailbox ON id = mailbox_id WHERE msgid = ?`
      return store
        .prepare(sql)
        .all(msgId)
        .map(row => `stored: ${JSON.stringify(row)}`)
    } finally {
      store.close()
    }
  }
}
