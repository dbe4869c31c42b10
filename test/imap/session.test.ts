import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { LogModule } from '../../src/util/log.ts'
import { Secret } from '../../src/util/secret.ts'
import { type Answer, CAPABILITY, clientOf, describeBoth, startScripted } from './scripted-server.ts'

const examined = (uidValidity: number): Answer => [
  '* 3 EXISTS',
  `* OK [UIDVALIDITY ${uidValidity}] ok`,
  '* OK [UIDNEXT 4] ok',
  '$TAG OK [READ-ONLY] done',
]

describeBoth('a session', () => {
  it('counts what operations send apart from what connecting sends', async () => {
    await using server = await startScripted({
      answers: {
        LIST: ['* LIST (\\HasNoChildren \\Subscribed) "/" INBOX', '$TAG OK done'],
        'UID SEARCH': ['* ESEARCH (TAG "$TAG") UID ALL 1:3', '$TAG OK done'],
      },
    })
    await using client = clientOf(server.port)
    const { source } = client
    expect(source.stats()).toEqual({ commands: 0, setupCommands: 0, bytesReceived: 0 })
    await source.traits()
    const { setupCommands } = source.stats()
    expect(setupCommands).toBe(server.lines.filter(line => /^[0-9A-F]+ [A-Z]/.test(line)).length)
    await source.listMailboxes()
    expect(source.stats().commands).toBe(1)
    await source.examine('INBOX')
    await source.examine('INBOX')
    expect(source.stats().commands).toBe(3)
    expect(await source.search({ kind: 'all' })).toEqual([1, 2, 3])
    const before = source.stats()
    expect(before).toMatchObject({ commands: 4, setupCommands })
    await source.close()
    expect(source.stats().bytesReceived).toBeGreaterThanOrEqual(before.bytesReceived)
    await source.traits()
    expect(source.stats().setupCommands).toBe(2 * setupCommands)
  })

  it('sends no command that could change mail, and none of its own accord', async () => {
    await using server = await startScripted({ answers: { 'UID FETCH': ['$TAG OK done'] } })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    await client.source.fetch({ kind: 'uids', uids: [1] }, ['envelope', 'structure'])
    const names = server.lines.map(line => /^\S+ ((?:UID )?[A-Z]+)/.exec(line)?.[1])
    for (const name of ['SELECT', 'STORE', 'UID STORE', 'IDLE', 'COMPRESS', 'CLOSE', 'EXPUNGE'])
      expect(names).not.toContain(name)
    expect(server.lines.join('\n')).not.toMatch(/BODY\[/)
  })

  it('examines again on a new connection, and refuses a mailbox that was rebuilt meanwhile', async () => {
    let uidValidity = 7
    const answer: Answer = exchange => {
      for (const line of examined(uidValidity) as string[])
        exchange.socket.write(`${line.replace('$TAG', exchange.tag)}\r\n`)
    }
    const die: Answer = ({ socket }) => socket.destroy()
    await using server = await startScripted({ answers: { EXAMINE: answer, 'UID SEARCH': die } })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    await expect(client.source.search({ kind: 'all' })).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await expect(client.source.fetch({ kind: 'sequence', from: 1, to: 2 }, ['flags'])).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    })
    await expect(client.source.search({ kind: 'all' })).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    uidValidity = 8
    await expect(client.source.search({ kind: 'all' })).rejects.toMatchObject({
      code: 'STALE_ID',
      retryable: true,
    })
  })

  it('needs an examined mailbox to search', async () => {
    await using server = await startScripted()
    await using client = clientOf(server.port)
    await expect(client.source.search({ kind: 'all' })).rejects.toMatchObject({ code: 'INTERNAL' })
  })

  it('lists by LIST and LSUB where LIST cannot tell the subscription', async () => {
    await using server = await startScripted({
      capability: CAPABILITY.replace('LIST-EXTENDED ', ''),
      answers: {
        LIST: [
          '* LIST (\\NoSelect) "/" a',
          '* LIST () "/" {3}\r\na/b',
          '* LIST () NIL &ZeVnLIqe-',
          '* LIST () "/" R&D',
          '$TAG OK done',
        ],
        LSUB: ['* LSUB () "/" a/b', '$TAG OK done'],
      },
    })
    await using client = clientOf(server.port)
    const mailboxes = await client.source.listMailboxes()
    expect(mailboxes).toEqual([
      { path: 'a', delimiter: '/', specialUse: null, isSelectable: false, isSubscribed: false },
      { path: 'a/b', delimiter: '/', specialUse: null, isSelectable: true, isSubscribed: true },
      { path: '日本語', delimiter: null, specialUse: null, isSelectable: true, isSubscribed: false },
      { path: 'R&D', delimiter: '/', specialUse: null, isSelectable: true, isSubscribed: false },
    ])
    await client.source.examine('日本語')
    // Not valid modified UTF-7: it must go back exactly as it came, on another connection too.
    await client.source.close()
    await client.source.examine('R&D')
    expect(
      server.lines.filter(line => / EXAMINE /.test(line)).map(line => line.replace(/^\S+ /, '')),
    ).toEqual(['EXAMINE "&ZeVnLIqe-"', 'EXAMINE "R&D"'])
  })

  it('refuses a name that would be two commands, and a mailbox that is not there', async () => {
    await using server = await startScripted({
      answers: { EXAMINE: ['$TAG NO [NONEXISTENT] Unknown Mailbox: x (Failure)'] },
    })
    await using client = clientOf(server.port)
    for (const name of ['INBOX\r\nA1 DELETE x', 'a\0b', 'a\nb']) {
      await expect(client.source.examine(name)).rejects.toMatchObject({ code: 'BAD_VALUE' })
    }
    expect(server.lines.join('\n')).not.toMatch(/EXAMINE|DELETE/)
    await expect(client.source.examine('x')).rejects.toMatchObject({
      code: 'NO_TABLE',
      message: expect.stringContaining('"x"'),
    })
  })
})

describe('a search', () => {
  it('that the server refuses is an error, never an empty answer', async () => {
    const cases: readonly [Answer, string][] = [
      [['$TAG NO Temporary System Error (Failure)'], 'CONNECTION_LOST'],
      [['$TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)'], 'THROTTLED'],
      [['$TAG BAD Could not parse command'], 'PROTOCOL'],
      [['$TAG OK done'], 'PROTOCOL'],
      [['* ESEARCH (TAG "x") UID ALL 0:4', '$TAG OK done'], 'PROTOCOL'],
      [['* ESEARCH (TAG "x") UID ALL 1:4294967295', '$TAG OK done'], 'PROTOCOL'],
      [['* ESEARCH (TAG "x") UID ALL 1:3 "', '$TAG OK done'], 'PROTOCOL'],
    ]
    for (const [answer, code] of cases) {
      await using server = await startScripted({ answers: { 'UID SEARCH': answer } })
      await using client = clientOf(server.port)
      await client.source.examine('INBOX')
      await expect(client.source.search({ kind: 'all' })).rejects.toMatchObject({ code })
    }
  })

  it('is answered by SEARCH where the server has no ESEARCH', async () => {
    await using server = await startScripted({
      capability: CAPABILITY.replace('ESEARCH ', ''),
      answers: { 'UID SEARCH': ['* SEARCH 5 2 9', '* SEARCH 2 11', '$TAG OK done'] },
    })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    expect(await client.source.search({ kind: 'all' })).toEqual([2, 5, 9, 11])
    expect(await client.source.totals({ kind: 'all' }, ['COUNT', 'MAX', 'MIN'])).toEqual([4, 11, 2])
    expect(server.lines.join('\n')).not.toContain('RETURN')
  })

  it('tells a total that is missing from one of nothing', async () => {
    const cases: readonly [string, readonly (number | null)[] | RegExp][] = [
      ['UID MIN 3 MAX 9 COUNT 2', [3, 9]],
      ['UID COUNT 0', [null, null]],
      ['UID MIN 3 COUNT 2', /without MAX/],
      ['UID MIN 3', /without MAX/],
      ['UID', /without MIN/],
    ]
    for (const [items, expected] of cases) {
      const answer = [`* ESEARCH (TAG "$TAG") ${items}`, '$TAG OK done']
      await using server = await startScripted({ answers: { 'UID SEARCH': answer } })
      await using client = clientOf(server.port)
      await client.source.examine('INBOX')
      const totals = client.source.totals({ kind: 'all' }, ['MIN', 'MAX'])
      if (expected instanceof RegExp)
        await expect(totals).rejects.toMatchObject({
          code: 'PROTOCOL',
          message: expect.stringMatching(expected),
        })
      else expect(await totals).toEqual(expected)
      expect(server.lines.at(-1)).toContain('UID SEARCH RETURN (MIN MAX COUNT) ALL')
    }
  })

  it('that is too long for a line is several, each answer once', async () => {
    await using server = await startScripted({
      answers: { 'UID SEARCH': ['* ESEARCH (TAG "x") UID ALL 1:2,5', '$TAG OK done'] },
    })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    const ranges = Array.from({ length: 5000 }, (_, i) => ({ from: i * 2 + 1, to: i * 2 + 1 }))
    const term = {
      kind: 'and',
      terms: [
        { kind: 'flag', flag: '\\Seen', set: true },
        { kind: 'uid', ranges },
      ],
    } as const
    expect(await client.source.search(term)).toEqual([1, 2, 5])
    expect(await client.source.totals(term, ['COUNT', 'MIN'])).toEqual([3, 1])
    const searches = server.lines.filter(line => / UID SEARCH /.test(line))
    expect(searches.length).toBeGreaterThan(4)
    for (const line of searches) {
      expect(line.length).toBeLessThan(8000)
      expect(line).toContain('SEEN')
    }
  })
})

describeBoth('cancelling', () => {
  it('before a command sends nothing', async () => {
    await using server = await startScripted()
    await using client = clientOf(server.port)
    await expect(client.source.examine('INBOX', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(server.connections()).toBe(0)
  })

  it('during a command drops a connection that does not answer, and the next call connects anew', async () => {
    let calls = 0
    const answer: Answer = ({ tag, socket }) => {
      if (++calls > 1) socket.write(`* ESEARCH (TAG "x") UID ALL 3\r\n${tag} OK done\r\n`)
    }
    await using server = await startScripted({ answers: { 'UID SEARCH': answer } })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    const start = performance.now()
    const searching = client.source.search({ kind: 'all' }, { signal: AbortSignal.timeout(50) })
    await expect(searching).rejects.toMatchObject({ code: 'CANCELLED', sqlState: '57014' })
    expect(performance.now() - start).toBeLessThan(1000)
    expect(await client.source.search({ kind: 'all' })).toEqual([3])
    expect(server.connections()).toBe(2)
  })

  it('during a command whose answer is on its way keeps the connection', async () => {
    const answer: Answer = ({ tag, socket }) =>
      setTimeout(() => socket.write(`* ESEARCH (TAG "x") UID ALL 3\r\n${tag} OK done\r\n`), 120)
    await using server = await startScripted({ answers: { 'UID SEARCH': answer } })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    const searching = client.source.search({ kind: 'all' }, { signal: AbortSignal.timeout(30) })
    await expect(searching).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await client.source.search({ kind: 'all' })).toEqual([3])
    expect(server.connections()).toBe(1)
  })

  it('while connecting ends the attempt', async () => {
    await using server = await startScripted({ greeting: null })
    await using client = clientOf(server.port, { timeoutSeconds: 0 })
    await expect(client.source.traits({ signal: AbortSignal.timeout(30) })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })

  it('is not needed for two operations at once: the second is refused', async () => {
    await using server = await startScripted()
    await using client = clientOf(server.port)
    const first = client.source.examine('INBOX')
    await expect(client.source.examine('INBOX')).rejects.toMatchObject({ code: 'INTERNAL' })
    await expect(first).resolves.toMatchObject({ exists: 3 })
  })
})

describe('a secret', () => {
  const canary = 'canary-pa55word/with+specials'
  const forms = [
    canary,
    ...[0, 1, 2].map(n =>
      Buffer.from('x'.repeat(n) + canary)
        .toString('base64')
        .slice(n + 2, 30),
    ),
  ]

  it('is in no log, no error and no notice, even when the server echoes it', async () => {
    const out: string[] = []
    const logger = {
      isEnabled: () => true,
      write: (level: number, module: LogModule, text: string) => out.push(`${level} ${module} ${text}`),
    }
    const echoes = `NO [AUTHENTICATIONFAILED] bad password ${canary} or ${Buffer.from(`\0me\0${canary}`).toString('base64')}`
    for (const [kind, capability] of [
      ['password', CAPABILITY],
      ['password', CAPABILITY.replace('AUTH=PLAIN ', '')],
      ['password', CAPABILITY.replace('AUTH=PLAIN', 'AUTH=LOGIN')],
      ['accessToken', CAPABILITY],
      ['accessToken', CAPABILITY.replace('SASL-IR ', '')],
    ] as const) {
      const refuse: Answer = async ({ tag, line, socket, next }) => {
        const more = /(PLAIN|LOGIN)$/.test(line)
          ? line.endsWith('PLAIN')
            ? ['+ ']
            : ['+ VXNlcm5hbWU6', '+ UGFzc3dvcmQ6']
          : []
        for (const go of line.endsWith('XOAUTH2') ? ['+ '] : more) {
          socket.write(`${go}\r\n`)
          await next()
        }
        socket.write(`* OK [ALERT] ${canary}\r\n${tag} ${echoes}\r\n`)
      }
      await using server = await startScripted({
        capability,
        answers: { AUTHENTICATE: refuse, LOGIN: refuse },
      })
      const credentials = async () => ({ kind, value: new Secret(canary) })
      await using client = clientOf(server.port, { credentials, logger })
      const error: unknown = await client.source.traits().catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 'AUTH_REFUSED' })
      out.push(
        inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
        JSON.stringify(client.notices),
      )
      out.push(inspect(client.source, { depth: 3 }))
    }
    const text = out.join('\n')
    expect(text).toContain('********')
    for (const form of forms) expect(text).not.toContain(form)
  })
})
