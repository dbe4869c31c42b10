import { expect, test } from 'vitest'
import { RetryingSource } from '../../src/driver/retrying-source.ts'
import { createAccount } from '../../src/imap/account.ts'
import { type Answer, type Client, clientOf, type Script, startScripted } from '../imap/scripted-server.ts'
import { startDemo } from '../support/demo.ts'
import { type FakeClock, fakeClock } from '../support/fake-clock.ts'

const OVERQUOTA = 'NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)'
const UNAVAILABLE = 'NO [UNAVAILABLE] Temporary System Error (Failure)'
const row = (uid: number) => `* ${uid} FETCH (UID ${uid} FLAGS ())`

/** A source that asks again, over IMAP to a server that says what the script says, on a clock of its own. */
async function startLimited(script: Script, clock: FakeClock = fakeClock()) {
  const server = await startScripted(script)
  const account = createAccount(clock)
  const { governor } = account
  const clients: Client[] = []
  const open = () => {
    const client = clientOf(server.port, { account })
    clients.push(client)
    const login = { renew: async () => false, accepted: async () => {} }
    return { source: new RetryingSource(async () => client.source, login), notices: client.notices }
  }
  return {
    ...open(),
    open,
    server,
    governor,
    clock,
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** Answers with each in turn, then always with the last. */
function inTurn(...answers: readonly (readonly string[])[]): Answer {
  let calls = 0
  return ({ tag, socket }) => {
    for (const line of answers[Math.min(calls, answers.length - 1)]!)
      socket.write(`${line.replace('$TAG', tag)}\r\n`)
    calls++
  }
}

const FLAGS = [{ kind: 'uids', uids: [1, 2] }, ['flags']] as const

test('a command that cannot be answered now is asked again, after waits that grow, and the notice says so', async () => {
  const refused = [`$TAG ${UNAVAILABLE}`]
  const answer = inTurn(refused, refused, refused, [row(1), row(2), '$TAG OK done'])
  await using limited = await startLimited({ answers: { 'UID FETCH': answer } })
  await limited.source.examine('INBOX')
  expect(await limited.source.fetch(...FLAGS)).toHaveLength(2)
  // Three quarters of 1, 2 and 4 s: the jitter is half.
  expect(limited.clock.slept).toEqual([750, 1500, 3000])
  expect(limited.notices.map(({ code }) => code)).toEqual(['WAITING', 'WAITING', 'WAITING'])
  expect(limited.notices[1]?.message).toContain('Trying again in 2 s: The mail server cannot answer')
  expect(limited.server.connections()).toBe(1)
})

test('a refusal that stays is told with its code after four waits', async () => {
  await using limited = await startLimited({ answers: { 'UID FETCH': [`$TAG ${UNAVAILABLE}`] } })
  await limited.source.examine('INBOX')
  await expect(limited.source.fetch(...FLAGS)).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  expect(limited.clock.slept).toEqual([750, 1500, 3000, 6000])
})

test('the limit of a day is told at once, with a hint until when, and calls for no other connections', async () => {
  await using limited = await startLimited({ answers: { 'UID FETCH': [`$TAG ${OVERQUOTA}`] } })
  await limited.source.examine('INBOX')
  const fetching = limited.source.fetch(...FLAGS)
  await expect(fetching).rejects.toMatchObject({
    code: 'THROTTLED',
    retryable: true,
    hint: expect.stringMatching(/at most a day \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)/),
  })
  expect(limited.clock.slept).toEqual([])
  expect(limited.server.lines.filter(line => line.includes('FETCH'))).toHaveLength(1)
  expect(limited.governor.isCalm).toBe(false)
})

test('a login that is one connection too many, or cannot be done now, is tried again', async () => {
  for (const text of [
    '[ALERT] Too many simultaneous connections. (Failure)',
    '[UNAVAILABLE] Temporary System Error (Failure)',
  ]) {
    let logins = 0
    const login: Answer = async ({ tag, line, socket, next }) => {
      if (/PLAIN$/.test(line)) {
        socket.write('+ \r\n')
        await next()
      }
      socket.write(++logins === 1 ? `${tag} NO ${text}\r\n` : `${tag} OK logged in\r\n`)
    }
    await using limited = await startLimited({ answers: { AUTHENTICATE: login } })
    expect(await limited.source.traits()).toMatchObject({ condstore: true })
    expect(limited.clock.slept).toEqual([750])
    expect(limited.server.connections()).toBe(2)
  }
})

test('a wrong password is not tried again', async () => {
  const answers = { AUTHENTICATE: ['$TAG NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)'] }
  await using limited = await startLimited({ answers })
  await expect(limited.source.traits()).rejects.toMatchObject({ code: 'AUTH_REFUSED' })
  expect(limited.clock.slept).toEqual([])
})

test('a wait ends with the signal', async () => {
  const clock = fakeClock()
  const stop = new AbortController()
  const sleep: FakeClock['sleep'] = async () => {
    stop.abort()
    stop.signal.throwIfAborted()
  }
  const answers = { 'UID FETCH': [`$TAG ${UNAVAILABLE}`] }
  await using limited = await startLimited({ answers }, { ...clock, sleep })
  await limited.source.examine('INBOX')
  await expect(limited.source.fetch(...FLAGS, { signal: stop.signal })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
  expect(limited.server.lines.filter(line => line.includes('FETCH'))).toHaveLength(1)
})

test('answers with [THROTTLED] are followed by pauses, until one comes without', async () => {
  const throttled = [row(1), row(2), '$TAG OK Success [THROTTLED]']
  const answer = inTurn(throttled, throttled, [row(1), row(2), '$TAG OK Success'])
  await using limited = await startLimited({ answers: { 'UID FETCH': answer } })
  await limited.source.examine('INBOX')
  expect(limited.governor.isCalm).toBe(true)
  for (let i = 0; i < 5; i++) await limited.source.fetch(...FLAGS)
  expect(limited.clock.slept).toEqual([187.5, 375])
  expect(limited.notices.map(({ code }) => code)).toEqual(['THROTTLED'])
  expect(limited.governor.isCalm).toBe(false)
  limited.clock.advance(60_000)
  expect(limited.governor.isCalm).toBe(true)
})

test('what one connection is told, the others of the account obey', async () => {
  await using limited = await startLimited({
    answers: { 'UID FETCH': inTurn([`$TAG ${UNAVAILABLE}`], ['$TAG OK done']) },
  })
  const other = limited.open()
  await limited.source.examine('INBOX')
  await other.source.examine('INBOX')
  limited.governor.refused(1, 'the other was refused')
  await other.source.fetch(...FLAGS)
  expect(limited.clock.slept[0]).toBe(1500)
  expect(other.notices[0]?.message).toBe('Trying again in 2 s: the other was refused')
})

test('after a lost connection only the messages that did not come are fetched', async () => {
  let calls = 0
  const answer: Answer = ({ tag, socket }) => {
    if (++calls === 1) socket.end(`${row(1)}\r\n${row(2)}\r\n* BYE Session expired, please login again.\r\n`)
    else socket.write(`${row(4)}\r\n${row(5)}\r\n${tag} OK done\r\n`)
  }
  await using limited = await startLimited({ answers: { 'UID FETCH': answer } })
  await limited.source.examine('INBOX')
  const rows = await limited.source.fetch({ kind: 'uids', uids: [1, 2, 4, 5] }, ['flags'])
  expect(rows.map(({ uid }) => uid)).toEqual([1, 2, 4, 5])
  const asked = limited.server.lines.filter(line => line.includes('FETCH'))
  expect(asked.map(line => line.split(' ')[3])).toEqual(['1:2,4:5', '4:5'])
  expect(limited.clock.slept).toEqual([])
})

test('so it is with contents, of which a message counts when all its parts came', async () => {
  let calls = 0
  const part = (uid: number, name: string) => `* ${uid} FETCH (UID ${uid} BODY[${name}] "${uid}-${name}")`
  const answer: Answer = ({ tag, socket }) => {
    if (++calls === 1) socket.end(`${part(1, '1')}\r\n${part(1, '2')}\r\n${part(2, '1')}\r\n* BYE gone\r\n`)
    else socket.write(`${part(2, '1')}\r\n${part(2, '2')}\r\n${tag} OK done\r\n`)
  }
  await using limited = await startLimited({ answers: { 'UID FETCH': answer } })
  await limited.source.examine('INBOX')
  const messages = await limited.source.fetchParts([1, 2], [{ part: '1' }, { part: '2' }])
  expect(messages.map(({ uid, parts }) => [uid, ...[...parts.values()].map(String)])).toEqual([
    [1, '1-1', '1-2'],
    [2, '2-1', '2-2'],
  ])
  const asked = limited.server.lines.filter(line => line.includes('FETCH'))
  expect(asked.map(line => line.split(' ')[3])).toEqual(['1:2', '2'])
})

test('a statement waits for the server, and sys_warnings says so', async () => {
  let refusals = 0
  await using demo = await startDemo({
    messages: 40,
    intercept: ({ name, tag }) =>
      name === 'UID FETCH' && refusals++ === 0 ? { lines: [`${tag} ${UNAVAILABLE}`] } : undefined,
  })
  const db = await demo.open()
  expect((await db.query('SELECT Subject FROM Inbox ORDER BY Subject')).rowCount).toBeGreaterThan(10)
  expect((await db.query('SELECT Code FROM sys_warnings')).rows).toEqual([{ Code: 'WAITING' }])
})
