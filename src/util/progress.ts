/** How far a statement is with what it fetches of one mailbox. */
export interface Progress {
  readonly mailbox: string
  /** Messages fetched, of `total`. A statement may fetch several things one after the other, each with a total of its own. */
  readonly done: number
  readonly total: number
  /** By this statement so far. */
  readonly bytesReceived: number
  /** At the pace so far; null before anything has come. */
  readonly secondsLeft: number | null
}

/** Tells a listener of the progress of one statement. */
export class ProgressMeter {
  readonly #listener: ((progress: Progress) => void) | undefined
  readonly #bytesReceived: () => number
  #mailbox = ''
  #done = 0
  #total = 0
  #started = 0

  constructor(listener: ((progress: Progress) => void) | undefined, bytesReceived: () => number) {
    this.#listener = listener
    this.#bytesReceived = bytesReceived
  }

  /** So many messages of a mailbox are to be fetched. */
  begin(mailbox: string, total: number): void {
    this.#mailbox = mailbox
    this.#done = 0
    this.#total = total
    this.#started = performance.now()
    this.#tell()
  }

  /** So many more have come. */
  add(messages: number): void {
    this.#done += messages
    this.#tell()
  }

  #tell(): void {
    if (!this.#listener || this.#total === 0) return
    const [mailbox, done, total] = [this.#mailbox, this.#done, this.#total]
    const pace = (performance.now() - this.#started) / 1000 / done
    const secondsLeft = done === 0 ? null : Math.max(0, total - done) * pace
    this.#listener({ mailbox, done, total, bytesReceived: this.#bytesReceived(), secondsLeft })
  }
}
