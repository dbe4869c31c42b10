import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  faults,
  type Gmaild,
  type GmaildOptions,
  startGmaild,
  type WireFault,
} from '../../src/gmaild/index.ts'
import { ROOT } from '../architecture/sources.ts'
import { found, WireClient } from './wire-client.ts'

type Fault = NonNullable<GmaildOptions['faults']>[number]

async function start(options: GmaildOptions): Promise<Gmaild> {
  const gmaild = await startGmaild({ messages: 100, ...options })
  onTestFinished(() => gmaild.close())
  return gmaild
}

/** A session with the Inbox open, in which the fault comes with each command of its name, unless it says otherwise. */
async function open(command: string, fault: Fault['fault']): Promise<WireClient> {
  const client = await WireClient.login(await start({ faults: [{ command, fault }] }))
  await client.command('EXAMINE INBOX')
  return client
}

describe('a scripted fault', () => {
  test('comes with the n-th command of its name over all connections, as often as it is told', async () => {
    const gmaild = await start({ faults: [{ command: 'NOOP', nth: 2, times: 2, fault: faults.no('later') }] })
    const [a, b] = [await WireClient.login(gmaild), await WireClient.login(gmaild)]
    const answers: string[] = []
    for (const client of [a, b, a, b]) answers.push((await client.command('NOOP')).tagged)
    expect(answers).toEqual(['OK Success', 'NO later', 'NO later', 'OK Success'])
  })

  test('leaves the rest to `intercept`', async () => {
    const gmaild = await start({
      faults: [{ command: 'NOOP', fault: faults.no('first') }],
      intercept: ({ name }) => (name === 'NOOP' ? { refused: 'NO second' } : undefined),
    })
    const client = await WireClient.login(gmaild)
    expect((await client.command('NOOP')).tagged).toBe('NO first')
    expect((await client.command('NOOP')).tagged).toBe('NO second')
  })

  test('may change the account: the next EXAMINE has another UIDVALIDITY', async () => {
    const gmaild = await start({
      faults: [{ command: 'EXAMINE', nth: 2, fault: account => void account.renumber('INBOX') }],
    })
    const client = await WireClient.login(gmaild)
    const validity = async () =>
      /UIDVALIDITY \d+/.exec((await client.command('EXAMINE INBOX')).lines.join())?.[0]
    const before = await validity()
    expect(await validity()).not.toBe(before)
    expect(await validity()).toMatch(/UIDVALIDITY \d/)
  })
})

describe('an answer', () => {
  test.each([
    ['no', faults.no(), 'NO System Error (Failure)'],
    ['bad', faults.bad(), 'BAD Could not parse command'],
    ['overQuota', faults.overQuota(), 'NO [OVERQUOTA] Account exceeded command or bandwidth limits.'],
  ])('is %s, and the command is not carried out', async (_, fault, tagged) => {
    const client = await open('UID SEARCH', fault)
    expect(await client.command('UID SEARCH ALL')).toEqual({ lines: [], tagged })
    expect(found(await client.command('UID SEARCH ALL')).length).toBeGreaterThan(0)
  })

  test('is throttled: it comes whole, with a warning', async () => {
    const client = await open('UID SEARCH', faults.throttled())
    const answer = await client.command('UID SEARCH ALL')
    expect(answer.tagged).toBe('OK Success [THROTTLED]')
    expect(answer).toEqual({ ...(await client.command('UID SEARCH ALL')), tagged: answer.tagged })
  })

  test('is BYE and the end of the connection', async () => {
    const client = await open('UID SEARCH', faults.bye())
    client.send('a1 UID SEARCH ALL\r\n')
    expect(await client.untilClosed()).toBe('* BYE Session expired, please login again.\r\n')
  })

  test('has the tag of nobody', async () => {
    const client = await open('NOOP', faults.wrongTag())
    client.send('a1 NOOP\r\n')
    expect(await client.response()).toBe('ZZ999 OK Success')
  })

  test.each([
    [faults.expunge(3, 3), ['* 3 EXPUNGE', '* 3 EXPUNGE']],
    [faults.exists(7), ['* 7 EXISTS']],
    [faults.flags(2, '\\Seen', 'odd'), ['* 2 FETCH (FLAGS (\\Seen odd))']],
  ])('comes behind what nobody asked for: %j', async (fault, lines) => {
    const client = await open('UID SEARCH', fault)
    const answer = await client.command('UID SEARCH 1')
    expect([answer.lines.slice(0, -1), answer.lines.at(-1)]).toEqual([lines, '* SEARCH 1'])
  })

  test('announces a literal that does not come', async () => {
    const client = await open('UID FETCH', faults.hugeLiteral('99999999999999999999'))
    client.send('a1 UID FETCH 1 (BODY.PEEK[])\r\na2 NOOP\r\n')
    await expect.poll(() => client.received).toMatch(/a2 OK Success\r\n$/)
    expect(client.received).toMatch(
      /^\* 1 FETCH \(UID 1 BODY\[\] \{99999999999999999999\}\r\nReceived: a2 OK/,
    )
  })

  test('has a line without end, until the client has had enough', async () => {
    const gmaild = await start({ faults: [{ command: 'UID FETCH', fault: faults.endlessLine() }] })
    const client = await WireClient.login(gmaild)
    client.send('a1 UID FETCH 1 (FLAGS)\r\n')
    await expect.poll(() => client.received.length).toBeGreaterThan(2_000_000)
    expect(client.received).toMatch(/^\* 1 FETCH \(UID 1 FLAGS \(x+$/)
    await client[Symbol.asyncDispose]()
    await expect.poll(() => gmaild.connectionCount).toBe(0)
  })

  test('has another ENVELOPE or BODYSTRUCTURE, and else what it would have', async () => {
    const nested = '('.repeat(2000) + ')'.repeat(2000)
    const nils = `(${Array(12).fill('NIL').join(' ')})`
    const gmaild = await start({
      messages: 0,
      faults: [
        { command: 'UID FETCH', nth: 2, fault: faults.badEnvelope('(NIL "a)b")') },
        { command: 'UID FETCH', nth: 3, fault: faults.badEnvelope() },
        { command: 'UID FETCH', nth: 4, fault: faults.badStructure() },
      ],
    })
    // Parentheses in a quoted string and in a literal.
    gmaild.account.append({
      raw: 'Subject: (a "(b\r\nFrom: )\xff( <c@example.com>\r\n\r\nd',
      labels: ['\\Inbox'],
    })
    const client = await WireClient.login(gmaild)
    await client.command('EXAMINE INBOX')
    const row = async () => (await client.command('UID FETCH 1 (ENVELOPE BODYSTRUCTURE FLAGS)')).lines[0]!
    const [, head, envelope, middle, structure, tail] =
      /^(.* ENVELOPE )(\(.*\))( BODYSTRUCTURE )(\(.*\))( .*)$/s.exec(await row())!
    expect(envelope).toMatch(/"\(a \\"\(b".*\{\d+\}\r\n/s)
    expect(await row()).toBe(`${head}(NIL "a)b")${middle}${structure}${tail}`)
    expect(await row()).toBe(`${head}${nils}${middle}${structure}${tail}`)
    expect(await row()).toBe(`${head}${envelope}${middle}${nested}${tail}`)
  })
})

/** What a client gets that sends these octets at once, and how many pieces it came in. */
async function exchange(fault: WireFault, sent = '') {
  const gmaild = await start({ wire: () => fault })
  const socket = connect(gmaild.port, gmaild.host)
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(chunk)).on('error', () => {})
  socket.write(sent)
  await new Promise(resolve => socket.once('close', resolve))
  await expect.poll(() => gmaild.connectionCount).toBe(0)
  return { received: Buffer.concat(chunks).toString('latin1'), pieces: chunks.length, record: gmaild.record }
}

const GREETING = '* OK Gimap ready for requests from 127.0.0.1 gmaild\r\n'

describe('the octets of a connection', () => {
  test.each([0, 1, 12, GREETING.length])('end after %i of the server’s', async cutAfterSent => {
    expect((await exchange({ cutAfterSent })).received).toBe(GREETING.slice(0, cutAfterSent))
  })

  test('end in the middle of an answer that another connection gets whole', async () => {
    const gmaild = await start({ wire: count => (count === 1 ? { cutAfterSent: 80 } : undefined) })
    const first = await WireClient.connect(gmaild)
    first.send('a1 CAPABILITY\r\n')
    expect((await first.untilClosed()).length).toBe(80 - GREETING.length)
    const second = await WireClient.connect(gmaild)
    expect((await second.command('CAPABILITY')).tagged).toMatch(/^OK/)
  })

  test.each([
    [0, []],
    ['a1 NOO'.length, []],
    ['a1 NOOP\r'.length, []],
    ['a1 NOOP\r\n'.length, ['NOOP']],
    ['a1 NOOP\r\na2 CAP'.length, ['NOOP']],
  ])(
    'end after %i of the client’s: whole commands arrive, and are not answered',
    async (cutAfterReceived, names) => {
      const { received, record } = await exchange({ cutAfterReceived }, 'a1 NOOP\r\na2 CAPABILITY\r\n')
      expect(record.map(({ name }) => name)).toEqual(names)
      expect([GREETING, '']).toContain(received)
    },
  )

  test('come one at a time, each in a packet of its own', async () => {
    const { received, pieces } = await exchange({ pieces: 1 }, 'a1 LOGOUT\r\n')
    expect(received).toBe(`${GREETING}* BYE LOGOUT Requested\r\na1 OK 73 good day (Success)\r\n`)
    // A reader that is late gets several at once.
    expect(pieces).toBeGreaterThan(received.length / 4)
  })

  test('come with a pause between pieces', async () => {
    const begun = performance.now()
    await exchange({ pieces: 20, pieceDelay: 30 }, 'a1 LOGOUT\r\n')
    expect(performance.now() - begun).toBeGreaterThan(4 * 29)
  })

  test('begin with another greeting', async () => {
    const { received } = await exchange({ greeting: '* BYE busy\r\n' }, 'a1 LOGOUT\r\n')
    expect(received).toMatch(/^\* BYE busy\r\n\* BYE LOGOUT/)
    expect((await exchange({ greeting: '' }, 'a1 LOGOUT\r\n')).received).toMatch(/^\* BYE LOGOUT/)
  })

  test('are counted as they travel, so behind COMPRESS=DEFLATE', async () => {
    const talk = async (cutAfterSent: number) => {
      const gmaild = await start({ wire: () => ({ cutAfterSent }) })
      const client = await WireClient.login(gmaild)
      expect((await client.command('COMPRESS DEFLATE')).tagged).toBe('OK Success')
      client.send(deflated('a1 LIST "" "*"\r\na2 LOGOUT\r\n'))
      return await client.untilClosed()
    }
    const whole = await talk(Number.POSITIVE_INFINITY)
    const listed = inflated(whole)
    expect(listed).toMatch(/^\* LIST .*a1 OK Success\r\n\* BYE .*\r\n$/s)
    expect(listed.length).toBeGreaterThan(whole.length)
    const before = (await cutLogin()).length
    const half = await talk(before + 100)
    expect(half).toBe(whole.slice(0, 100))
    expect(listed.startsWith(inflated(half))).toBe(true)
  })
})

const FLUSHED = { finishFlush: constants.Z_SYNC_FLUSH }

/** What the server sends until compression begins. */
async function cutLogin(): Promise<string> {
  const gmaild = await start({})
  const client = await WireClient.login(gmaild)
  await client.command('COMPRESS DEFLATE')
  return client.all
}

function deflated(text: string): string {
  return deflateRawSync(text, FLUSHED).toString('latin1')
}

function inflated(octets: string): string {
  return inflateRawSync(Buffer.from(octets, 'latin1'), FLUSHED).toString('latin1')
}

test('each fault is on the page about gmaild', () => {
  const page = readFileSync(join(ROOT, 'docs/gmaild.md'), 'utf8')
  const named = [...page.matchAll(/`faults\.(\w+)\(/g)].map(([, name]) => name)
  expect(named).toEqual(Object.keys(faults))
})
