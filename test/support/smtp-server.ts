import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { GOOD, KEY } from '../imap/certificates.ts'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly octets: Buffer
  readonly user: string
  readonly isSecure: boolean
}

export interface TestSmtpServer extends AsyncDisposable {
  readonly port: number
  readonly mails: readonly ReceivedMail[]
  /** Of each login that was tried: method, user, and password or token. */
  readonly logins: readonly (readonly [method: string, user: string, secret: string])[]
}

interface Behaviour {
  readonly tls?: 'Implicit' | 'StartTLS' | 'None'
  readonly cert?: string
  /** What it takes for a password or a token; left out, anything. */
  readonly takes?: (secret: string) => boolean
  /** Answers to RCPT TO by address: `550 5.1.1 no such user`. */
  readonly refuses?: Readonly<Record<string, string>>
  /** What it answers a message with; left out, it takes it. */
  readonly answer?: string
  readonly options?: SMTPServerOptions
}

function refusal(answer: string): Error {
  return Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) })
}

/** A server that keeps what it is sent, on the loopback. */
export async function startSmtpServer(behaviour: Behaviour = {}): Promise<TestSmtpServer> {
  const { tls = 'None', cert = GOOD, takes = () => true, refuses = {}, answer } = behaviour
  const mails: ReceivedMail[] = []
  const logins: [string, string, string][] = []
  const server = new SMTPServer({
    secure: tls === 'Implicit',
    ...(tls === 'None' ? { hideSTARTTLS: true, allowInsecureAuth: true } : { key: KEY, cert }),
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    onAuth({ method, username = '', password, accessToken }, _session, done) {
      const secret = password ?? accessToken ?? ''
      logins.push([method, username, secret])
      if (takes(secret)) return done(null, { user: username })
      if (method !== 'XOAUTH2') return done(refusal('535 5.7.8 Username and Password not accepted'))
      done(null, { data: { status: '401', schemes: 'bearer mac', scope: 'https://mail.google.com/' } })
    },
    onRcptTo({ address }, _session, done) {
      const said = refuses[address]
      done(said === undefined ? null : refusal(said))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (answer !== undefined) return done(refusal(answer))
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          octets: Buffer.concat(chunks),
          user: String(session.user ?? ''),
          isSecure: session.secure,
        })
        done(null, 'taken')
      })
    },
    ...behaviour.options,
  })
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  await new Promise<void>(resolve => listening.once('listening', resolve))
  return {
    port: (listening.address() as { port: number }).port,
    mails,
    logins,
    [Symbol.asyncDispose]: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}
