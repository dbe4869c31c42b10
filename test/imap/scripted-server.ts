import { createServer, type Socket } from 'node:net'
import { beforeAll, describe } from 'vitest'
import { ImapSource } from '../../src/imap/imap-source.ts'
import type { ImapSourceOptions } from '../../src/imap/options.ts'
import type { Notice } from '../../src/util/notice.ts'
import { Secret } from '../../src/util/secret.ts'

/**
 * What a command is answered with: lines without line ends (`$TAG` is its tag), or raw bytes, or a function
 * that does more.
 */
export type Answer = readonly (string | Buffer)[] | ((exchange: Exchange) => void)

export interface Exchange {
  readonly tag: string
  readonly line: string
  readonly socket: Socket
  /** The next line of the client, e.g. of an AUTHENTICATE exchange. */
  next(): Promise<string>
}

export interface Script {
  /** null: nothing is said. Default `* OK ready`. */
  readonly greeting?: string | Buffer | null
  readonly capability?: string
  /** By command name in upper case: `UID FETCH`, `EXAMINE`. They override the default answers. */
  readonly answers?: Readonly<Record<string, Answer>>
}

export interface ScriptedServer extends AsyncDisposable {
  readonly port: number
  /** Every line received, over all connections. */
  readonly lines: string[]
  readonly connections: () => number
}

export const CAPABILITY =
  'IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 ID NAMESPACE ENABLE CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS SPECIAL-USE LITERAL-'

const DEFAULTS: Readonly<Record<string, Answer>> = {
  ID: ['* ID NIL', '$TAG OK done'],
  NAMESPACE: ['* NAMESPACE (("" "/")) NIL NIL', '$TAG OK done'],
  ENABLE: ['* ENABLED CONDSTORE', '$TAG OK done'],
  LOGIN: ['$TAG OK logged in'],
  LOGOUT: ['* BYE bye', '$TAG OK done'],
  EXAMINE: [
    '* 3 EXISTS',
    '* OK [UIDVALIDITY 7] ok',
    '* OK [UIDNEXT 4] ok',
    '* OK [HIGHESTMODSEQ 9] ok',
    '$TAG OK [READ-ONLY] done',
  ],
  AUTHENTICATE: async ({ tag, line, socket, next }) => {
    if (/PLAIN$/.test(line)) {
      socket.write('+ \r\n')
      await next()
    }
    socket.write(`${tag} OK logged in\r\n`)
  },
}

/** A server that says what the script says, for answers that no real server gives. */
export async function startScripted(script: Script = {}): Promise<ScriptedServer> {
  const lines: string[] = []
  const sockets = new Set<Socket>()
  let count = 0
  const answers: Readonly<Record<string, Answer>> = {
    CAPABILITY: [`* CAPABILITY ${script.capability ?? CAPABILITY}`, '$TAG OK done'],
    ...DEFAULTS,
    ...script.answers,
  }
  const server = createServer(socket => {
    count++
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    const greeting = script.greeting === undefined ? '* OK ready\r\n' : script.greeting
    if (greeting !== null) socket.write(greeting)
    converse(socket, answers, lines)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as { port: number }).port
  return {
    port,
    lines,
    connections: () => count,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function converse(socket: Socket, answers: Readonly<Record<string, Answer>>, lines: string[]): void {
  let buffered = ''
  let waiting: ((line: string) => void) | null = null
  const next = () =>
    new Promise<string>(resolve => {
      waiting = resolve
    })
  socket.on('data', chunk => {
    buffered += chunk.toString('latin1')
    for (let end = buffered.indexOf('\r\n'); end >= 0; end = buffered.indexOf('\r\n')) {
      const line = buffered.slice(0, end)
      buffered = buffered.slice(end + 2)
      lines.push(line)
      const taken = waiting
      waiting = null
      if (taken === null) reply({ tag: line.split(' ', 1)[0]!, line, socket, next }, answers)
      else taken(line)
    }
  })
}

function reply(exchange: Exchange, answers: Readonly<Record<string, Answer>>): void {
  const { tag, line, socket } = exchange
  const name = /^\S+ ((?:UID )?[A-Za-z]+)/.exec(line)?.[1]?.toUpperCase() ?? ''
  const answer = answers[name] ?? ['$TAG BAD unknown command']
  if (typeof answer === 'function') answer(exchange)
  else
    for (const part of answer)
      socket.write(typeof part === 'string' ? `${part.replace('$TAG', tag)}\r\n` : part)
}

export type FetchEngine = NonNullable<ImapSourceOptions['fetchEngine']>
export const ENGINES: readonly FetchEngine[] = ['Auto', 'ImapFlow']
let engine: FetchEngine = 'Auto'

/** Tests that hold whichever code reads the answers to FETCH: `clientOf` makes clients with each in turn. */
export function describeBoth(name: string, body: () => void): void {
  describe.each(ENGINES)(`${name} (FetchEngine=%s)`, each => {
    beforeAll(() => {
      engine = each
    })
    body()
  })
}

export interface Client extends AsyncDisposable {
  readonly source: ImapSource
  readonly notices: Notice[]
}

/** A source for a server on this machine, closed at the end of its scope. */
export function clientOf(port: number, options: Partial<ImapSourceOptions> = {}): Client {
  const notices: Notice[] = []
  const source = new ImapSource({
    host: '127.0.0.1',
    port,
    tls: 'None',
    user: 'me@example.com',
    credentials: async () => ({ kind: 'password', value: new Secret('secret') }),
    timeoutSeconds: 5,
    onNotice: notice => notices.push(notice),
    fetchEngine: engine,
    ...options,
  })
  return { source, notices, [Symbol.asyncDispose]: () => source.close() }
}
