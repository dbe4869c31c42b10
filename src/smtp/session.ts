import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import tls from 'node:tls'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Credentials } from '../net/credentials.ts'
import { dial } from '../net/dial.ts'
import { anyCertificateNotice, peerFault, tlsOptions } from '../net/peer-certificate.ts'
import { parseServerCert, type ServerTrust } from '../net/server-cert.ts'
import { GmailSqlError } from '../util/errors.ts'
import {
  connectFailure,
  loginFailure,
  type Progress,
  peerRefused,
  refusedRecipients,
  type SmtpContext,
  sendFailure,
} from './errors.ts'
import { SmtpLog } from './log-adapter.ts'
import type { Mail, Sent, SmtpOptions } from './options.ts'

/** setTimeout takes no more; the library takes 0 for its default. */
const NEVER = 2 ** 31 - 2000
/** Of one answer of the server. */
const LONGEST_ANSWER = 64 * 1024
const PIECE = 64 * 1024
/** Our way to log in by XOAUTH2: the library's own, by that name, gets tokens itself. */
const BEARER = 'BEARER'

/** One connection to a server that sends mail, for one message. */
export class SmtpSession {
  readonly #options: SmtpOptions
  readonly #credentials: Credentials
  readonly #context: SmtpContext
  readonly #trust: ServerTrust
  readonly #signal: AbortSignal
  readonly #log: SmtpLog
  #connection: SMTPConnection | undefined

  constructor(options: SmtpOptions, credentials: Credentials, signal: AbortSignal) {
    const { host, port, user } = options
    const secrets = [credentials.value.reveal()]
    this.#options = options
    this.#credentials = credentials
    this.#context = { host, port, user, secrets, isToken: credentials.kind === 'accessToken' }
    this.#trust = parseServerCert(options.serverCert)
    this.#signal = signal
    this.#log = new SmtpLog(options.logger, secrets)
  }

  /** @throws CONNECT, TLS_REFUSED, CERT_UNREADABLE, PROTOCOL */
  async open(): Promise<void> {
    try {
      const connection = this.#connect(await this.#dial())
      await this.#step(connection, done => connection.connect(done))
      this.#judgeStartTls(connection)
    } catch (error) {
      this.close()
      throw this.#signal.aborted ? this.#signal.reason : connectFailure(error, this.#context)
    }
  }

  /** @throws AUTH_REFUSED */
  async login(): Promise<void> {
    const connection = this.#open
    // A relay on the way out of this machine or network that wants no login is shown none.
    if (!connection.allowsAuth) return
    const { kind, value } = this.#credentials
    const { user } = this.#options
    const auth =
      kind === 'accessToken'
        ? { user, method: BEARER }
        : { user, credentials: { user, pass: value.reveal() } }
    try {
      await this.#step(connection, done => connection.login(auth, done))
    } catch (error) {
      throw this.#signal.aborted ? this.#signal.reason : loginFailure(error, this.#context)
    }
  }

  /**
   * Sends the message, once.
   * @throws SEND_REFUSED, MESSAGE_LIMIT, TIMEOUT, CONNECTION_LOST when it was not sent; OUTCOME_UNKNOWN when it may have been
   */
  async send(mail: Mail): Promise<Sent> {
    const connection = this.#open
    const progress: Progress = { isComplete: false }
    const envelope = {
      from: mail.from,
      to: [...mail.to],
      size: mail.octets.length,
      use8BitMime: mail.octets.some(octet => octet > 0x7f),
    }
    try {
      const content = Readable.from(piecesOf(mail.octets, progress), { objectMode: false })
      const info = await this.#step<SMTPConnection.SentMessageInfo>(connection, done =>
        connection.send(envelope, content, done),
      )
      return { refused: refusedRecipients(info?.rejectedErrors, this.#context) }
    } catch (error) {
      if (this.#signal.aborted && !progress.isComplete) throw this.#signal.reason
      throw sendFailure(error, progress, { mail, context: this.#context })
    }
  }

  /** The server has what it gets: it need not be waited for. */
  close(): void {
    this.#connection?.close()
  }

  get #open(): SMTPConnection {
    if (this.#connection === undefined) throw new GmailSqlError('INTERNAL', 'the connection was not opened')
    return this.#connection
  }

  get #timeoutMs(): number {
    return Math.min(this.#options.timeoutSeconds * 1000, NEVER)
  }

  async #dial(): Promise<Socket> {
    const { host, port, proxy, security } = this.#options
    const socket = await dial({ host, port }, { proxy, timeoutMs: this.#timeoutMs, signal: this.#signal })
    return security === 'Implicit' ? await this.#secure(socket) : socket
  }

  async #secure(base: Socket): Promise<tls.TLSSocket> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const socket = tls.connect({ ...tlsOptions(this.#options.host, this.#trust), socket: base })
    const overdue = setTimeout(
      () => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' })),
      this.#timeoutMs || NEVER,
    )
    const onAbort = () => reject(this.#signal.reason)
    this.#signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', reject)
    socket.once('close', () => reject(new Error('closed')))
    socket.once('secureConnect', resolve)
    try {
      await promise
      this.#judge(socket)
      return socket
    } catch (error) {
      socket.destroy()
      throw error
    } finally {
      clearTimeout(overdue)
      this.#signal.removeEventListener('abort', onAbort)
    }
  }

  #judge(socket: tls.TLSSocket): void {
    if (this.#trust.kind === 'any') this.#options.onNotice(anyCertificateNotice(this.#options.host, socket))
    const fault = peerFault(socket, this.#trust)
    if (fault !== null) throw peerRefused(fault, this.#context)
  }

  #connect(socket: Socket): SMTPConnection {
    const { host, port, security } = this.#options
    const timeout = this.#timeoutMs || NEVER
    this.#connection = new SMTPConnection({
      connection: socket,
      host,
      port,
      secure: security === 'Implicit',
      secured: security === 'Implicit',
      requireTLS: security === 'StartTLS',
      ignoreTLS: security === 'None',
      tls: tlsOptions(host, this.#trust),
      // Not the name of this machine, which is nobody's business.
      name: '[127.0.0.1]',
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
      maxResponseSize: LONGEST_ANSWER,
      logger: this.#log,
      debug: this.#log.isVerbose,
      customAuth: { [BEARER]: context => this.#xoauth2(context) },
    })
    return this.#connection
  }

  /** The login is not sent before the certificate of STARTTLS was looked at. */
  #judgeStartTls(connection: SMTPConnection): void {
    if (this.#options.security !== 'StartTLS') return
    const socket = connection._socket
    if (!(socket instanceof tls.TLSSocket))
      throw peerRefused({ what: 'STARTTLS failed or is not offered', fingerprint: '' }, this.#context)
    this.#judge(socket)
    if (!this.#log.wasInjected) return
    const { host, port } = this.#options
    throw new GmailSqlError(
      'PROTOCOL',
      `The mail server ${host}:${port} sent data between STARTTLS and the TLS handshake; it was not used.`,
      { hint: 'Somebody on the way may be tampering; use the port with TLS from the start (465).' },
    )
  }

  /** A refused token is told in a challenge, which must be answered by an empty line before the server says so. */
  async #xoauth2({ sendCommand }: SMTPConnection.CustomAuthenticationContext): Promise<void> {
    const { user } = this.#options
    const login = `user=${user}\u0001auth=Bearer ${this.#credentials.value.reveal()}\u0001\u0001`
    const answer = await sendCommand(`AUTH XOAUTH2 ${Buffer.from(login).toString('base64')}`)
    const last = answer.status === 334 ? await sendCommand('') : answer
    if (last.status !== 235) throw new Error('the token was refused')
  }

  /** The library tells a failure by the callback of what was asked, or by an event. */
  async #step<T = unknown>(
    connection: SMTPConnection,
    begin: (done: (error?: Error | null, result?: T) => void) => void,
  ): Promise<T | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<T | undefined>()
    const onAbort = () => {
      reject(this.#signal.reason)
      connection.close()
    }
    const onEnd = () => reject(new Error('the connection ended'))
    connection.on('error', reject)
    connection.on('end', onEnd)
    this.#signal.addEventListener('abort', onAbort, { once: true })
    if (this.#signal.aborted) onAbort()
    else begin((error, result) => (error ? reject(error) : resolve(result)))
    try {
      return await promise
    } finally {
      connection.off('end', onEnd)
      connection.off('error', reject)
      // An error that nobody listens to would end the process.
      connection.on('error', () => {})
      this.#signal.removeEventListener('abort', onAbort)
    }
  }
}

function* piecesOf(octets: Buffer, progress: Progress): Generator<Buffer> {
  for (let at = 0; at < octets.length; at += PIECE) yield octets.subarray(at, at + PIECE)
  progress.isComplete = true
}
