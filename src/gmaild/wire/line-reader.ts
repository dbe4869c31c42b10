/** Takes chunks of a socket and gives lines and counted octets to whoever awaits them, one waiter at a time. */
export class LineReader {
  #chunks: Buffer[] = []
  #length = 0
  #ended = false
  #wake: (() => void) | undefined
  readonly #maxLine: number

  constructor(maxLine: number) {
    this.#maxLine = maxLine
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  get waiting(): boolean {
    return this.#length > 0
  }

  /** Octets up to LF, with the line end as it came; undefined at the end of the stream; 'too long' beyond the limit. */
  async line(): Promise<string | 'too long' | undefined> {
    let seen = 0
    for (;;) {
      const all = this.#all()
      const at = all.indexOf(10, seen)
      if (at >= 0 && at < this.#maxLine) return this.#cut(at + 1)
      seen = all.length
      if (at >= 0 || seen >= this.#maxLine) return 'too long'
      if (this.#ended) return undefined
      await this.#more()
    }
  }

  async octets(count: number): Promise<string | undefined> {
    while (this.#length < count) {
      if (this.#ended) return undefined
      await this.#more()
    }
    return this.#cut(count)
  }

  #more(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = () => {
        this.#wake = undefined
        resolve()
      }
    })
  }

  #all(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)]
    return this.#chunks[0] ?? Buffer.alloc(0)
  }

  #cut(count: number): string {
    const all = this.#all()
    const rest = all.subarray(count)
    this.#chunks = rest.length > 0 ? [rest] : []
    this.#length = rest.length
    return all.toString('latin1', 0, count)
  }
}
