import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { dial } from '../net/dial.ts'
import { peerFault, tlsOptions } from '../net/peer-certificate.ts'
import type { ProxyServer } from '../net/proxy.ts'
import type { ServerTrust } from '../net/server-cert.ts'
import { connectError } from './connect-errors.ts'
import { type ErrorContext, failure } from './errors.ts'
import { cleanServerText } from './server-text.ts'
import { certificateError } from './tls-errors.ts'

export interface ProbeOptions {
  readonly host: string
  readonly port: number
  readonly tls: 'Implicit' | 'StartTLS' | 'None'
  readonly trust: ServerTrust
  readonly proxy: ProxyServer | null
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** What a server shows before anybody logs in. */
export interface ServerProbe {
  /** Host and port. */
  readonly server: string
  /** Null without TLS. */
  readonly encryption: {
    /** `TLSv1.3` */
    readonly protocol: string
    /** Who signed the certificate. */
    readonly issuer: string
    /** Its last day, `2027-01-31`. */
    readonly validTo: string
  } | null
  /** As CAPABILITY lists them, in capitals. */
  readonly capabilities: readonly string[]
}

/** More than any greeting or list of capabilities. */
const MOST_OCTETS = 64_000

/**
 * Connects, secures, asks for the capabilities, and says goodbye; no login is tried.
 * @throws CONNECT, TLS_REFUSED, PROTOCOL; the signal's reason
 */
export async function probeServer(options: ProbeOptions): Promise<ServerProbe> {
  const { host, port, timeoutMs, signal } = options
  const context: ErrorContext = { host, port, user: '', secrets: [] }
  const either = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  let socket: Socket | undefined
  const server = `${host}:${port}`
  try {
    socket = await dial({ host, port }, { proxy: options.proxy, timeoutMs, signal })
    const destroy = () => socket?.destroy()
    either.addEventListener('abort', destroy, { once: true })
    return { server, ...(await examine(socket, options, context)) }
  } catch (error) {
    signal.throwIfAborted()
    throw connectError(error, context, { kind: 'password', secure: options.tls === 'Implicit' })
  } finally {
    socket?.destroy()
  }
}

type Shown = Omit<ServerProbe, 'server'>

async function examine(plain: Socket, options: ProbeOptions, context: ErrorContext): Promise<Shown> {
  if (options.tls === 'Implicit') {
    const socket = await secure(plain, options, context)
    await greeting(socket, context)
    return { encryption: encryptionOf(socket), capabilities: await capabilitiesOf(socket) }
  }
  await greeting(plain, context)
  if (options.tls === 'None') return { encryption: null, capabilities: await capabilitiesOf(plain) }
  const answer = await ask(plain, 'S STARTTLS\r\n', /^S [^\n]*\n/im)
  if (!/^S OK/im.test(answer)) throw Object.assign(new Error('no STARTTLS'), { tlsFailed: true })
  const socket = await secure(plain, options, context)
  return { encryption: encryptionOf(socket), capabilities: await capabilitiesOf(socket) }
}

async function secure(
  socket: Socket,
  { host, trust }: ProbeOptions,
  context: ErrorContext,
): Promise<TLSSocket> {
  const secured = connectTls({ ...tlsOptions(host, trust), socket })
  await once(secured, 'secureConnect')
  const fault = peerFault(secured, trust)
  if (fault) throw certificateError(fault, context)
  return secured
}

async function greeting(socket: Socket, context: ErrorContext): Promise<void> {
  const line = await ask(socket, '', /\n/)
  if (/^\* OK/i.test(line)) return
  const text = JSON.stringify(cleanServerText(line.slice(0, 80), []))
  throw failure(
    'PROTOCOL',
    `${context.host}:${context.port} did not greet as an IMAP server, but with ${text}.`,
    {
      hint: 'Check Server and Port: IMAP with TLS is port 993.',
    },
  )
}

async function capabilitiesOf(socket: Socket): Promise<readonly string[]> {
  const answer = await ask(socket, 'C CAPABILITY\r\n', /^C [^\n]*\n/im)
  socket.write('L LOGOUT\r\n')
  const [, list = ''] = /^\* CAPABILITY ([^\r\n]*)/im.exec(answer) ?? []
  return cleanServerText(list, [])
    .toUpperCase()
    .split(' ')
    .filter(name => name !== '')
}

/** Sends a line and reads until the answer has come. */
function ask(socket: Socket, line: string, until: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let said = ''
  const take = (chunk: Buffer) => {
    said += chunk.toString('latin1')
    if (until.test(said)) resolve(said)
    else if (said.length > MOST_OCTETS) reject(new Error('the answer has no end'))
  }
  const closed = () => reject(new Error('closed'))
  socket.on('data', take).on('error', reject).on('close', closed)
  socket.write(line)
  return promise.finally(() => socket.off('data', take).off('close', closed))
}

function encryptionOf(socket: TLSSocket): ServerProbe['encryption'] {
  const { issuer, valid_to: validTo } = socket.getPeerCertificate()
  const end = new Date(validTo)
  return {
    protocol: socket.getProtocol() ?? '',
    issuer: cleanServerText(String(issuer?.O ?? issuer?.CN ?? 'itself'), []),
    validTo: Number.isNaN(end.getTime()) ? '' : end.toISOString().slice(0, 10),
  }
}
