import { expect, test } from 'vitest'
import { type Gmaild, startGmaild } from '../../src/gmaild/index.ts'
import { WireClient } from './wire-client.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const xoauth2 = (user: string, token: string): string =>
  base64(`user=${user}\x01auth=Bearer ${token}\x01\x01`)
const bearer = (user: string, token: string): string =>
  base64(`n,a=${user},\x01host=x\x01port=993\x01auth=Bearer ${token}\x01\x01`)

const BEFORE =
  '* CAPABILITY IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 XYZZY SASL-IR AUTH=XOAUTH2 AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN AUTH=OAUTHBEARER'

async function challenge(gmaild: Gmaild, command: string): Promise<{ challenge: unknown; tagged: string }> {
  await using client = await WireClient.connect(gmaild)
  client.send(`a1 ${command}\r\n`)
  const line = await client.response()
  client.send('\r\n')
  return {
    challenge: JSON.parse(Buffer.from(line.slice(2), 'base64').toString()),
    tagged: await client.response(),
  }
}

test('capabilities are Gmail’s, before and after login', async () => {
  await using gmaild = await startGmaild({ messages: 0 })
  await using client = await WireClient.connect(gmaild)
  expect((await client.command('CAPABILITY')).lines).toEqual([BEFORE])
  const { lines } = await client.command(`LOGIN ${gmaild.user} "demo"`)
  expect(lines[0]).toMatch(
    /^\* CAPABILITY IMAP4rev1 .* UIDPLUS .*CONDSTORE ESEARCH UTF8=ACCEPT .* APPENDLIMIT=35651584$/,
  )
})

test('PLAIN, XOAUTH2 and OAUTHBEARER log in, with and without an initial response', async () => {
  await using gmaild = await startGmaild({ messages: 0, accessTokens: ['tok'] })
  const responses = [
    ['PLAIN', base64(`\0${gmaild.user}\0${gmaild.password}`)],
    ['XOAUTH2', xoauth2(gmaild.user, 'tok')],
    ['OAUTHBEARER', bearer(gmaild.user, 'tok')],
  ]
  for (const [mechanism, response] of responses) {
    await using direct = await WireClient.connect(gmaild)
    expect((await direct.command(`AUTHENTICATE ${mechanism} ${response}`)).tagged).toMatch(/^OK/)
    await using asked = await WireClient.connect(gmaild)
    asked.send(`a1 AUTHENTICATE ${mechanism}\r\n`)
    expect(await asked.response()).toBe('+ ')
    asked.send(`${response}\r\n`)
    expect(await asked.response()).toMatch(/^\* CAPABILITY/)
    expect(await asked.response()).toMatch(/^a1 OK/)
  }
})

test('a refused token gets Google’s challenge, then NO', async () => {
  await using gmaild = await startGmaild({ messages: 0, accessTokens: ['tok'] })
  const expected = {
    challenge: { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/' },
    tagged: 'a1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)',
  }
  expect(await challenge(gmaild, `AUTHENTICATE XOAUTH2 ${xoauth2(gmaild.user, 'bad')}`)).toEqual(expected)
  expect(await challenge(gmaild, `AUTHENTICATE XOAUTH2 ${xoauth2('other@gmail.example', 'tok')}`)).toEqual(
    expected,
  )
  expect(await challenge(gmaild, `AUTHENTICATE OAUTHBEARER ${bearer(gmaild.user, 'bad')}`)).toEqual(expected)
})

test('a wrong password, and IMAP switched off, are said as Gmail says them', async () => {
  await using gmaild = await startGmaild({ messages: 0 })
  await using client = await WireClient.connect(gmaild)
  expect((await client.command(`LOGIN ${gmaild.user} wrong`)).tagged).toBe(
    'NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)',
  )
  await using disabled = await startGmaild({ messages: 0, imapDisabled: true })
  await using other = await WireClient.connect(disabled)
  expect((await other.command(`LOGIN ${disabled.user} demo`)).tagged).toMatch(
    /^NO \[ALERT\] .*IMAP access is disabled/,
  )
})

test('the connection above the limit is refused at login, and admitted once another has gone', async () => {
  await using gmaild = await startGmaild({ messages: 0, maxConnections: 2 })
  const first = await WireClient.login(gmaild)
  await using _second = await WireClient.login(gmaild)
  await using third = await WireClient.connect(gmaild)
  expect((await third.command(`LOGIN ${gmaild.user} demo`)).tagged).toBe(
    'NO [ALERT] Too many simultaneous connections. (Failure)',
  )
  expect(gmaild.connectionCount).toBe(3)
  await first.command('LOGOUT')
  await first.untilClosed()
  expect((await third.command(`LOGIN ${gmaild.user} demo`)).tagged).toMatch(/^OK/)
})

test('a session by token ends with BYE when the token runs out, and the token is refused', async () => {
  await using gmaild = await startGmaild({ messages: 0, accessTokens: ['short'], tokenExpiry: 50 })
  await using client = await WireClient.connect(gmaild)
  await client.command(`AUTHENTICATE XOAUTH2 ${xoauth2(gmaild.user, 'short')}`)
  expect(await client.response()).toBe('* BYE Session expired, please login again.')
  await client.untilClosed()
  expect((await challenge(gmaild, `AUTHENTICATE XOAUTH2 ${xoauth2(gmaild.user, 'short')}`)).tagged).toMatch(
    /^a1 NO/,
  )
})

test('the record holds every command in order and no secret', async () => {
  await using gmaild = await startGmaild({ messages: 0, password: 'hush hush', accessTokens: ['tok'] })
  await using client = await WireClient.connect(gmaild)
  await client.command(`LOGIN ${gmaild.user} "wrong hush"`)
  await client.command(`LOGIN {${gmaild.user.length}}\r\n${gmaild.user} "wrong hush"`)
  await client.command(`AUTHENTICATE PLAIN ${base64('\0a\0hush')}`)
  await client.command(`LOGIN "${gmaild.user}" "hush hush"`)
  await client.command('UID NONSENSE hush')
  expect(JSON.stringify(gmaild.record.slice(0, 4))).not.toMatch(/hush|aHVzaA/)
  expect(gmaild.record.map(entry => entry.name)).toEqual([
    'LOGIN',
    'LOGIN',
    'AUTHENTICATE',
    'LOGIN',
    'UID NONSENSE',
  ])
  expect(gmaild.record[3]).toMatchObject({ connection: 1, line: `t4 LOGIN "${gmaild.user}" ********` })
  expect(gmaild.record[4]!.responseBytes).toBeGreaterThan(10)
  gmaild.clearRecord()
  expect(gmaild.record).toEqual([])
})
