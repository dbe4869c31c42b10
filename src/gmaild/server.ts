import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import { dispatch } from './dispatch.ts'
import { FaultySocket } from './faults/faulty-socket.ts'
import { Session } from './session.ts'
import type { Settings } from './settings.ts'
import type { GmaildOptions } from './types.ts'
import { readCommand } from './wire/command-reader.ts'
import { Refusal } from './wire/refusal.ts'

/** Listens and runs a session for every connection. */
export class ImapServer {
  readonly #settings: Settings
  readonly #server: Server
  readonly #sessions = new Set<Session>()
  #connections = 0

  constructor(settings: Settings, tls: GmaildOptions['tls']) {
    this.#settings = settings
    const accept = (socket: Socket): void => void this.#serve(socket)
    this.#server = tls === undefined ? createServer(accept) : createTlsServer({ ...tls }, accept)
    this.#server.on('tlsClientError', () => undefined)
  }

  get connectionCount(): number {
    return this.#sessions.size
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', resolve)
    })
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : port
  }

  async close(): Promise<void> {
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    for (const session of this.#sessions) session.socket.destroy()
    await closed
  }

  async #serve(socket: Socket): Promise<void> {
    const connection = ++this.#connections
    socket.setNoDelay(true)
    const fault = this.#settings.wire?.(connection)
    const wire: Duplex = fault === undefined ? socket : new FaultySocket(socket, fault)
    const session = new Session(wire, this.#settings, {
      connection,
      loggedIn: () => [...this.#sessions].filter(other => other.authenticated).length,
    })
    this.#sessions.add(session)
    wire.on('data', (chunk: Buffer) => session.receive(chunk))
    wire.on('end', () => session.reader.end())
    wire.on('error', () => wire.destroy())
    wire.on('close', () => {
      session.closed()
      this.#sessions.delete(session)
    })
    session.output.write(fault?.greeting ?? '* OK Gimap ready for requests from 127.0.0.1 gmaild\r\n')
    session.output.flush()
    await run(session)
    session.output.drop()
  }
}

/** Commands one after the other, in the order in which they came, pipelined or not. */
async function run(session: Session): Promise<void> {
  const started = { text: '' }
  const rules = {
    limit: (before: string): number => literalLimit(session, before),
    goAhead: () => session.continuation('go ahead'),
    get nonSync() {
      return session.authenticated
    },
  }
  while (!session.ended) {
    try {
      const text = await readCommand(session.reader, rules, started)
      if (text === undefined) return
      await dispatch(session, text)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (!refuseStarted(session, started.text, error)) return
    }
  }
}

/** APPEND's message may be as large as APPENDLIMIT; nothing else needs more than a line. */
function literalLimit(session: Session, before: string): number {
  return /^\S+ APPEND /i.test(before) && session.authenticated ? session.settings.appendLimit : 65_536
}

/** Answers a command that was not read to its end. False: the connection is over. */
function refuseStarted(session: Session, started: string, refusal: Refusal): boolean {
  const tag = /^[^\x00-\x20\x7f-\xff(){%*"\\+]+/.exec(started)?.[0] ?? '*'
  session.line(`${tag} ${refusal.status} ${refusal.message}`)
  session.output.flush()
  const lost = refusal.message === 'Command line too long' || /\{\d+\+\}\r\n$/.test(started)
  if (lost) session.end()
  return !lost
}
