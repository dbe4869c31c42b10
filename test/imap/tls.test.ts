import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectPlain, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { describe, expect, it } from 'vitest'
import type { ImapSourceOptions } from '../../src/imap/options.ts'
import type { Notice } from '../../src/util/notice.ts'
import { socksProxy } from '../support/proxies.ts'
import { AUTHORITY, EXPIRED, GOOD, KEY, OTHER_NAME, SELF_SIGNED } from './certificates.ts'
import { type Answer, CAPABILITY, clientOf, startScripted } from './scripted-server.ts'

interface Attempt {
  readonly error: unknown
  readonly notices: readonly Notice[]
  /** Lines that reached the IMAP server: none when the connection is refused. */
  readonly received: readonly string[]
}

/** A TLS server in front of a scripted one, and one attempt to log in. */
async function connectTo(cert: string, options: Partial<ImapSourceOptions> = {}): Promise<Attempt> {
  await using behind = await startScripted()
  const front = tls.createServer({ key: KEY, cert }, socket => {
    const inner = connectPlain(behind.port, '127.0.0.1')
    socket.pipe(inner).pipe(socket)
    socket.on('error', () => inner.destroy())
    inner.on('error', () => socket.destroy())
  })
  front.on('tlsClientError', () => {})
  await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve))
  await using client = clientOf((front.address() as { port: number }).port, { tls: 'Implicit', ...options })
  const error = await client.source.traits().then(
    () => null,
    (reason: unknown) => reason,
  )
  await client.source.close()
  front.close()
  return { error, notices: client.notices, received: behind.lines }
}

function refusedFor(text: string) {
  return expect.objectContaining({ code: 'TLS_REFUSED', message: expect.stringContaining(text) })
}

describe('the certificate of the server', () => {
  it('is refused by its fault, before a byte of the login is sent', async () => {
    const faults: readonly [string, string, string | undefined][] = [
      [SELF_SIGNED, 'self-signed', undefined],
      [GOOD, 'issuer of its certificate is not known', undefined],
      [EXPIRED, 'expired', AUTHORITY],
      [OTHER_NAME, 'another name', AUTHORITY],
    ]
    for (const [cert, text, serverCert] of faults) {
      const { error, received } = await connectTo(cert, { serverCert })
      expect(error).toEqual(refusedFor(text))
      expect(received).toEqual([])
    }
  })

  it('is judged through a firewall as it is directly', async () => {
    await using firewall = await socksProxy()
    const login = { user: null, password: null }
    const proxy = { kind: 'socks5h', host: '127.0.0.1', port: firewall.port, source: 'x', ...login } as const
    const through = { proxy, serverCert: AUTHORITY }
    expect((await connectTo(GOOD, through)).error).toBeNull()
    expect((await connectTo(EXPIRED, through)).error).toEqual(refusedFor('expired'))
    const { error, received } = await connectTo(OTHER_NAME, through)
    expect(error).toEqual(refusedFor('another name'))
    expect(received).toEqual([])
    expect(firewall.asked).toHaveLength(3)
  })

  it('is accepted when its authority is given as PEM text or as a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
    const file = join(folder, 'authority.pem')
    writeFileSync(file, AUTHORITY)
    try {
      expect((await connectTo(GOOD, { serverCert: AUTHORITY })).error).toBeNull()
      expect((await connectTo(GOOD, { serverCert: file })).error).toBeNull()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('is accepted when it is the pinned one, whatever its name and dates', async () => {
    for (const cert of [SELF_SIGNED, EXPIRED, OTHER_NAME]) {
      const fingerprint = new X509Certificate(cert).fingerprint256
      expect((await connectTo(cert, { serverCert: fingerprint })).error).toBeNull()
      expect(
        (await connectTo(cert, { serverCert: fingerprint.replaceAll(':', '').toLowerCase() })).error,
      ).toBeNull()
      expect((await connectTo(cert, { serverCert: cert })).error).toBeNull()
    }
  })

  it('is refused when another one is pinned, and the hint says how to accept it', async () => {
    const pinned = new X509Certificate(GOOD).fingerprint256
    const { error, received } = await connectTo(SELF_SIGNED, { serverCert: pinned })
    expect(error).toEqual(refusedFor('not the one of SSLServerCert'))
    const shown = new X509Certificate(SELF_SIGNED).fingerprint256.replaceAll(':', '').toLowerCase()
    expect(error).toMatchObject({ hint: expect.stringContaining(shown) })
    expect(received).toEqual([])
  })

  it('is not looked at with an asterisk, which is told', async () => {
    const { error, notices } = await connectTo(SELF_SIGNED, { serverCert: '*' })
    expect(error).toBeNull()
    expect(notices).toEqual([expect.objectContaining({ code: 'ANY_CERTIFICATE' })])
  })

  it('must be readable where it is named', () => {
    const name = '/no/such/file.pem'
    expect(() => clientOf(993, { tls: 'Implicit', serverCert: name })).toThrow(
      expect.objectContaining({ code: 'CERT_UNREADABLE', message: expect.stringContaining(name) }),
    )
    const damaged = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
    expect(() => clientOf(993, { tls: 'Implicit', serverCert: damaged })).toThrow(
      expect.objectContaining({ code: 'CERT_UNREADABLE' }),
    )
  })
})

describe('the TLS protocol', () => {
  it('is named as missing when the port speaks plain text', async () => {
    await using server = await startScripted()
    await using client = clientOf(server.port, { tls: 'Implicit' })
    await expect(client.source.traits()).rejects.toEqual(refusedFor('does not speak TLS on this port'))
  })

  it('is refused below version 1.2', async () => {
    // A ServerHello record of TLS 1.0 (RFC 5246 §7.4.1.3), by hand: OpenSSL here no longer speaks it.
    const hello = Buffer.concat([
      Buffer.from('160301002a020000260301', 'hex'),
      Buffer.alloc(32, 7),
      Buffer.from('00002f00', 'hex'),
    ])
    const server = createServer(socket => {
      socket.on('error', () => {})
      socket.once('data', () => socket.write(hello))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    await using client = clientOf((server.address() as { port: number }).port, { tls: 'Implicit' })
    await expect(client.source.traits()).rejects.toEqual(refusedFor('TLS 1.2'))
    server.close()
  })
})

describe('STARTTLS', () => {
  async function attempt(
    capability: string,
    greeting: string,
    answer: Answer,
  ): Promise<{ error: unknown; lines: string[] }> {
    await using server = await startScripted({ capability, greeting, answers: { STARTTLS: answer } })
    await using client = clientOf(server.port, { tls: 'StartTLS', serverCert: AUTHORITY })
    const error = await client.source.traits().catch((reason: unknown) => reason)
    return { error, lines: server.lines }
  }
  const withStartTls = `${CAPABILITY} STARTTLS`

  it('must be offered: a login in plain text is not tried', async () => {
    const { error, lines } = await attempt(CAPABILITY, '* OK ready\r\n', [])
    expect(error).toEqual(refusedFor('STARTTLS failed or is not offered'))
    expect(lines.join()).not.toContain('AUTHENTICATE')
  })

  it('is not skipped by a PREAUTH greeting', async () => {
    const { error, lines } = await attempt(withStartTls, '* PREAUTH hello\r\n', [])
    expect(error).toMatchObject({ code: 'PROTOCOL' })
    expect(lines.join()).not.toContain('EXAMINE')
  })

  it('refuses what was slipped in before the handshake', async () => {
    const injected: Answer = ({ tag, socket }) =>
      socket.write(`${tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n`)
    const { error, lines } = await attempt(withStartTls, '* OK ready\r\n', injected)
    expect(error).toMatchObject({ code: 'PROTOCOL', message: expect.stringContaining('STARTTLS') })
    expect(lines.join()).not.toContain('AUTHENTICATE')
  })

  it('checks the certificate as TLS from the start does', async () => {
    const handshake =
      (cert: string): Answer =>
      ({ tag, socket }) => {
        socket.removeAllListeners('data')
        socket.write(`${tag} OK begin\r\n`)
        const secure = new tls.TLSSocket(socket, { isServer: true, key: KEY, cert })
        secure.on('error', () => {})
      }
    const { error } = await attempt(withStartTls, '* OK ready\r\n', handshake(EXPIRED))
    expect(error).toEqual(refusedFor('expired'))
  })
})
