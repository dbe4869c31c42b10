import { createServer, type Server, type Socket } from 'node:net'
import type { GmaildAccount } from '../account-door.ts'
import type { Settings } from '../settings.ts'
import { type SentMail, SmtpSession } from './session.ts'

/** Gmail's side of sending: what an account sends is in Sent, and in its Inbox when it is for itself. Nothing goes anywhere else. */
export class SmtpServer {
  readonly #settings: Settings
  readonly #account: GmaildAccount
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(settings: Settings, account: GmaildAccount) {
    this.#settings = settings
    this.#account = account
    this.#server = createServer(socket => this.#serve(socket))
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  async close(): Promise<void> {
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#sockets.delete(socket))
    const session = new SmtpSession(
      this.#settings,
      text => socket.write(text, 'latin1'),
      mail => this.#file(mail),
    )
    socket.on('data', (chunk: Buffer) => {
      session.receive(chunk.toString('latin1'))
      if (session.isEnded) socket.end()
    })
  }

  #file({ to, octets }: SentMail): void {
    const own = this.#settings.user.toLowerCase()
    const isForItself = to.some(address => address.toLowerCase() === own)
    this.#account.append({
      raw: Buffer.from(octets, 'latin1'),
      labels: isForItself ? ['\\Sent', '\\Inbox'] : ['\\Sent'],
      flags: isForItself ? [] : ['\\Seen'],
    })
  }
}
