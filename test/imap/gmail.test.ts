import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Gmaild, startGmaild } from '../../src/gmaild/index.ts'
import { Secret } from '../../src/util/secret.ts'
import { type Client, clientOf, describeBoth } from './scripted-server.ts'

let gmaild: Gmaild
let client: Client

const sent = () => gmaild.record.map(record => record.line.replace(/^\S+ /, ''))

describeBoth('Gmail', () => {
  beforeAll(async () => {
    gmaild = await startGmaild({
      messages: 0,
      accessTokens: ['tok-good'],
      user: 'me@gmail.com',
      timeZone: 'Asia/Tokyo',
    })
    const at = (day: number) => new Date(Date.UTC(2026, 9, day, 12))
    const mail = (subject: string) =>
      `From: Änn <ann@example.com>\r\nTo: me@gmail.com\r\nSubject: ${subject}\r\n\r\nbody\r\n`
    gmaild.account.append({ raw: mail('invoice one'), labels: ['\\Inbox', 'Work'], internalDate: at(1) })
    gmaild.account.append({
      raw: mail('請求書 two'),
      labels: ['\\Inbox', '仕事/請求書'],
      flags: ['\\Seen'],
      internalDate: at(2),
    })
    gmaild.account.append({
      raw: mail('three & more'),
      labels: ['\\Starred', 'A & B "q"'],
      internalDate: at(3),
    })
    client = clientOf(gmaild.port, {
      user: gmaild.user,
      credentials: async () => ({ kind: 'accessToken', value: new Secret('tok-good') }),
    })
  })

  beforeEach(() => gmaild.clearRecord())

  afterAll(async () => {
    await client.source.close()
    await gmaild.close()
  })

  it('is told by its extension, and speaks UTF-8 after ENABLE', async () => {
    expect(await client.source.traits()).toEqual({ gmail: true, condstore: true, esearch: true })
    expect(sent()).toContain('ENABLE CONDSTORE UTF8=ACCEPT')
    expect(sent().join('\n')).not.toMatch(/COMPRESS|IDLE|SELECT/)
  })

  it('lists its mailboxes by one command, with their uses', async () => {
    const mailboxes = await client.source.listMailboxes()
    expect(sent()).toHaveLength(1)
    const uses = Object.fromEntries(mailboxes.map(each => [each.path, each.specialUse]))
    expect(uses).toMatchObject({
      INBOX: null,
      '[Gmail]/All Mail': '\\All',
      '[Gmail]/Important': '\\Important',
      '[Gmail]/Trash': '\\Trash',
      '仕事/請求書': null,
      'A & B "q"': null,
    })
    expect(mailboxes.find(each => each.path === '[Gmail]')?.isSelectable).toBe(false)
  })

  it('tells the status of several mailboxes by one command', async () => {
    const statuses = await client.source.statuses(['INBOX', '仕事/請求書', '[Gmail]/All Mail'])
    expect(sent()).toHaveLength(1)
    expect(statuses.get('INBOX')).toMatchObject({ messages: 2, unseen: 1 })
    expect(statuses.get('仕事/請求書')).toMatchObject({ messages: 1, unseen: 0 })
    expect([...statuses.keys()]).toEqual(['INBOX', '仕事/請求書', '[Gmail]/All Mail'])
  })

  it('examines by one command each time', async () => {
    expect(await client.source.examine('仕事/請求書')).toMatchObject({ exists: 1 })
    expect(await client.source.examine('A & B "q"')).toMatchObject({ exists: 1 })
    expect(await client.source.examine('INBOX')).toMatchObject({ exists: 2, uidNext: 3 })
    expect(sent()).toHaveLength(3)
    expect(sent().every(line => line.startsWith('EXAMINE '))).toBe(true)
    await expect(client.source.examine('No such label')).rejects.toMatchObject({ code: 'NO_TABLE' })
  })

  it('yields ids, threads and labels; the label of the mailbox is left out', async () => {
    await client.source.examine('[Gmail]/All Mail')
    const rows = await client.source.fetch({ kind: 'uids', uids: [1, 2, 3] }, [
      'msgId',
      'threadId',
      'labels',
      'flags',
    ])
    expect(rows.map(row => row.msgId)).toEqual(
      gmaild.account.messages().map(message => message.msgId.toString()),
    )
    expect(rows.map(row => row.labels?.toSorted())).toEqual([
      ['Work', '\\Inbox'],
      ['\\Inbox', '仕事/請求書'],
      ['A & B "q"', '\\Starred'],
    ])
    await client.source.examine('INBOX')
    const [row] = await client.source.fetch({ kind: 'sequence', from: 2, to: 2 }, ['labels', 'envelope'])
    expect(row).toMatchObject({
      uid: 2,
      labels: ['仕事/請求書'],
      envelope: { subject: '請求書 two', from: [{ name: 'Änn' }] },
    })
  })

  it('searches labels, ids and its own language, ASCII or not', async () => {
    await client.source.examine('[Gmail]/All Mail')
    const search = async (term: Parameters<typeof client.source.search>[0]) =>
      await client.source.search(term)
    expect(await search({ kind: 'gmLabel', label: '仕事/請求書' })).toEqual([2])
    expect(await search({ kind: 'gmLabel', label: 'A & B "q"' })).toEqual([3])
    expect(await search({ kind: 'gmLabel', label: '\\Inbox' })).toEqual([1, 2])
    expect(await search({ kind: 'gmRaw', query: 'subject:invoice' })).toEqual([1])
    expect(await search({ kind: 'not', term: { kind: 'gmRaw', query: 'label:仕事-請求書' } })).toEqual([1, 3])
    const id = gmaild.account.messages()[2]!.msgId.toString()
    expect(
      await search({
        kind: 'or',
        terms: [
          { kind: 'gmMsgId', id },
          { kind: 'flag', flag: '\\Seen', set: true },
        ],
      }),
    ).toEqual([2, 3])
    expect(await client.source.totals({ kind: 'gmLabel', label: '\\Inbox' }, ['COUNT'])).toEqual([2])
  })

  it('refreshes by MODSEQ what changed since', async () => {
    const state = await client.source.examine('[Gmail]/All Mail')
    gmaild.account.setFlags(gmaild.account.messages()[0]!.msgId, ['\\Flagged'])
    await client.source.examine('[Gmail]/All Mail')
    const rows = await client.source.fetch({ kind: 'changedSince', modSeq: state.highestModSeq! }, [
      'flags',
      'modSeq',
    ])
    expect(rows).toEqual([{ uid: 1, flags: ['\\Flagged'], modSeq: expect.any(BigInt) }])
  })

  it('speaks modified UTF-7 and literals where it has no UTF8=ACCEPT', async () => {
    const capabilities =
      'IMAP4rev1 UNSELECT NAMESPACE ID X-GM-EXT-1 ENABLE CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS SPECIAL-USE LITERAL-'
    await using plain = await startGmaild({ messages: 0, capabilities })
    plain.account.append({ raw: 'Subject: x\r\n\r\nbody\r\n', labels: ['仕事/請求書', 'A & B'] })
    await using other = clientOf(plain.port, {
      user: plain.user,
      credentials: async () => ({ kind: 'password', value: new Secret(plain.password) }),
    })
    const paths = (await other.source.listMailboxes()).map(each => each.path)
    expect(paths).toContain('仕事/請求書')
    await other.source.examine('仕事/請求書')
    await other.source.examine('[Gmail]/All Mail')
    const [row] = await other.source.fetch({ kind: 'uids', uids: [1] }, ['labels'])
    expect(row?.labels?.toSorted()).toEqual(['A & B', '仕事/請求書'])
    expect(await other.source.search({ kind: 'gmLabel', label: '仕事/請求書' })).toEqual([1])
    const lines = plain.record.map(record => record.line)
    expect(lines.find(line => line.includes('X-GM-LABELS "') || line.includes('X-GM-LABELS {'))).toMatch(
      /CHARSET UTF-8 X-GM-LABELS \{16\+?\}/,
    )
  })

  it('ends a session whose token ran out, and the next call logs in with the new one', async () => {
    await using expiring = await startGmaild({ messages: 0, accessTokens: ['one', 'two'], tokenExpiry: 150 })
    const tokens = ['one', 'two']
    await using other = clientOf(expiring.port, {
      user: expiring.user,
      credentials: async () => ({ kind: 'accessToken', value: new Secret(tokens.shift()!) }),
    })
    await other.source.examine('INBOX')
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(await other.source.search({ kind: 'all' })).toEqual([])
    expect(tokens).toEqual([])
  })

  it('keeps the rows of a partial failure, and says when it throttles', async () => {
    let fetches = 0
    await using faulty = await startGmaild({
      messages: 30,
      intercept: ({ name }) => {
        if (name !== 'UID FETCH') return undefined
        return ++fetches === 1
          ? { rows: 20, tagged: 'NO Some messages could not be FETCHed (Failure)' }
          : { tagged: 'OK Success [THROTTLED]' }
      },
    })
    await using other = clientOf(faulty.port, {
      user: faulty.user,
      credentials: async () => ({ kind: 'password', value: new Secret(faulty.password) }),
    })
    await other.source.examine('[Gmail]/All Mail')
    const uids = await other.source.search({ kind: 'all' })
    const rows = await other.source.fetch({ kind: 'uids', uids }, ['envelope', 'labels'])
    expect(rows.map(row => row.uid).sort((a, b) => a - b)).toEqual(uids)
    expect(faulty.record.filter(record => record.name === 'UID FETCH')).toHaveLength(11)
    expect(other.notices.map(notice => notice.code)).toEqual(['THROTTLED'])
  })

  it('loses no row in silence wherever the connection is cut', async () => {
    let cut = 0
    await using cutting = await startGmaild({
      messages: 5,
      intercept: ({ name }) => (name === 'UID FETCH' && cut > 0 ? { dropAfter: cut } : undefined),
    })
    const credentials = async () => ({ kind: 'password' as const, value: new Secret(cutting.password) })
    await using other = clientOf(cutting.port, { user: cutting.user, credentials })
    await other.source.examine('[Gmail]/All Mail')
    const uids = await other.source.search({ kind: 'all' })
    cutting.clearRecord()
    const whole = await other.source.fetch({ kind: 'uids', uids }, ['envelope', 'structure'])
    const bytes = cutting.record.at(-1)!.responseBytes
    for (cut = 1; cut < bytes; cut += 97) {
      await other.source.examine('[Gmail]/All Mail')
      await expect(
        other.source.fetch({ kind: 'uids', uids }, ['envelope', 'structure']),
      ).rejects.toMatchObject({
        code: 'CONNECTION_LOST',
      })
    }
    cut = 0
    expect(await other.source.fetch({ kind: 'uids', uids }, ['envelope', 'structure'])).toEqual(whole)
  })

  it('takes bad tokens and a switched-off IMAP for what they are', async () => {
    const wrong = {
      user: gmaild.user,
      credentials: async () => ({ kind: 'accessToken' as const, value: new Secret('tok-bad') }),
    }
    await using bad = clientOf(gmaild.port, wrong)
    await expect(bad.source.traits()).rejects.toMatchObject({
      code: 'AUTH_REFUSED',
      message: expect.stringMatching(/status 40\d/),
    })
    await using off = await startGmaild({ messages: 0, imapDisabled: true })
    const right = {
      user: off.user,
      credentials: async () => ({ kind: 'password' as const, value: new Secret(off.password) }),
    }
    await using refused = clientOf(off.port, right)
    await expect(refused.source.traits()).rejects.toMatchObject({
      code: 'AUTH_REFUSED',
      hint: expect.stringContaining('Enable IMAP'),
    })
  })

  it('refuses the connection too many as such', async () => {
    await using small = await startGmaild({ messages: 0, maxConnections: 1 })
    const options = {
      user: small.user,
      credentials: async () => ({ kind: 'password' as const, value: new Secret(small.password) }),
    }
    await using first = clientOf(small.port, options)
    await using second = clientOf(small.port, options)
    await first.source.traits()
    await expect(second.source.traits()).rejects.toMatchObject({ code: 'TOO_MANY_CONNECTIONS' })
  })
})
