import { expect, it } from 'vitest'
import type { FetchItem, MessageRecord } from '../../src/mail/message.ts'
import type { Notice } from '../../src/util/notice.ts'
import { type Answer, clientOf, describeBoth, startScripted } from './scripted-server.ts'

interface Outcome {
  readonly rows: readonly MessageRecord[]
  readonly error: unknown
  readonly notices: readonly Notice[]
  readonly lines: readonly string[]
}

/** EXAMINE and one fetch of UIDs 1 to 3 against a scripted UID FETCH. */
async function fetchWith(
  answer: Answer,
  items: readonly FetchItem[] = ['flags'],
  timeoutSeconds = 5,
): Promise<Outcome> {
  await using server = await startScripted({ answers: { 'UID FETCH': answer } })
  await using client = clientOf(server.port, { timeoutSeconds })
  await client.source.examine('INBOX')
  let rows: readonly MessageRecord[] = []
  let error: unknown = null
  try {
    rows = await client.source.fetch({ kind: 'uids', uids: [1, 2, 3] }, items)
  } catch (reason) {
    error = reason
  }
  return { rows, error, notices: client.notices, lines: server.lines }
}

const uidsOf = (rows: readonly MessageRecord[]) => rows.map(row => row.uid).sort((a, b) => a - b)
const row = (uid: number, rest = 'FLAGS ()') => `* ${uid} FETCH (UID ${uid} ${rest})`

describeBoth('rows of a FETCH', () => {
  it('are those asked for, each once, in whatever order and with items in any order', async () => {
    const { rows, error } = await fetchWith([
      '* 9 FETCH (FLAGS (\\Seen) UID 3)',
      row(77),
      row(0),
      '* 2 FETCH (FLAGS (\\Flagged))',
      row(1),
      row(3),
      row(1, 'FLAGS (\\Deleted)'),
      '* 1 EXPUNGE',
      '* 5 EXISTS',
      '$TAG OK done',
    ])
    expect(error).toBeNull()
    expect(uidsOf(rows)).toEqual([1, 3])
    expect(rows.find(each => each.uid === 3)?.flags).toEqual(['\\Seen'])
    expect(rows.find(each => each.uid === 1)?.flags).toEqual([])
  })

  it('may come one octet at a time, with literals, NULs before them, and UTF-8 in quotes', async () => {
    const answer: Answer = ({ tag, socket }) => {
      const text = `\0\0* 1 FETCH (UID 1 ENVELOPE (NIL "Grüße" NIL NIL NIL NIL NIL NIL NIL {5}\r\n<a@b>))\r\n${tag} OK done\r\n`
      for (const octet of Buffer.from(text)) socket.write(Buffer.of(octet))
    }
    const { rows, error, notices } = await fetchWith(answer, ['envelope'])
    expect([error, notices]).toEqual([null, []])
    expect(rows).toMatchObject([{ uid: 1, envelope: { subject: 'Grüße', messageId: '<a@b>' } }])
  })

  it('end with their command, so that what follows at once belongs to the next', async () => {
    await using server = await startScripted({
      answers: { 'UID FETCH': [row(1), '$TAG OK done', '* 1 FETCH (UID 1 FLAGS (\\Deleted))', '* 4 EX'] },
    })
    await using client = clientOf(server.port)
    const { source } = client
    await source.examine('INBOX')
    expect(await source.fetch({ kind: 'uids', uids: [1] }, ['flags'])).toEqual([{ uid: 1, flags: [] }])
    expect(await source.examine('INBOX')).toMatchObject({ exists: 3 })
  })

  it('may come in pieces', async () => {
    const { rows } = await fetchWith(
      [
        row(1),
        row(1, 'RFC822.SIZE 5'),
        row(2, 'FLAGS () RFC822.SIZE 6'),
        row(3, 'FLAGS () RFC822.SIZE 7'),
        '$TAG OK done',
      ],
      ['flags', 'size'],
    )
    expect(rows.find(each => each.uid === 1)).toEqual({ uid: 1, flags: [], size: 5 })
    expect(uidsOf(rows)).toEqual([1, 2, 3])
  })

  it('are kept when the server refuses some, and the rest is asked one by one', async () => {
    let calls = 0
    const answer: Answer = ({ tag, line, socket }) => {
      const uid = /UID FETCH (\d+) /.exec(line)?.[1]
      if (++calls === 1)
        socket.write(`${row(1)}\r\n${tag} NO Some messages could not be FETCHed (Failure)\r\n`)
      else socket.write(`${row(Number(uid))}\r\n${tag} OK done\r\n`)
    }
    const { rows, error } = await fetchWith(answer)
    expect(error).toBeNull()
    expect(uidsOf(rows)).toEqual([1, 2, 3])
    expect(calls).toBe(3)
  })

  it('name the UID that the server refuses again', async () => {
    const answer: Answer = ({ tag, line, socket }) => {
      const refused = / UID FETCH (1:3|2) /.test(line)
      const uid = /UID FETCH (\d+) /.exec(line)?.[1] ?? '1'
      const status = refused ? 'NO Some messages could not be FETCHed (Failure)' : 'OK done'
      socket.write(`${refused && uid === '2' ? '' : `${row(Number(uid))}\r\n`}${tag} ${status}\r\n`)
    }
    const { error } = await fetchWith(answer)
    expect(error).toMatchObject({ code: 'PROTOCOL', message: expect.stringContaining('UID 2') })
  })

  it('carry every number that the protocol allows, and no other', async () => {
    const { rows } = await fetchWith([row(1, 'MODSEQ (9223372036854775807)'), '$TAG OK done'], ['modSeq'])
    expect(rows).toEqual([{ uid: 1, modSeq: 9223372036854775807n }])
    for (const bad of ['MODSEQ (9223372036854775808)', 'MODSEQ (-1)', 'MODSEQ (x)']) {
      const { error } = await fetchWith([row(1, bad), '$TAG OK done'], ['modSeq'])
      expect(error).toMatchObject({ code: 'PROTOCOL', message: expect.stringContaining('UID 1') })
    }
    const { error } = await fetchWith([row(1, 'RFC822.SIZE 99999999999999999999'), '$TAG OK done'], ['size'])
    expect(error).toMatchObject({ code: 'PROTOCOL' })
  })
})

describeBoth('a literal', () => {
  const broken = ['{4294967295}', '{99999999999999999999}', '{-1}', '{5']
  it.each(broken)('of the length %s ends the statement, without memory for it', async size => {
    const before = process.memoryUsage().arrayBuffers
    const { error } = await fetchWith(
      [`* 1 FETCH (UID 1 ENVELOPE (${size}`, 'xx', '$TAG OK done'],
      ['envelope'],
      2,
    )
    expect(error).toMatchObject({ code: 'PROTOCOL' })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6)
  })

  it('that is cut off gives no half row', async () => {
    const answer: Answer = ({ socket }) => {
      socket.write(
        `${row(1, 'ENVELOPE (NIL "whole" NIL NIL NIL NIL NIL NIL NIL NIL)')}\r\n* 2 FETCH (UID 2 ENVELOPE (NIL {100}\r\nabc`,
      )
      setTimeout(() => socket.destroy(), 20)
    }
    const { rows, error } = await fetchWith(answer, ['envelope'])
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', retryable: true })
    expect(rows).toEqual([])
  })

  it('in which the server said goodbye gives none either', async () => {
    for (const half of ['* 2 FETCH (UID 2 FLAGS (\\Se', '* 2 FETCH (UID 2 ENVELOPE (NIL {40}\r\nabc']) {
      const answer: Answer = ({ socket }) => socket.end(`${row(1)}\r\n${half}\r\n* BYE gone\r\n`)
      const { rows, error } = await fetchWith(answer)
      expect(error).toMatchObject({ code: 'CONNECTION_LOST' })
      expect(rows).toEqual([])
    }
  })

  it('that is longer than said makes the line unreadable, which costs that row its envelope and says so', async () => {
    const answer: Answer = [
      '* 1 FETCH (UID 1 ENVELOPE (NIL {3}',
      'abcdef NIL NIL NIL NIL NIL NIL NIL NIL))',
      row(2, 'FLAGS ()'),
      '$TAG OK done',
    ]
    const { error, rows, notices } = await fetchWith(answer, ['envelope'])
    expect(error === null ? notices.length : error).not.toBe(0)
    expect(rows.every(each => each.envelope !== undefined)).toBe(true)
  })
})

describeBoth('a row that cannot be read', () => {
  const envelope = (uid: number) => row(uid, 'ENVELOPE (NIL "fine" NIL NIL NIL NIL NIL NIL NIL NIL)')

  it('costs its message the envelope only, and is told', async () => {
    const answer: Answer = ({ tag, line, socket }) => {
      const uids = / UID FETCH 1:3 /.test(line) ? [1, 2, 3] : [Number(/UID FETCH (\d+) /.exec(line)?.[1])]
      // A quoted string with an open end: UID 2 can never be tokenized.
      const lines = uids.map(uid =>
        uid === 2 ? '* 2 FETCH (UID 2 ENVELOPE (NIL "open NIL))' : envelope(uid),
      )
      socket.write(`${lines.join('\r\n')}\r\n${tag} OK done\r\n`)
    }
    const { rows, error, notices } = await fetchWith(answer, ['envelope'])
    expect(error).toBeNull()
    expect(uidsOf(rows)).toEqual([1, 2, 3])
    expect(rows.find(each => each.uid === 2)?.envelope).toMatchObject({ subject: null, from: [] })
    expect(rows.find(each => each.uid === 3)?.envelope?.subject).toBe('fine')
    expect(notices).toEqual([
      { code: 'UNREADABLE_MESSAGE', message: expect.stringContaining('ENVELOPE of UID 2 in "INBOX"') },
    ])
  })

  it('keeps its other columns when the structure is nested beyond reason', async () => {
    const deep = `${'('.repeat(2000)}"TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1${')'.repeat(2000)}`
    const plain = '("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1)'
    const { rows, error } = await fetchWith(
      [row(1, `FLAGS () BODYSTRUCTURE ${deep}`), row(2, `FLAGS () BODYSTRUCTURE ${plain}`), '$TAG OK done'],
      ['flags', 'structure'],
    )
    expect(error).toBeNull()
    expect(rows.find(each => each.uid === 1)).toMatchObject({
      flags: [],
      structure: null,
      structureError: expect.stringContaining('100'),
    })
    expect(rows.find(each => each.uid === 2)?.structure?.type).toBe('text/plain')
  })

  it('has NULLs where the envelope is short, and ignores what is too much', async () => {
    const nils = (count: number) => Array.from({ length: count }, () => 'NIL').join(' ')
    const { rows, error } = await fetchWith(
      [
        row(1, `ENVELOPE (${nils(9)})`),
        row(2, `ENVELOPE (${nils(11)})`),
        row(3, 'ENVELOPE NIL'),
        '$TAG OK done',
      ],
      ['envelope'],
    )
    expect(error).toBeNull()
    for (const each of rows)
      expect(each.envelope).toMatchObject({ date: null, subject: null, to: [], messageId: null })
    expect(uidsOf(rows)).toEqual([1, 2, 3])
  })
})

describeBoth('a command that fails', () => {
  it('with BAD is a protocol error with the server’s text', async () => {
    const { error } = await fetchWith(['$TAG BAD Could not parse \x1b[2Jcommand'])
    expect(error).toMatchObject({
      code: 'PROTOCOL',
      message: expect.stringContaining('BAD: Could not parse  [2Jcommand'),
    })
  })

  it('with BAD and no tag fails all the same', async () => {
    const { error } = await fetchWith(['BAD what?'])
    expect(error).toMatchObject({ code: 'PROTOCOL', message: expect.stringContaining('BAD: what?') })
  })

  it('with a word that is no answer is a protocol error', async () => {
    const { error } = await fetchWith([row(1), '$TAG MAYBE done'])
    expect(error).toMatchObject({
      code: 'PROTOCOL',
      message: expect.stringContaining('Invalid server response'),
    })
  })

  it('because messages are gone that were asked for does not fail', async () => {
    const { rows, error } = await fetchWith([
      row(1),
      '$TAG NO Some of the requested messages no longer exist.',
    ])
    expect([error, uidsOf(rows)]).toEqual([null, [1]])
  })

  it('with OVERQUOTA is throttling, and the connection stays', async () => {
    await using server = await startScripted({
      answers: {
        'UID FETCH': ['$TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)'],
      },
    })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    const fetching = client.source.fetch({ kind: 'uids', uids: [1] }, ['flags'])
    await expect(fetching).rejects.toMatchObject({ code: 'THROTTLED', retryable: true })
    await client.source.examine('INBOX')
    expect(server.connections()).toBe(1)
  })

  it('because the server says BYE tells its words, and the next call connects anew', async () => {
    let calls = 0
    const answer: Answer = ({ tag, socket }) => {
      if (++calls === 1) socket.end(`${row(1)}\r\n* BYE Session expired, please login again.\r\n`)
      else socket.write(`${row(1)}\r\n${tag} OK done\r\n`)
    }
    await using server = await startScripted({ answers: { 'UID FETCH': answer } })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    const set = { kind: 'uids', uids: [1] } as const
    await expect(client.source.fetch(set, ['flags'])).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      retryable: true,
      message: expect.stringContaining('Session expired, please login again.'),
    })
    expect(await client.source.fetch(set, ['flags'])).toEqual([{ uid: 1, flags: [] }])
    expect(server.connections()).toBe(2)
    expect(server.lines.filter(line => / EXAMINE /.test(line))).toHaveLength(2)
  })

  it('because nothing comes any more is a timeout', async () => {
    const { error } = await fetchWith(({ socket }) => socket.write('* 1 FETCH (UID 1'), ['flags'], 0.3)
    expect(error).toMatchObject({ code: 'TIMEOUT', retryable: true })
  })

  it('because only single bytes come is a timeout too', async () => {
    const drip: Answer = ({ socket }) => {
      const timer = setInterval(() => socket.write('x'), 50)
      socket.on('close', () => clearInterval(timer))
    }
    const { error } = await fetchWith(drip, ['flags'], 0.4)
    expect(error).toMatchObject({ code: 'TIMEOUT' })
  })
})

describeBoth('things a server says besides', () => {
  it('a throttled OK is told once', async () => {
    await using server = await startScripted({
      answers: { 'UID FETCH': [row(1), '$TAG OK Success [THROTTLED]'] },
    })
    await using client = clientOf(server.port)
    await client.source.examine('INBOX')
    for (let i = 0; i < 2; i++) {
      expect(await client.source.fetch({ kind: 'uids', uids: [1] }, ['flags'])).toHaveLength(1)
    }
    expect(client.notices.map(notice => notice.code)).toEqual(['THROTTLED'])
  })

  it('a line without end, or of too many tokens, ends the connection', async () => {
    const endless: Answer = ({ socket }) => {
      const piece = Buffer.alloc(1 << 20, 'x')
      socket.write('* 1 FETCH (UID 1 FLAGS (')
      for (let i = 0; i < 34; i++) socket.write(piece)
    }
    const crowded: Answer = [`* 1 FETCH (UID 1 FLAGS (${'a '.repeat(400_001)}))`, '$TAG OK done']
    for (const answer of [endless, crowded]) {
      const { error } = await fetchWith(answer)
      expect(error).toMatchObject({
        code: 'PROTOCOL',
        message: expect.stringMatching(/exceeds maximum|more than 400000/),
      })
    }
  })

  it('an alert in an answer is shown once', async () => {
    const { error, notices } = await fetchWith([row(1), '$TAG OK [ALERT] Read this'])
    expect(error).toBeNull()
    expect(notices).toEqual([{ code: 'ALERT', message: 'The mail server says: Read this' }])
  })

  it('an alert is shown without its control characters, a tag never sent is ignored', async () => {
    const { rows, notices } = await fetchWith([
      '* OK [ALERT] \x1b[2JRead \u009bthis',
      'ZZ9 OK whatever',
      row(1),
      '$TAG OK done',
    ])
    expect(uidsOf(rows)).toEqual([1])
    expect(notices[0]?.code).toBe('ALERT')
    expect(notices[0]?.message).toContain('Read')
    expect(notices[0]?.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
  })
})

describeBoth('the log of a FETCH', () => {
  it('has the command, its answer and each row, without secrets', async () => {
    const lines: string[] = []
    const logger = {
      isEnabled: () => true,
      write: (level: number, _module: string, text: string) => lines.push(`${level} ${text}`),
    }
    await using server = await startScripted({
      answers: { 'UID FETCH': [row(1, 'FLAGS (secret)'), '$TAG OK the secret is out'] },
    })
    await using client = clientOf(server.port, { logger })
    await client.source.examine('INBOX')
    await client.source.fetch({ kind: 'uids', uids: [1] }, ['flags'])
    const fetch = lines.filter(line => / FETCH|is out/.test(line))
    expect(fetch).toEqual([
      expect.stringMatching(/^3 C: \w+ UID FETCH 1 \(UID FLAGS\)$/),
      expect.stringMatching(/^5 S: \* 1 FETCH \(UID 1 FLAGS \(\*{8}\)\)$/),
      expect.stringMatching(/^3 S: \w+ OK the \*{8} is out$/),
    ])
  })
})
