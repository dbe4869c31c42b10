import { describe, expect, it } from 'vitest'
import { Secret } from '../../src/util/secret.ts'
import { type Answer, clientOf, startScripted } from './scripted-server.ts'

async function loginError(answer: Answer, kind: 'password' | 'accessToken' = 'password'): Promise<unknown> {
  await using server = await startScripted({ answers: { AUTHENTICATE: answer } })
  const credentials = async () => ({ kind, value: new Secret('canary-secret') })
  await using client = clientOf(server.port, { credentials })
  return await client.source.traits().catch((error: unknown) => error)
}

function refuse(line: string): Answer {
  return async ({ tag, line: command, socket, next }) => {
    if (/PLAIN$/.test(command)) {
      socket.write('+ \r\n')
      await next()
    }
    socket.write(`${tag} ${line}\r\n`)
  }
}

describe('a refused login', () => {
  it('points to app passwords', async () => {
    expect(await loginError(refuse('NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)'))).toMatchObject(
      {
        code: 'AUTH_REFUSED',
        sqlState: '28P01',
        retryable: false,
        message: expect.stringContaining('Invalid credentials'),
        hint: expect.stringContaining('app password'),
      },
    )
  })

  it('is not the password’s fault when there are too many connections', async () => {
    expect(await loginError(refuse('NO [ALERT] Too many simultaneous connections. (Failure)'))).toMatchObject(
      {
        code: 'TOO_MANY_CONNECTIONS',
        retryable: true,
      },
    )
  })

  it('is worth another try when the server is unavailable', async () => {
    expect(await loginError(refuse('NO [UNAVAILABLE] Temporary System Error (Failure)'))).toMatchObject({
      code: 'CONNECT',
      retryable: true,
    })
  })

  it('tells how to enable IMAP', async () => {
    const line = 'NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page.'
    expect(await loginError(refuse(line))).toMatchObject({
      code: 'AUTH_REFUSED',
      hint: expect.stringMatching(/Forwarding and POP\/IMAP → Enable IMAP → Save Changes.*administrator/),
    })
  })

  it('shows the address of a WEBALERT, and only an https one', async () => {
    const line = 'NO [WEBALERT https://accounts.google.com/signin/continue?sarp=1&scc=1] Web login required.'
    expect(await loginError(refuse(line))).toMatchObject({
      code: 'AUTH_REFUSED',
      hint: expect.stringContaining('https://accounts.google.com/signin/continue?sarp=1&scc=1'),
    })
    const evil = await loginError(refuse('NO [WEBALERT javascript:alert(1)] Web login required.'))
    expect(evil).toMatchObject({ code: 'AUTH_REFUSED', hint: expect.not.stringContaining('javascript') })
  })

  it('tells Google’s status and scope, after the empty line that XOAUTH2 wants', async () => {
    const received: string[] = []
    const json = Buffer.from(
      '{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}',
    ).toString('base64')
    const answer: Answer = async ({ tag, socket, next }) => {
      socket.write(`+ ${json}\r\n`)
      received.push(await next())
      socket.write(`${tag} NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n`)
    }
    expect(await loginError(answer, 'accessToken')).toMatchObject({
      code: 'AUTH_REFUSED',
      message: expect.stringMatching(/status 400, scope https:\/\/mail\.google\.com\//),
      hint: expect.stringContaining('token'),
    })
    expect(received).toEqual([''])
  })

  it('is not even tried with a secret that holds a line end', async () => {
    await using server = await startScripted()
    for (const kind of ['password', 'accessToken'] as const) {
      const credentials = async () => ({ kind, value: new Secret('canary\r\nA1 LOGOUT') })
      await using client = clientOf(server.port, { credentials })
      await expect(client.source.traits()).rejects.toMatchObject({
        code: 'BAD_VALUE',
        message: expect.not.stringContaining('canary'),
      })
    }
    expect(server.connections()).toBe(0)
  })

  it('asks for the credentials at each connect, so that a refreshed token is used', async () => {
    await using server = await startScripted()
    let asked = 0
    const credentials = async () => ({ kind: 'password' as const, value: new Secret(`secret${++asked}`) })
    await using client = clientOf(server.port, { credentials })
    await client.source.traits()
    await client.source.traits()
    expect(asked).toBe(1)
    await client.source.close()
    await client.source.traits()
    expect(asked).toBe(2)
    expect(server.connections()).toBe(2)
  })
})
