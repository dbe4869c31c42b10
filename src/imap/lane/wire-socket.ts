import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { type CipherNameAndProtocol, TLSSocket } from 'node:tls'
import { Deflate } from './deflate.ts'
import type { Lane } from './lane.ts'
import { ResponseSplitter, type SplitterLimits } from './response-splitter.ts'

const LF = 0x0a

/** Told of octets as they travel. */
export interface OctetCounts {
  readonly received: (octets: number) => void
  readonly sent: (octets: number) => void
}

/**
 * The socket that imapflow gets: it passes octets through both ways, but for the responses that a lane takes. Before there is
 * a lane nothing is looked at.
 */
export class WireSocket extends Duplex {
  readonly socket: Socket
  readonly #counts: OctetCounts
  #lane: Lane | null = null
  #splitter: ResponseSplitter | null = null
  #deflate: Deflate | null = null
  #started = false
  #ended = false
  /** What was given on ends with a line. */
  #isBetweenLines = true

  constructor(socket: Socket, counts: OctetCounts) {
    super({ allowHalfOpen: false })
    this.socket = socket
    this.#counts = counts
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
    socket.on('timeout', this.#onTimeout)
  }

  /** Begins to read: the connection stands, and everything that listens is in its place. */
  start(): void {
    this.#started = true
    this.socket.on('data', this.#onData)
    this.socket.on('end', this.#onEnd)
  }

  /** Gives the socket up, for STARTTLS. What was read of it stays here. */
  release(): void {
    this.#started = false
    this.socket.off('data', this.#onData).off('end', this.#onEnd).off('timeout', this.#onTimeout)
    this.socket.pause()
  }

  /** From now on the lane is shown every response first. */
  attach(lane: Lane, limits: SplitterLimits): void {
    this.#lane = lane
    this.#splitter = new ResponseSplitter(limits, (response, literals) => {
      const before = this.#deflate
      if (!lane.take(response, literals)) this.#give(response)
      return this.#deflate === before
    })
  }

  /** From now on both directions are compressed (RFC 4978). To be called while the server's OK is taken. */
  compress(): void {
    this.#deflate = new Deflate({
      write: octets => this.#send(octets),
      read: octets => this.#readSafely(octets),
      end: () => this.#endReading(),
      fail: error => this.destroy(error),
    })
  }

  /** Sends octets of ours; imapflow must have nothing in flight. */
  send(octets: string): void {
    if (this.#deflate === null) this.#send(Buffer.from(octets))
    else this.#deflate.write(octets)
  }

  #send(octets: Buffer, done?: (error?: Error | null) => void): void {
    this.#counts.sent(octets.length)
    this.socket.write(octets, done)
  }

  override _read(): void {
    if (this.#deflate !== null) this.#deflate.resume()
    else if (this.#started) this.socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#deflate === null) this.#send(chunk, done)
    else this.#deflate.write(chunk, done)
  }

  override _final(done: () => void): void {
    this.socket.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#lane?.fail(error ?? { code: 'NoConnection', message: 'Connection not available' })
    this.#deflate?.destroy()
    this.socket.destroy()
    done(error)
  }

  // What imapflow uses of a net.Socket.
  setTimeout(milliseconds: number): this {
    this.socket.setTimeout(milliseconds)
    return this
  }

  setKeepAlive(enable?: boolean, initialDelay?: number): this {
    this.socket.setKeepAlive(enable, initialDelay)
    return this
  }

  get authorized(): boolean | undefined {
    return this.socket instanceof TLSSocket ? this.socket.authorized : undefined
  }

  getCipher(): CipherNameAndProtocol | null {
    return this.socket instanceof TLSSocket ? this.socket.getCipher() : null
  }

  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress
  }

  get remotePort(): number | undefined {
    return this.socket.remotePort
  }

  get localAddress(): string | undefined {
    return this.socket.localAddress
  }

  get localPort(): number | undefined {
    return this.socket.localPort
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.destroyed) return
    this.#counts.received(chunk.length)
    if (this.#deflate === null) this.#readSafely(chunk)
    else this.#inflate(this.#deflate, chunk)
  }

  #inflate(deflate: Deflate, chunk: Buffer): void {
    if (!deflate.receive(chunk, () => this.socket.resume())) this.socket.pause()
  }

  #readSafely(octets: Buffer): void {
    if (this.destroyed) return
    try {
      this.#read(octets)
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #read(chunk: Buffer): void {
    // A line whose beginning imapflow has is imapflow's to its end.
    const own =
      this.#splitter === null
        ? chunk.length
        : this.#isBetweenLines
          ? 0
          : chunk.indexOf(LF) + 1 || chunk.length
    if (own > 0) this.#give(chunk.subarray(0, own))
    const rest = own < chunk.length ? this.#splitter?.push(chunk.subarray(own)) : null
    if (rest && this.#deflate !== null) this.#inflate(this.#deflate, rest)
  }

  /** To imapflow; the socket is not read while it takes nothing. */
  #give(octets: Buffer): void {
    this.#isBetweenLines = octets[octets.length - 1] === LF
    if (this.push(octets)) return
    if (this.#deflate === null) this.socket.pause()
    else this.#deflate.pause()
  }

  #endReading(): void {
    this.#lane?.fail({ code: 'NoConnection', message: 'Connection not available' })
    this.push(null)
  }

  readonly #onEnd = (): void => {
    this.#ended = true
    if (this.#deflate === null) this.#endReading()
    else this.#deflate.ended()
  }

  readonly #onError = (error: Error): void => {
    this.destroy(error)
  }

  readonly #onClose = (): void => {
    // After an end, what is not read yet is still given on.
    if (!this.#ended) this.destroy()
  }

  readonly #onTimeout = (): void => {
    this.emit('timeout')
  }
}
