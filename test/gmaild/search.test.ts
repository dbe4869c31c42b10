import { describe, expect, test } from 'vitest'
import { type GmaildOptions, startGmaild } from '../../src/gmaild/index.ts'
import { found, literal, messageText, utf8, WireClient } from './wire-client.ts'

const subjects = ['invoice', 'voice call', 'Vidéo', 'video', '請求書の件', 'Party time', 'art show']

async function withSubjects(options: GmaildOptions = {}) {
  const gmaild = await startGmaild({ messages: 0, ...options })
  for (const [i, subject] of subjects.entries()) {
    gmaild.account.append({
      raw: messageText({
        subject,
        id: `${i}@s.example`,
        body: `Body number ${i}`,
        headers: ['Date: Thu, 01 Jan 2026 23:30:00 -0500'],
      }),
      labels: ['\\Inbox', ...(i % 2 === 0 ? ['Even ones'] : [])],
      flags: i < 3 ? ['\\Seen'] : [],
      internalDate: new Date(Date.UTC(2026, 0, 1 + i, 23, 30)),
    })
  }
  const client = await WireClient.login(gmaild)
  await client.command('EXAMINE INBOX')
  const search = async (keys: string): Promise<number[]> => found(await client.command(`UID SEARCH ${keys}`))
  return { gmaild, client, search, [Symbol.asyncDispose]: () => gmaild.close() }
}

describe('text keys', () => {
  test('match whole words, not parts of them', async () => {
    await using s = await withSubjects()
    expect(await s.search('SUBJECT voice')).toEqual([2])
    expect(await s.search('SUBJECT invoice')).toEqual([1])
    expect(await s.search('SUBJECT art')).toEqual([7])
    expect(await s.search('SUBJECT "VOICE CALL"')).toEqual([2])
    expect(await s.search('SUBJECT "call voice"')).toEqual([])
    expect(await s.search('FROM north')).toEqual([])
    expect(await s.search('FROM ada@northwind.example')).toHaveLength(7)
    expect(await s.search('BODY "number 4"')).toEqual([5])
    expect(await s.search('TEXT voice')).toEqual([2])
  })

  test('do not fold accents', async () => {
    await using s = await withSubjects()
    expect(await s.search('SUBJECT video')).toEqual([4])
    expect(await s.search(`CHARSET UTF-8 SUBJECT ${literal('vidéo')}`)).toEqual([3])
  })

  test('find Japanese words', async () => {
    await using s = await withSubjects()
    expect(await s.search(`CHARSET UTF-8 SUBJECT ${literal('請求書')}`)).toEqual([5])
    expect(await s.search(`CHARSET UTF-8 SUBJECT ${literal('求書')}`)).toEqual([])
  })

  test('HEADER References finds nothing and HEADER Message-ID finds', async () => {
    await using s = await withSubjects()
    expect(await s.search('HEADER References ""')).toEqual([])
    expect(await s.search('HEADER Message-ID <3@s.example>')).toEqual([4])
  })
})

describe('8-bit text', () => {
  test('in a quoted string is BAD until UTF8=ACCEPT is enabled', async () => {
    await using s = await withSubjects()
    const key = `UID SEARCH SUBJECT "${utf8('vidéo')}"`
    expect((await s.client.command(key)).tagged).toMatch(/^BAD /)
    await s.client.command('ENABLE UTF8=ACCEPT')
    expect(found(await s.client.command(key))).toEqual([3])
  })

  test('CHARSET is BAD once UTF8=ACCEPT is enabled', async () => {
    await using s = await withSubjects()
    await s.client.command('ENABLE UTF8=ACCEPT')
    expect((await s.client.command('UID SEARCH CHARSET UTF-8 SUBJECT video')).tagged).toMatch(/^BAD /)
    expect((await s.client.command('UID SEARCH CHARSET KOI8-R SUBJECT video')).tagged).toMatch(/^BAD /)
  })

  test('an unknown CHARSET is NO [BADCHARSET]', async () => {
    await using s = await withSubjects()
    expect((await s.client.command('SEARCH CHARSET KOI8-R SUBJECT x')).tagged).toMatch(/^NO \[BADCHARSET/)
  })
})

describe('dates', () => {
  test('SINCE, BEFORE and ON compare the day in the account’s zone', async () => {
    await using utc = await withSubjects()
    expect(await utc.search('ON 1-Jan-2026')).toEqual([1])
    await using tokyo = await withSubjects({ timeZone: 'Asia/Tokyo' })
    expect(await tokyo.search('ON 1-Jan-2026')).toEqual([])
    expect(await tokyo.search('SINCE 2-Jan-2026 BEFORE 4-Jan-2026')).toEqual([1, 2])
  })

  test('SENTON takes the Date header’s own day', async () => {
    await using s = await withSubjects()
    expect(await s.search('SENTON 1-Jan-2026')).toHaveLength(7)
    expect(await s.search('SENTSINCE 2-Jan-2026')).toEqual([])
  })

  test('the newest messages are unknown to dates and text while the index lags, not to flags', async () => {
    await using s = await withSubjects({ indexLag: 2 })
    expect(await s.search('SINCE 1-Jan-2026')).toEqual([1, 2, 3, 4, 5])
    expect(await s.search('SUBJECT art')).toEqual([])
    expect(await s.search('X-GM-RAW art')).toEqual([])
    expect(await s.search('UNSEEN')).toEqual([4, 5, 6, 7])
  })
})

describe('other keys', () => {
  test('combine by AND, OR, NOT and parentheses', async () => {
    await using s = await withSubjects()
    expect(await s.search('OR (SEEN UID 1:2) (UNSEEN 6:*)')).toEqual([1, 2, 6, 7])
    expect(await s.search('NOT NOT SEEN')).toEqual([1, 2, 3])
    expect(await s.search('UID 100:*')).toEqual([7])
    expect(await s.search('LARGER 100 SMALLER 10')).toEqual([])
  })

  test('X-GM-LABELS takes the exact name and finds the selected mailbox’s own label', async () => {
    await using s = await withSubjects()
    expect(await s.search('X-GM-LABELS "Even ones"')).toEqual([1, 3, 5, 7])
    expect(await s.search('X-GM-LABELS "even"')).toEqual([])
    expect(await s.search('X-GM-LABELS "\\\\Inbox"')).toHaveLength(7)
  })

  test('X-GM-MSGID, X-GM-THRID and MODSEQ', async () => {
    await using s = await withSubjects()
    const ids = s.gmaild.account.mailbox('INBOX')!.msgIds
    expect(await s.search(`X-GM-MSGID ${ids[3]}`)).toEqual([4])
    expect(await s.search(`OR X-GM-THRID ${ids[0]} X-GM-THRID ${ids[1]}`)).toEqual([1, 2])
    const answer = await s.client.command('UID SEARCH MODSEQ 1')
    expect(answer.lines[0]).toMatch(/^\* SEARCH 1 2 3 4 5 6 7 \(MODSEQ \d+\)$/)
  })

  test('ESEARCH answers in ranges', async () => {
    await using s = await withSubjects()
    const all = await s.client.command('UID SEARCH RETURN (MIN MAX COUNT ALL) OR 1:3 6')
    expect(all.lines[0]).toBe(
      '* ESEARCH (TAG "t3") UID MIN 1 MAX 6 COUNT 4 ALL 1:3,6'.replace(
        't3',
        /TAG "(t\d+)"/.exec(all.lines[0]!)![1]!,
      ),
    )
    const none = await s.client.command('SEARCH RETURN () DELETED')
    expect(none.lines[0]).toMatch(/^\* ESEARCH \(TAG "t\d+"\)$/)
  })
})

test('X-GM-RAW understands operators, negation, OR, quotes and groups', async () => {
  await using s = await withSubjects()
  const raw = (text: string): Promise<number[]> => s.search(`X-GM-RAW "${text.replaceAll('"', '\\"')}"`)
  expect(await raw('subject:voice')).toEqual([2])
  expect(await raw('-subject:voice is:read')).toEqual([1, 3])
  expect(await raw('subject:invoice OR subject:art')).toEqual([1, 7])
  expect(await raw('subject:(invoice)')).toEqual([1])
  expect(await raw('"voice call"')).toEqual([2])
  expect(await raw('label:even-ones from:ada')).toEqual([1, 3, 5, 7])
  expect(await raw('after:2026/1/3 before:2026/1/5')).toEqual([3, 4])
  expect(await raw('in:inbox -has:attachment {invoice party}')).toEqual([1, 6])
  expect(await raw('rfc822msgid:<2@s.example>')).toEqual([3])
  expect(await raw('larger:1M')).toEqual([])
  expect(await raw('older_than:1d newer_than:50y')).toHaveLength(7)
})
