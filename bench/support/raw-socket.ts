import { connect, type Socket } from 'node:net'

/** Longer than a tagged answer. */
const TAIL = 1000

/** Sends IMAP commands and parses nothing: it counts octets, and looks for the end of each answer. */
export class RawSocket {
  readonly #socket: Socket
  #tag = 0

  private constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Logged in, with the mailbox examined. */
  static async open(port: number, user: string, mailbox = 'INBOX'): Promise<RawSocket> {
    const raw = new RawSocket(connect(port, '127.0.0.1').setNoDelay(true))
    await raw.ask(`LOGIN ${user} secret`)
    await raw.ask(`EXAMINE "${mailbox}"`)
    return raw
  }

  /** Answers how many octets came. @throws when the tagged answer is not OK */
  ask(command: string): Promise<number> {
    const tag = `A${++this.#tag}`
    return new Promise((resolve, reject) => {
      let tail = ''
      let octets = 0
      const look = (chunk: Buffer) => {
        octets += chunk.length
        tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - TAIL))).slice(-TAIL)
        if (!new RegExp(`(^|\n)${tag} [^\n]*\n$`).test(tail)) return
        this.#socket.off('data', look)
        if (tail.includes(`${tag} OK`)) resolve(octets)
        else reject(new Error(tail))
      }
      this.#socket.on('data', look)
      this.#socket.once('error', reject)
      this.#socket.write(`${tag} ${command}\r\n`)
    })
  }

  /** All UIDs of the mailbox. */
  async uids(): Promise<number[]> {
    const { promise, resolve } = Promise.withResolvers<number[]>()
    let text = ''
    const look = (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const found = /^\* SEARCH([\d ]*)/m.exec(text)
      if (!found || !/^\w+ OK/m.test(text)) return
      this.#socket.off('data', look)
      resolve(found[1]!.trim().split(' ').map(Number))
    }
    this.#socket.on('data', look)
    this.#socket.write(`A${++this.#tag} UID SEARCH ALL\r\n`)
    return await promise
  }

  /** Literals of any length, many on the way at once (LITERAL+, RFC 7888). */
  async append(mailbox: string, messages: Iterable<AppendedMessage>): Promise<number> {
    const onTheWay: Promise<unknown>[] = []
    let count = 0
    for (const { raw, flags, date } of messages) {
      const when = date === null ? '' : `"${date}" `
      this.#socket.cork()
      const answer = this.#begin(`APPEND "${mailbox}" (${flags.join(' ')}) ${when}{${raw.length}+}`)
      this.#socket.write(raw)
      this.#socket.write('\r\n')
      this.#socket.uncork()
      count++
      onTheWay.push(answer)
      if (onTheWay.length >= 50) await onTheWay.shift()
    }
    await Promise.all(onTheWay)
    return count
  }

  readonly #awaited = new Map<string, { resolve: () => void; reject: (error: Error) => void }>()
  #begun = ''
  #isListening = false

  /** As `ask`, for answers that are short: several commands may be on the way. */
  #begin(command: string): Promise<void> {
    const tag = `B${++this.#tag}`
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#awaited.set(tag, { resolve, reject })
    if (!this.#isListening) this.#socket.on('data', (octets: Buffer) => this.#lines(octets))
    this.#isListening = true
    this.#socket.write(`${tag} ${command}\r\n`)
    return promise
  }

  #lines(octets: Buffer): void {
    const lines = (this.#begun + octets.toString('latin1')).split('\r\n')
    this.#begun = lines.pop()!.slice(0, TAIL)
    for (const line of lines) {
      const [tag = '', status] = line.split(' ', 2)
      const waiting = this.#awaited.get(tag)
      if (!waiting) continue
      this.#awaited.delete(tag)
      if (status === 'OK') waiting.resolve()
      else waiting.reject(new Error(line))
    }
  }

  close(): void {
    this.#socket.destroy()
  }
}

export interface AppendedMessage {
  readonly raw: Buffer
  readonly flags: readonly string[]
  /** INTERNALDATE as APPEND has it; null is now. */
  readonly date: string | null
}
