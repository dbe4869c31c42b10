/**
 * A proxy that makes loopback a line: each octet comes `delayMs` later in both directions, and no more than `bytesPerSecond` pass in
 * one. It counts what goes through, of sessions without TLS also their commands.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Line {
  /** One way: a round trip takes twice as long. */
  readonly delayMs: number
  /** In each direction; 0 is no limit. */
  readonly bytesPerSecond: number
}

export interface Traffic {
  readonly connections: number
  /** Times that the client waited for the server: the connect with its greeting, and each change of direction after it. */
  readonly roundTrips: number
  /** What the client sent, without tags; long ones are cut. */
  readonly commands: readonly string[]
  /** Rows of FETCH that the server sent. */
  readonly fetchRows: number
  readonly bytesReceived: number
}

export interface LagProxy {
  readonly port: number
  /** Since the last call. */
  takeTraffic(): Traffic
  close(): Promise<void>
}

const LONGEST_COMMAND = 200

export async function startLagProxy(target: number, line: Line): Promise<LagProxy> {
  let counter = new Counter()
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const mail = connect(target, '127.0.0.1')
    const session = counter.begin()
    for (const socket of [client, mail]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('close', () => sockets.delete(socket))
    }
    delay(client, mail, line, octets => counter.sent(session, octets))
    delay(mail, client, line, octets => counter.received(session, octets))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    takeTraffic() {
      const traffic = counter.traffic()
      counter = new Counter()
      return traffic
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** What comes out of `from` goes into `to`, each octet when it is due. */
function delay(
  from: Socket,
  to: Socket,
  { delayMs, bytesPerSecond }: Line,
  see: (octets: Buffer) => void,
): void {
  const queue: { readonly due: number; readonly octets: Buffer | null }[] = []
  let free = 0
  let isArmed = false
  const pump = () => {
    isArmed = false
    const now = performance.now()
    while (queue.length > 0 && queue[0]!.due <= now) {
      const { octets } = queue.shift()!
      if (octets === null) to.end()
      else to.write(octets)
    }
    if (queue.length > 0) arm()
    // What waits is on the line: no more is read ahead than a second of it.
    if (queue.length < 100) from.resume()
  }
  const arm = () => {
    if (isArmed) return
    isArmed = true
    setTimeout(pump, Math.max(0, queue[0]!.due - performance.now()))
  }
  const add = (octets: Buffer | null) => {
    const takesMs = octets && bytesPerSecond > 0 ? (octets.length / bytesPerSecond) * 1000 : 0
    free = Math.max(free, performance.now()) + takesMs
    queue.push({ due: free + delayMs, octets })
    if (queue.length > 200) from.pause()
    arm()
  }
  from.on('data', octets => {
    see(octets)
    add(octets)
  })
  from.on('end', () => add(null))
  from.on('error', () => to.destroy())
  from.on('close', () => add(null))
}

interface Session {
  isWaiting: boolean
  sent: string
  received: string
}

class Counter {
  #connections = 0
  #roundTrips = 0
  #fetchRows = 0
  #bytesReceived = 0
  readonly #commands: string[] = []

  begin(): Session {
    this.#connections++
    this.#roundTrips++
    return { isWaiting: false, sent: '', received: '' }
  }

  sent(session: Session, octets: Buffer): void {
    if (!session.isWaiting) this.#roundTrips++
    session.isWaiting = true
    const lines = (session.sent + octets.toString('latin1')).split('\r\n')
    session.sent = lines.pop()!.slice(0, LONGEST_COMMAND)
    for (const line of lines) {
      const command = /^\w+ ((?:UID )?[A-Z]+\b.*)/.exec(line)?.[1]
      if (command !== undefined) this.#commands.push(command.slice(0, LONGEST_COMMAND))
    }
  }

  received(session: Session, octets: Buffer): void {
    session.isWaiting = false
    this.#bytesReceived += octets.length
    const text = session.received + octets.toString('latin1')
    const end = text.lastIndexOf('\n') + 1
    this.#fetchRows += text.slice(0, end).match(/^\* \d+ FETCH \(/gm)?.length ?? 0
    // Of a line that has not ended its begin tells what it is.
    session.received = text.slice(end, end + LONGEST_COMMAND)
  }

  traffic(): Traffic {
    return {
      connections: this.#connections,
      roundTrips: this.#roundTrips,
      commands: this.#commands,
      fetchRows: this.#fetchRows,
      bytesReceived: this.#bytesReceived,
    }
  }
}
