import { connect, type Socket } from 'node:net'
import type { Gmaild } from '../../src/gmaild/index.ts'

export interface Answer {
  /** Untagged responses, literals inline, octets as latin1. */
  readonly lines: readonly string[]
  /** Without the tag. */
  readonly tagged: string
}

/** Speaks IMAP by hand: what is sent is what the test says, octet for octet. */
export class WireClient implements AsyncDisposable {
  readonly #socket: Socket
  #buffer = ''
  #all = ''
  #tag = 0
  #closed = false
  #wake: () => void = () => undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      this.#buffer += chunk.toString('latin1')
      this.#all += chunk.toString('latin1')
      this.#wake()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#closed = true
      this.#wake()
    })
  }

  /** Connected and past the greeting. */
  static async connect(server: Pick<Gmaild, 'host' | 'port'>): Promise<WireClient> {
    const client = new WireClient(connect(server.port, server.host))
    await client.response()
    return client
  }

  static async login(gmaild: Gmaild): Promise<WireClient> {
    const client = await WireClient.connect(gmaild)
    await client.command(`LOGIN ${gmaild.user} ${gmaild.password}`)
    return client
  }

  get closed(): boolean {
    return this.#closed
  }

  /** What no answer was made of yet. */
  get received(): string {
    return this.#buffer
  }

  /** What the server sent, from its greeting on. */
  get all(): string {
    return this.#all
  }

  send(octets: string): void {
    this.#socket.write(octets, 'latin1')
  }

  /** `text` may hold literals: `{n}\r\n…`; those that wait are sent after the continuation. */
  async command(text: string): Promise<Answer> {
    const tag = `t${++this.#tag}`
    const lines: string[] = []
    const pieces = `${tag} ${text}\r\n`.split(/(?<=\{\d+\}\r\n)/)
    for (const [index, piece] of pieces.entries()) {
      this.send(piece)
      if (index === pieces.length - 1) break
      const line = await this.response()
      if (line.startsWith(`${tag} `)) return { lines, tagged: line.slice(tag.length + 1) }
    }
    for (;;) {
      const line = await this.response()
      if (line.startsWith(`${tag} `)) return { lines, tagged: line.slice(tag.length + 1) }
      lines.push(line)
    }
  }

  /** The next whole response, its literals inline; throws when the connection closes before its end. */
  async response(): Promise<string> {
    for (;;) {
      const end = endOfResponse(this.#buffer)
      if (end >= 0) {
        const line = this.#buffer.slice(0, end)
        this.#buffer = this.#buffer.slice(end + 2)
        return line
      }
      if (this.#closed) throw new Error(`connection closed after ${JSON.stringify(this.#buffer)}`)
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }

  /** Resolves when the server has closed; gives what came last. */
  async untilClosed(): Promise<string> {
    while (!this.#closed) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    return this.#buffer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy()
    await this.untilClosed()
  }
}

function endOfResponse(buffer: string): number {
  for (let from = 0; ; ) {
    const end = buffer.indexOf('\r\n', from)
    if (end < 0) return -1
    const literal = /\{(\d+)\}$/.exec(buffer.slice(from, end))
    if (literal === null) return end
    from = end + 2 + Number(literal[1])
    if (from > buffer.length) return -1
  }
}

/** Numbers of a `* SEARCH` answer. */
export function found(answer: Answer): number[] {
  const line = answer.lines.find(candidate => candidate.startsWith('* SEARCH'))
  return line === undefined ? [] : line.split(' ').slice(2).map(Number)
}

export function utf8(text: string): string {
  return Buffer.from(text).toString('latin1')
}

export function literal(text: string): string {
  const octets = utf8(text)
  return `{${octets.length}}\r\n${octets}`
}

export interface SmallMessage {
  readonly subject?: string
  readonly from?: string
  readonly id?: string
  readonly body?: string
  readonly headers?: readonly string[]
}

export function messageText(message: SmallMessage): string {
  const lines = [
    `From: ${message.from ?? 'Ada <ada@northwind.example>'}`,
    'To: demo@gmail.example',
    `Subject: ${message.subject ?? 'A subject'}`,
    ...(message.id === undefined ? [] : [`Message-ID: <${message.id}>`]),
    ...(message.headers ?? []),
    '',
    message.body ?? 'Hello.',
    '',
  ]
  return lines.join('\r\n')
}
