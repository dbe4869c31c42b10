import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { WireFault } from './wire-fault.ts'

type Done = (error?: Error | null) => void

/** A socket of which the octets fare as a fault tells. */
export class FaultySocket extends Duplex {
  readonly #socket: Socket
  readonly #fault: WireFault
  #sendable: number
  #receivable: number
  #isCut = false

  constructor(socket: Socket, fault: WireFault) {
    super({ decodeStrings: true })
    this.#socket = socket
    this.#fault = fault
    this.#sendable = fault.cutAfterSent ?? Number.POSITIVE_INFINITY
    this.#receivable = fault.cutAfterReceived ?? Number.POSITIVE_INFINITY
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('end', () => this.push(null))
    socket.on('error', error => this.destroy(error))
    socket.on('close', () => this.destroy())
    if (Math.min(this.#sendable, this.#receivable) <= 0) this.#cut()
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    // What is written after the cut is lost, as it is in a network.
    if (this.#isCut) done()
    else this.#send(chunk, done)
  }

  override _final(done: Done): void {
    if (this.#socket.destroyed) done()
    else this.#socket.end(() => done())
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#socket.destroy()
    done(error)
  }

  #send(chunk: Buffer, done: Done): void {
    const part = chunk.subarray(0, Math.min(this.#fault.pieces ?? chunk.length, this.#sendable))
    const rest = chunk.subarray(part.length)
    this.#sendable -= part.length
    this.#socket.write(part, error => {
      if (error || this.#isCut || rest.length === 0) done(error)
      else setTimeout(() => this.#send(rest, done), this.#fault.pieceDelay ?? 0)
    })
    if (this.#sendable <= 0) this.#cut()
  }

  #receive(chunk: Buffer): void {
    if (this.#isCut) return
    const part = chunk.subarray(0, this.#receivable)
    this.#receivable -= part.length
    this.push(part)
    if (this.#receivable > 0) return
    this.push(null)
    this.#cut()
  }

  #cut(): void {
    this.#isCut = true
    this.#socket.end(() => this.#socket.destroy())
  }
}
