import { connect as connectPlain, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Mail, SmtpOptions } from '../../src/smtp/options.ts'
import { sendMail } from '../../src/smtp/send-mail.ts'
import type { LogLevel } from '../../src/util/log.ts'
import type { Notice } from '../../src/util/notice.ts'
import { Secret } from '../../src/util/secret.ts'
import { AUTHORITY, EXPIRED, GOOD, OTHER_NAME, SELF_SIGNED } from '../imap/certificates.ts'
import { socksProxy } from '../support/proxies.ts'
import { answering, scripted } from '../support/scripted-smtp.ts'
import { startSmtpServer } from '../support/smtp-server.ts'

const MAIL: Mail = {
  from: 'me@example.com',
  to: ['ann@example.com', 'bob@example.com'],
  octets: Buffer.from('Subject: hello\r\n\r\n.\r\n..dots\r\nend\r\n'),
  messageId: '<made@example.com>',
}

interface Sending {
  readonly error: unknown
  readonly notices: readonly Notice[]
  readonly log: readonly string[]
  readonly refused: readonly { address: string; said: string }[]
}

async function send(
  port: number,
  given: Partial<SmtpOptions> = {},
  { mail = MAIL, signal = new AbortController().signal }: { mail?: Mail; signal?: AbortSignal } = {},
): Promise<Sending> {
  const notices: Notice[] = []
  const log: string[] = []
  const options: SmtpOptions = {
    host: '127.0.0.1',
    port,
    security: 'None',
    proxy: null,
    user: 'me@example.com',
    credentials: async () => ({ kind: 'password', value: new Secret('pass-word-1') }),
    renew: async () => false,
    accepted: async () => {},
    timeoutSeconds: 10,
    logger: { isEnabled: () => true, write: (_: LogLevel, module, text) => log.push(`${module} ${text}`) },
    onNotice: notice => notices.push(notice),
    ...given,
  }
  return await sendMail(mail, options, signal).then(
    ({ refused }) => ({ error: null, notices, log, refused }),
    (error: unknown) => ({ error, notices, log, refused: [] }),
  )
}

const code = (name: string, text = '') =>
  expect.objectContaining({ code: name, message: expect.stringContaining(text) })

describe('a message', () => {
  test('goes to the addresses of the envelope as it is, dots and all', async () => {
    await using server = await startSmtpServer()
    expect(await send(server.port)).toMatchObject({ error: null, refused: [] })
    expect(server.mails).toEqual([
      { from: MAIL.from, to: MAIL.to, octets: MAIL.octets, user: 'me@example.com', isSecure: false },
    ])
  })

  test('cannot end itself and begin another (SMTP smuggling)', async () => {
    await using server = await startSmtpServer()
    for (const end of ['\n.\r\n', '\r\n.\n', '\n.\n', '\r.\r', '\r\n.\r', '\n.\r']) {
      const octets = Buffer.from(`Subject: a\r\n\r\nb${end}MAIL FROM:<v@example.net>\r\n`)
      expect(await send(server.port, {}, { mail: { ...MAIL, octets } })).toMatchObject({ error: null })
    }
    expect(server.mails.map(({ from }) => from)).toEqual(Array(6).fill('me@example.com'))
    for (const { octets } of server.mails) {
      expect(octets.toString()).toContain('MAIL FROM:<v@example.net>')
      expect(octets.toString().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    }
  })

  test('of some megabytes arrives whole', async () => {
    await using server = await startSmtpServer()
    const line = `${'x'.repeat(76)}\r\n`
    const octets = Buffer.from(`Subject: large\r\n\r\n${line.repeat(50_000)}`)
    expect(await send(server.port, {}, { mail: { ...MAIL, octets } })).toMatchObject({ error: null })
    expect(server.mails[0]!.octets.equals(octets)).toBe(true)
  })

  test('that is larger than the server takes (SIZE) is refused before it is sent', async () => {
    await using server = await startSmtpServer({ options: { size: 20 } })
    expect((await send(server.port)).error).toEqual(code('MESSAGE_LIMIT'))
    expect(server.mails).toEqual([])
  })
})

describe('the connection', () => {
  test('is encrypted from its first byte, or after STARTTLS', async () => {
    for (const tls of ['Implicit', 'StartTLS'] as const) {
      await using server = await startSmtpServer({ tls })
      expect((await send(server.port, { security: tls, serverCert: AUTHORITY })).error).toBeNull()
      expect(server.mails).toMatchObject([{ isSecure: true }])
    }
  })

  test('shows no login to a server whose certificate is not trusted, and says why', async () => {
    const faults: readonly [string, string, string | undefined][] = [
      [SELF_SIGNED, 'self-signed', undefined],
      [GOOD, 'issuer of its certificate is not known', undefined],
      [EXPIRED, 'expired', AUTHORITY],
      [OTHER_NAME, 'another name', AUTHORITY],
      [GOOD, 'not the one of SSLServerCert', 'ab'.repeat(32)],
    ]
    for (const security of ['Implicit', 'StartTLS'] as const) {
      for (const [cert, text, serverCert] of faults) {
        await using server = await startSmtpServer({ tls: security, cert })
        expect((await send(server.port, { security, serverCert })).error).toEqual(code('TLS_REFUSED', text))
        expect(server.logins).toEqual([])
      }
    }
  })

  test('takes any certificate with SSLServerCert=*, and says so', async () => {
    await using server = await startSmtpServer({ tls: 'StartTLS', cert: SELF_SIGNED })
    const { error, notices } = await send(server.port, { security: 'StartTLS', serverCert: '*' })
    expect(error).toBeNull()
    expect(notices).toMatchObject([{ code: 'ANY_CERTIFICATE' }])
  })

  test('is not used where STARTTLS is not offered, or TLS is not spoken', async () => {
    await using server = await startSmtpServer({ options: { disabledCommands: ['STARTTLS'] } })
    expect((await send(server.port, { security: 'StartTLS' })).error).toEqual(code('TLS_REFUSED', 'STARTTLS'))
    expect((await send(server.port, { security: 'Implicit' })).error).toEqual(
      code('TLS_REFUSED', 'does not speak TLS'),
    )
    expect(server.logins).toEqual([])
  })

  test('is not used when somebody writes between STARTTLS and the handshake', async () => {
    await using inner = await startSmtpServer({ tls: 'StartTLS' })
    const front = createServer(client => {
      const server = connectPlain(inner.port, '127.0.0.1')
      client.on('error', () => server.destroy())
      server.on('error', () => client.destroy())
      client.pipe(server)
      server.on('data', chunk => {
        const isReady = chunk.toString('latin1').startsWith('220 ') && chunk.includes('TLS')
        client.write(isReady ? Buffer.concat([chunk, Buffer.from('250 AUTH')]) : chunk)
      })
    })
    await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve))
    const { port } = front.address() as { port: number }
    const { error } = await send(port, { security: 'StartTLS', serverCert: AUTHORITY })
    front.close()
    expect(error).toEqual(code('PROTOCOL', 'between STARTTLS'))
    expect(inner.logins).toEqual([])
  })

  test('goes through the firewall', async () => {
    await using firewall = await socksProxy()
    await using server = await startSmtpServer({ tls: 'Implicit' })
    const proxy = {
      kind: 'socks5h',
      host: '127.0.0.1',
      port: firewall.port,
      source: 'FirewallServer',
    } as const
    const through = { ...proxy, user: null, password: null }
    const { error } = await send(server.port, { security: 'Implicit', serverCert: AUTHORITY, proxy: through })
    expect(error).toBeNull()
    expect(firewall.asked).toEqual([`127.0.0.1:${server.port}`])
  })

  test('that is refused, closed or silent is told as that', async () => {
    await using closing = await scripted(() => null)
    await using busy = await scripted(() => '421 4.7.0 Try again later')
    await using silent = await scripted(() => undefined)
    const free = await startSmtpServer()
    await free[Symbol.asyncDispose]()
    expect((await send(free.port)).error).toEqual(code('CONNECT', 'refused the connection'))
    expect((await send(closing.port)).error).toEqual(code('CONNECT', 'closed the connection'))
    expect((await send(busy.port)).error).toEqual(code('CONNECT', '421 4.7.0 Try again later'))
    expect((await send(silent.port, { timeoutSeconds: 0.2 })).error).toEqual(
      code('CONNECT', 'within Timeout'),
    )
    expect((await send(silent.port, { timeoutSeconds: 0.2, security: 'Implicit' })).error).toEqual(
      code('CONNECT', 'within Timeout'),
    )
  })
})

describe('the login', () => {
  const token = (value: string) => async () => ({ kind: 'accessToken', value: new Secret(value) }) as const

  test('is by XOAUTH2 with a token', async () => {
    await using server = await startSmtpServer()
    expect((await send(server.port, { credentials: token('ya29.first') })).error).toBeNull()
    expect(server.logins).toEqual([['XOAUTH2', 'me@example.com', 'ya29.first']])
  })

  test('renews a refused token once, before the server hears of the message', async () => {
    await using server = await startSmtpServer({ takes: secret => secret === 'ya29.second' })
    const tokens = ['ya29.first', 'ya29.second']
    let renewals = 0
    const options = {
      credentials: () => token(tokens[renewals] ?? 'ya29.third')(),
      renew: async () => ++renewals > 0,
    }
    expect((await send(server.port, options)).error).toBeNull()
    expect(server.logins.map(([, , secret]) => secret)).toEqual(tokens)
    expect(server.mails).toHaveLength(1)
    renewals = 2
    const { error } = await send(server.port, options)
    expect(error).toEqual(code('AUTH_REFUSED', 'me@example.com'))
    expect(server.logins).toHaveLength(4)
    expect(server.mails).toHaveLength(1)
  })

  test('that is refused names the user and what to do, and keeps the secret out of messages and log', async () => {
    await using server = await startSmtpServer({ takes: () => false })
    const secret = 'abcd-efgh-ijkl-mnop-1'
    const withPassword = await send(server.port, {
      credentials: async () => ({ kind: 'password', value: new Secret(secret) }),
    })
    expect(withPassword.error).toMatchObject({
      code: 'AUTH_REFUSED',
      hint: expect.stringContaining('app password'),
    })
    const withToken = await send(server.port, { credentials: token(secret) })
    expect(withToken.error).toMatchObject({ code: 'AUTH_REFUSED', hint: expect.stringContaining('scope') })
    for (const { error, log } of [withPassword, withToken]) {
      expect(log.some(line => line.startsWith('SMTP C: EHLO'))).toBe(true)
      const all = [...log, String(error)].join('\n')
      const plain = Buffer.from(`\0me@example.com\0${secret}`).toString('base64')
      for (const form of [secret, plain, Buffer.from(secret).toString('base64')])
        expect(all).not.toContain(form)
    }
  })

  test('is refused for a user or a token that would write into the line', async () => {
    await using server = await startSmtpServer()
    for (const bad of ['ya29\r\nMAIL FROM:<v@example.net>', 'ya29\u0001auth=Bearer x'])
      expect((await send(server.port, { credentials: token(bad) })).error).toEqual(code('BAD_VALUE'))
    expect((await send(server.port, { user: 'me\u0001auth=Bearer x' })).error).toEqual(code('BAD_VALUE'))
    expect(server.logins).toEqual([])
  })
})

describe('a refusal', () => {
  test('of some recipients is told with their addresses, and the others get the message', async () => {
    await using server = await startSmtpServer({ refuses: { 'bob@example.com': '550 5.1.1 no such user' } })
    const { error, refused } = await send(server.port)
    expect(error).toBeNull()
    expect(refused).toEqual([{ address: 'bob@example.com', said: '550 5.1.1 no such user' }])
    expect(server.mails).toMatchObject([{ to: ['ann@example.com'] }])
  })

  test('of all recipients sends nothing', async () => {
    const refuses = { 'ann@example.com': '550 5.1.1 unknown', 'bob@example.com': '451 4.3.0 later' }
    await using server = await startSmtpServer({ refuses })
    const { error } = await send(server.port)
    expect(error).toEqual(
      code('SEND_REFUSED', 'ann@example.com (550 5.1.1 unknown); bob@example.com (451 4.3.0 later)'),
    )
    expect(error).toMatchObject({ retryable: true })
    expect(server.mails).toEqual([])
  })

  test.each([
    ['550 5.7.1 message content rejected', 'SEND_REFUSED', false],
    ['451 4.3.2 try again', 'SEND_REFUSED', true],
    ['550 5.4.5 Daily user sending limit exceeded', 'SEND_REFUSED', true],
    ["552 5.2.3 Your message exceeded Google's message size limits", 'MESSAGE_LIMIT', false],
    ['552 Too much mail data', 'MESSAGE_LIMIT', false],
    ['552 5.2.2 The mailbox of the recipient is full', 'SEND_REFUSED', false],
    ['530 5.7.0 Authentication Required', 'AUTH_REFUSED', false],
    ['421 4.3.0 Temporary System Problem', 'SEND_REFUSED', true],
    ['554 \u001b[2Jgone', 'SEND_REFUSED', false],
  ])('of the message is told as what it is: %s', async (answer, name, retryable) => {
    await using server = await startSmtpServer({ answer })
    const { error } = await send(server.port)
    expect(error).toMatchObject({ code: name, retryable })
    expect((error as Error).message).not.toContain('\u001b')
  })
})

describe('a connection that ends', () => {
  test('before the whole message was handed over has sent nothing', async () => {
    for (const at of ['MAIL FROM:<me@example.com>', 'RCPT TO:<bob@example.com>', 'DATA']) {
      await using server = await scripted(answering(line => (line === at ? null : false)))
      const { error } = await send(server.port)
      expect(error).toEqual(code('CONNECTION_LOST'))
    }
  })

  test('after it leaves open what became of it, and nothing is sent again', async () => {
    for (const at of ['content', '.']) {
      await using server = await scripted(answering(line => (line === at ? null : false)))
      const { error } = await send(server.port)
      expect(error).toEqual(code('OUTCOME_UNKNOWN', '<made@example.com>'))
      expect(server.lines.filter(line => line === 'DATA')).toHaveLength(1)
    }
  })

  test('in the middle of the answer, or with what is no answer, leaves it open too', async () => {
    for (const begun of [
      '2',
      '250',
      '250 2.0.0 OK',
      '25',
      '5',
      '',
      '250-2.0.0 OK\r\n',
      '354 go on\r\n',
      'hello\r\n',
    ]) {
      await using server = await scripted(
        answering((line, socket) => {
          if (line !== '.') return false
          socket.end(begun)
          return undefined
        }),
      )
      expect((await send(server.port)).error, begun).toEqual(code('OUTCOME_UNKNOWN'))
      expect(server.lines.filter(line => line === 'DATA')).toHaveLength(1)
    }
  })

  test('behind a refusal has sent nothing, and what is no SMTP before the content neither', async () => {
    for (const [at, answer, name] of [
      ['.', '554 5.7.1 No', 'SEND_REFUSED'],
      ['MAIL', 'hello', 'PROTOCOL'],
      ['DATA', 'hello', 'PROTOCOL'],
    ] as const) {
      await using server = await scripted(answering(line => (line.startsWith(at) ? answer : false)))
      expect((await send(server.port)).error, at).toEqual(code(name))
    }
  })

  test('is told apart from one that is silent', async () => {
    const quick = { timeoutSeconds: 0.3 }
    await using early = await scripted(answering(line => (line.startsWith('RCPT') ? undefined : false)))
    expect((await send(early.port, quick)).error).toEqual(code('TIMEOUT'))
    await using late = await scripted(answering(line => (line === '.' ? undefined : false)))
    expect((await send(late.port, quick)).error).toEqual(code('OUTCOME_UNKNOWN'))
  })

  test('by an abort sends nothing, unless the message was out', async () => {
    for (const [at, expected] of [
      ['RCPT', code('CANCELLED')],
      ['.', code('OUTCOME_UNKNOWN')],
    ] as const) {
      const controller = new AbortController()
      const reason = Object.assign(new Error('cancelled'), { code: 'CANCELLED' })
      await using server = await scripted(
        answering(line => {
          if (!line.startsWith(at)) return false
          controller.abort(reason)
          return undefined
        }),
      )
      expect((await send(server.port, {}, { signal: controller.signal })).error).toEqual(expected)
    }
  })
})
