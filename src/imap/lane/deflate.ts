import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib'
import { WireError } from './wire-error.ts'

export interface InflateLimits {
  /** Octets that may come out whatever went in. */
  readonly free: number
  /** Beyond that, how many may come out for each that went in. */
  readonly ratio: number
}

/**
 * DEFLATE shrinks nothing more than a thousandfold, and mail as a whole tenfold; but a message of one letter may be large, so a
 * score of the largest are let through before the ratio counts.
 */
const LIMITS: InflateLimits = { free: 2 ** 29, ratio: 200 }

export interface DeflateEnds {
  /** To the socket. */
  readonly write: (octets: Buffer) => void
  /** What the server said. */
  readonly read: (octets: Buffer) => void
  readonly end: () => void
  readonly fail: (error: Error) => void
}

/** Both directions of COMPRESS=DEFLATE (RFC 4978): every write is flushed, or the server would wait for the rest. */
export class Deflate {
  readonly #deflate = createDeflateRaw()
  // A server closes without the last block.
  readonly #inflate = createInflateRaw({ chunkSize: 64 * 1024, finishFlush: constants.Z_SYNC_FLUSH })
  #received = 0
  #inflated = 0

  constructor(ends: DeflateEnds, { free, ratio }: InflateLimits = LIMITS) {
    this.#deflate.on('data', ends.write).on('error', ends.fail)
    this.#inflate.on('end', ends.end)
    this.#inflate.on('error', error => {
      ends.fail(new WireError('InvalidResponse', `what is compressed cannot be read (${error.message})`))
    })
    this.#inflate.on('data', (octets: Buffer) => {
      this.#inflated += octets.length
      if (this.#inflated > free && this.#inflated > this.#received * ratio) {
        this.#inflate.removeAllListeners('data').pause()
        ends.fail(
          new WireError('InvalidResponse', `what is compressed unfolds to more than ${ratio} times its size`),
        )
      } else ends.read(octets)
    })
  }

  write(octets: Buffer | string, done: (error?: Error | null) => void = () => {}): void {
    this.#deflate.write(octets)
    this.#deflate.flush(constants.Z_SYNC_FLUSH, () => done())
  }

  /** Octets of the socket. False: not before `onDrain` may there be more. */
  receive(octets: Buffer, onDrain: () => void): boolean {
    this.#received += octets.length
    if (this.#inflate.write(octets)) return true
    this.#inflate.once('drain', onDrain)
    return false
  }

  /** The socket has ended; `end` follows what is still to be read. */
  ended(): void {
    this.#inflate.end()
  }

  pause(): void {
    this.#inflate.pause()
  }

  resume(): void {
    this.#inflate.resume()
  }

  destroy(): void {
    this.#deflate.destroy()
    this.#inflate.destroy()
  }
}
