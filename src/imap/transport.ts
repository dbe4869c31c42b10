import type net from 'node:net'
import tls from 'node:tls'
import type {
  ImapTransport,
  ImapTransportConnectOptions,
  ImapTransportOptions,
  ImapTransportSocket,
} from 'imapflow'
import { anyCertificateNotice, peerFault, tlsOptions } from '../net/peer-certificate.ts'
import type { ServerTrust } from '../net/server-cert.ts'
import type { GmailSqlError } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'
import { type ErrorContext, failure } from './errors.ts'
import { WireSocket } from './lane/wire-socket.ts'
import { cleanServerText } from './server-text.ts'
import { certificateError } from './tls-errors.ts'
import type { Traffic } from './traffic.ts'

export interface TransportOptions {
  readonly trust: ServerTrust
  readonly context: ErrorContext
  readonly onNotice: (notice: Notice) => void
  /** Of the account. */
  readonly traffic?: Traffic | undefined
}

/** Enough to see `* OK`, `* BYE` or `* PREAUTH`. */
const GREETING_PREFIX = 9

/**
 * The socket under imapflow. It is ours because the certificate must be judged (a pinned one, or `*`) and the
 * greeting looked at before imapflow sends the first byte of a login. `failure` tells why we closed the
 * socket ourselves.
 */
export class Transport implements ImapTransport {
  failure: GmailSqlError | null = null
  /** How far the connection came. */
  state: 'new' | 'open' | 'greeted' = 'new'
  /** Connected to the server, directly or through a proxy, before imapflow asks for it. */
  dialed: net.Socket | null = null
  readonly #options: TransportOptions
  #wire: WireSocket | null = null
  #received = 0

  constructor(options: TransportOptions) {
    this.#options = options
  }

  /** The socket in use, that of STARTTLS once it is over TLS. */
  get wire(): WireSocket {
    if (this.#wire === null) throw failure('INTERNAL', 'The connection was not begun.')
    return this.#wire
  }

  /** Octets of IMAP so far. */
  get received(): number {
    return this.#received
  }

  connect(options: ImapTransportConnectOptions, onConnect: () => void): ImapTransportSocket {
    const ready = (socket: net.Socket, wire: WireSocket) => {
      this.state = 'open'
      socket.setNoDelay(true)
      onConnect()
      this.#watchGreeting(socket)
      wire.start()
    }
    const socket = this.dialed
    if (socket === null) throw failure('INTERNAL', 'The mail server was not dialed.')
    if (options.secure)
      return this.#secure({ socket, host: options.host, port: options.port }, options, ready)
    const wire = this.#wrap(socket)
    // imapflow wants to have the socket before it is told of it.
    setImmediate(() => ready(socket, wire))
    return wire
  }

  /** STARTTLS: TLS over the socket that connect() returned. */
  upgrade(
    _plain: ImapTransportSocket,
    options: ImapTransportOptions,
    onSecure: () => void,
  ): ImapTransportSocket {
    const { socket } = this.wire
    this.wire.release()
    return this.#secure({ socket, host: options.host, port: options.port }, options, (_, wire) => {
      onSecure()
      wire.start()
    })
  }

  #wrap(socket: net.Socket): WireSocket {
    const { traffic } = this.#options
    this.#wire = new WireSocket(socket, {
      received: octets => {
        this.#received += octets
        traffic?.add(octets, 0)
      },
      sent: octets => traffic?.add(0, octets),
    })
    return this.#wire
  }

  #secure(
    base: tls.ConnectionOptions,
    options: ImapTransportOptions,
    ready: (socket: tls.TLSSocket, wire: WireSocket) => void,
  ): WireSocket {
    const { trust } = this.#options
    const socket = tls.connect({ ...tlsOptions(options.host, trust), ...base })
    const wire = this.#wrap(socket)
    socket.once('secureConnect', () => {
      const refused = this.#judge(socket)
      if (refused === null) ready(socket, wire)
      else this.#fail(socket, refused)
    })
    return wire
  }

  #judge(socket: tls.TLSSocket): GmailSqlError | null {
    const { trust, context, onNotice } = this.#options
    if (trust.kind === 'any') onNotice(anyCertificateNotice(context.host, socket))
    const fault = peerFault(socket, trust)
    return fault === null ? null : certificateError(fault, context)
  }

  /**
   * RFC 9051 §7.1: a greeting is OK, BYE or PREAUTH. PREAUTH would skip the login, so that anybody's mail
   * could be shown.
   */
  #watchGreeting(socket: net.Socket): void {
    let seen = ''
    const look = (chunk: Buffer) => {
      this.state = 'greeted'
      seen += chunk.toString('latin1', 0, 200)
      const refused = this.#judgeGreeting(seen)
      if (refused !== null) this.#fail(socket, refused)
      if (refused !== null || seen.length >= GREETING_PREFIX) socket.removeListener('data', look)
    }
    socket.on('data', look)
  }

  #judgeGreeting(seen: string): GmailSqlError | null {
    const { host, port, secrets } = this.#options.context
    const prefix = '* '.slice(0, seen.length)
    if (!seen.startsWith(prefix)) {
      const text = JSON.stringify(cleanServerText(seen.split(/[\r\n]/, 1)[0]!.slice(0, 80), secrets))
      return failure('PROTOCOL', `${host}:${port} did not greet as an IMAP server, but with ${text}.`, {
        hint: 'Check Server and Port: IMAP with TLS is port 993.',
      })
    }
    if (!/^\* PREAUTH/i.test(seen)) return null
    return failure(
      'PROTOCOL',
      `${host}:${port} greeted with PREAUTH: it says that somebody is logged in already.`,
      {
        hint: 'A connection without a login of ours is not used.',
      },
    )
  }

  #fail(socket: net.Socket, error: GmailSqlError): void {
    this.failure = error
    // The text of this error is never shown: `failure` is.
    socket.destroy(new Error('refused'))
  }
}
