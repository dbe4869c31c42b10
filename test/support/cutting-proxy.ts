import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

type Side = 'client' | 'server'

/** After so many octets from one side the connection is cut: they still arrive, and nothing more, either way. */
export interface Cut {
  readonly from: Side
  readonly after: number
  /** Nobody gets through any more until the exchange is over. */
  readonly isLast?: boolean
}

/** What went each way, as one text a side, an octet a character. */
export type Exchange = Readonly<Record<Side, string>>

export interface CuttingProxy extends AsyncDisposable {
  readonly port: number
  /** The next line of a client that fits begins an exchange, to be cut as told; null only writes it down. */
  begin(at: RegExp, cut: Cut | null): void
  /** Ends the exchange, once the server has taken in all that came through. */
  end(): Promise<Exchange & { readonly isCut: boolean }>
}

class Watch {
  readonly #at: RegExp
  readonly #cut: Cut | null
  readonly #parts: Record<Side, Buffer[]> = { client: [], server: [] }
  readonly #counts: Record<Side, number> = { client: 0, server: 0 }
  #connection: Socket | null = null
  isOver = false

  constructor(at: RegExp, cut: Cut | null) {
    this.#at = at
    this.#cut = cut
  }

  get isDown(): boolean {
    return this.isOver && (this.#cut?.isLast ?? false)
  }

  get exchange(): Exchange {
    const text = (side: Side) => Buffer.concat(this.#parts[side]).toString('latin1')
    return { client: text('client'), server: text('server') }
  }

  /** How much of a chunk goes through, and whether the connection is cut then. */
  pass(from: Side, chunk: Buffer, connection: Socket): { readonly octets: number; readonly isCut: boolean } {
    const whole = { octets: chunk.length, isCut: false }
    if (this.isOver) return whole
    let start = 0
    if (this.#connection === null) {
      start = from === 'client' ? chunk.toString('latin1').search(this.#at) : -1
      if (start < 0) return whole
      this.#connection = connection
    }
    if (this.#connection !== connection) return whole
    const part = chunk.subarray(start)
    const left = this.#cut?.from === from ? this.#cut.after - this.#counts[from] : part.length + 1
    this.#parts[from].push(part.subarray(0, left))
    this.#counts[from] += part.length
    this.isOver = left <= part.length
    return this.isOver ? { octets: start + left, isCut: true } : whole
  }
}

/** Stands before a server and breaks a connection at one octet and at no other. */
export async function cuttingProxy(target: number): Promise<CuttingProxy> {
  let watch: Watch | null = null
  let taken: Promise<unknown> = Promise.resolve()
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    if (watch?.isDown) {
      client.destroy()
      return
    }
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay().on('error', () => {}))
      socket.on('close', () => sockets.delete(socket))
    }
    const forward = (from: Side, to: Socket) => (chunk: Buffer) => {
      const { octets, isCut } = watch?.pass(from, chunk, client) ?? { octets: chunk.length, isCut: false }
      to.write(chunk.subarray(0, octets))
      if (!isCut) return
      taken = once(upstream, 'close')
      for (const socket of [client, upstream]) socket.removeAllListeners('data').resume().end()
    }
    client.on('data', forward('client', upstream)).on('close', () => upstream.end())
    upstream.on('data', forward('server', client)).on('close', () => client.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    begin(at, cut) {
      watch = new Watch(at, cut)
    },
    async end() {
      const { exchange, isOver: isCut } = watch!
      watch = null
      await taken
      return { ...exchange, isCut }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
