import type { Duplex } from 'node:stream'
import { constants, createDeflateRaw, type DeflateRaw } from 'node:zlib'

const CHUNK = 64 * 1024

/** The sending side of a connection: gathers lines, counts octets, and breaks off where a test says so. */
export class Output {
  readonly #socket: Duplex
  #pending: string[] = []
  #pendingLength = 0
  /** Octets since it was last set to 0. */
  count = 0
  #allowance = Infinity
  #silent = false
  #deflate: DeflateRaw | undefined

  constructor(socket: Duplex) {
    this.#socket = socket
  }

  get closed(): boolean {
    return this.#socket.destroyed || this.#socket.writableEnded
  }

  /** `octets` as latin1, line ends included. */
  write(octets: string): void {
    if (this.#silent || this.closed || this.#allowance <= 0) return
    const part = octets.length > this.#allowance ? octets.slice(0, this.#allowance) : octets
    this.#allowance -= part.length
    this.count += part.length
    this.#pending.push(part)
    this.#pendingLength += part.length
    if (this.#allowance <= 0) this.drop()
    else if (this.#pendingLength >= CHUNK) this.flush()
  }

  flush(): void {
    if (this.#pendingLength === 0) return
    const octets = this.#pending.join('')
    this.#pending = []
    this.#pendingLength = 0
    if (this.closed) return
    if (this.#deflate === undefined) this.#socket.write(octets, 'latin1')
    else {
      this.#deflate.write(octets, 'latin1')
      this.#deflate.flush(constants.Z_SYNC_FLUSH)
    }
  }

  get compresses(): boolean {
    return this.#deflate !== undefined
  }

  /** Everything after this is compressed (RFC 4978). */
  compress(): void {
    this.flush()
    this.#deflate = createDeflateRaw()
    this.#deflate.on('data', (octets: Buffer) => {
      if (!this.closed) this.#socket.write(octets)
    })
  }

  /** The reader is slower than what was sent so far. */
  get congested(): boolean {
    return this.#socket.writableNeedDrain && !this.closed
  }

  /** Resolves when the socket takes more, so that a slow reader does not fill memory. */
  async drained(): Promise<void> {
    if (!this.congested) return
    await new Promise<void>(resolve => {
      const done = (): void => {
        this.#socket.off('drain', done)
        this.#socket.off('close', done)
        resolve()
      }
      this.#socket.on('drain', done)
      this.#socket.on('close', done)
    })
  }

  breakAfter(octets: number): void {
    this.#allowance = octets
    if (octets <= 0) this.drop()
  }

  silence(): void {
    this.flush()
    this.#silent = true
  }

  /** What was written still goes out. */
  drop(): void {
    this.flush()
    const end = () => this.#socket.end(() => this.#socket.destroy())
    if (this.#deflate === undefined || this.closed) end()
    else this.#deflate.flush(constants.Z_SYNC_FLUSH, end)
  }
}
