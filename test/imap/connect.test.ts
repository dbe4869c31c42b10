import { describe, expect, it } from 'vitest'
import { ImapSource } from '../../src/imap/imap-source.ts'
import { Secret } from '../../src/util/secret.ts'
import { clientOf, type Script, startScripted } from './scripted-server.ts'

const options = {
  port: 143,
  tls: 'None' as const,
  user: 'me',
  timeoutSeconds: 1,
  credentials: async () => ({ kind: 'password' as const, value: new Secret('x') }),
}

async function connectTo(script: Script, timeoutSeconds = 5): Promise<unknown> {
  await using server = await startScripted(script)
  await using client = clientOf(server.port, { timeoutSeconds })
  return await client.source.traits().catch((error: unknown) => error)
}

describe('connecting', () => {
  it('refuses plain text to a host that is not this machine, before anything is sent', () => {
    expect(() => new ImapSource({ ...options, host: 'imap.example.com' })).toThrow(
      expect.objectContaining({ code: 'BAD_PROPERTY' }),
    )
    for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '::1']) {
      expect(() => new ImapSource({ ...options, host })).not.toThrow()
    }
  })

  it('refuses a user name with the separator of XOAUTH2 in it', () => {
    expect(() => new ImapSource({ ...options, host: 'localhost', user: 'me\u0001auth=Bearer x' })).toThrow(
      expect.objectContaining({ code: 'BAD_VALUE' }),
    )
  })

  it('tells that the connection was refused', async () => {
    const server = await startScripted()
    await server[Symbol.asyncDispose]()
    await using client = clientOf(server.port)
    await expect(client.source.traits()).rejects.toMatchObject({
      code: 'CONNECT',
      retryable: true,
      message: expect.stringContaining('refused the connection'),
    })
  })

  it('tells that a name has no address', async () => {
    await using client = clientOf(993, { host: 'no-such-host.invalid', tls: 'Implicit' })
    await expect(client.source.traits()).rejects.toMatchObject({
      code: 'CONNECT',
      message: expect.stringContaining('DNS'),
    })
  })

  it('gives up on a server that accepts and says nothing', async () => {
    expect(await connectTo({ greeting: null }, 0.2)).toMatchObject({
      code: 'CONNECT',
      message: expect.stringContaining('greet'),
    })
  })

  it('tells what a BYE greeting says', async () => {
    expect(await connectTo({ greeting: '* BYE busy\r\n' })).toMatchObject({
      code: 'CONNECT',
      message: expect.stringContaining('busy'),
    })
    const full = '* BYE [ALERT] Too many simultaneous connections. (Failure)\r\n'
    expect(await connectTo({ greeting: full })).toMatchObject({ code: 'TOO_MANY_CONNECTIONS' })
  })

  it('does not take a session that is logged in before the login', async () => {
    expect(await connectTo({ greeting: '* PREAUTH welcome\r\n' })).toMatchObject({
      code: 'PROTOCOL',
      message: expect.stringContaining('PREAUTH'),
    })
  })

  it('recognises a server of another kind by its greeting, cleaned of control characters', async () => {
    const error = await connectTo({ greeting: 'HTTP/1.1 400 Bad\x1b[2J Request\r\n\r\n' })
    expect(error).toMatchObject({
      code: 'PROTOCOL',
      message: expect.stringContaining('HTTP/1.1 400 Bad [2J Request'),
    })
  })

  it('stops reading a greeting that never ends', async () => {
    const endless = Buffer.from(`* OK ${'x'.repeat(1_000_000)}`)
    expect(await connectTo({ greeting: endless })).toMatchObject({ code: 'PROTOCOL' })
  })

  it('tells its own name and version, and nobody else’s', async () => {
    await using server = await startScripted()
    await using client = clientOf(server.port, { clientName: 'tester', clientVersion: '1.2' })
    await client.source.traits()
    expect(server.lines.find(line => / ID /.test(line))).toMatch(/ ID \("name" "tester" "version" "1\.2"\)$/)
  })
})
