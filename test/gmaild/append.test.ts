import { expect, test } from 'vitest'
import { type GmaildOptions, startGmaild } from '../../src/gmaild/index.ts'
import { literal, messageText, utf8, WireClient } from './wire-client.ts'

async function empty(options: GmaildOptions = {}) {
  const gmaild = await startGmaild({ messages: 0, ...options })
  const client = await WireClient.login(gmaild)
  return { gmaild, client, [Symbol.asyncDispose]: () => gmaild.close() }
}

test('APPEND gives APPENDUID and keeps octets, flags and date', async () => {
  await using s = await empty()
  const text = messageText({ subject: 'kept', body: 'Grüße' })
  const answer = await s.client.command(
    `APPEND INBOX (\\Seen $Work) " 3-Feb-2026 09:00:00 +0900" ${literal(text)}`,
  )
  expect(answer.tagged).toBe('OK [APPENDUID 1 1] (Success)')
  await s.client.command('SELECT INBOX')
  const row = await s.client.command('FETCH 1 (FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])')
  const octets = utf8(text)
  expect(row.lines[0]).toBe(
    `* 1 FETCH (RFC822.SIZE ${octets.length} INTERNALDATE " 3-Feb-2026 00:00:00 +0000" FLAGS (\\Seen $Work) BODY[] {${octets.length}}\r\n${octets})`,
  )
})

test('the same Message-ID again merges labels and keeps the first date', async () => {
  await using s = await empty()
  const text = messageText({ id: 'same@x.example' })
  await s.client.command(`APPEND INBOX " 3-Feb-2020 09:00:00 +0000" ${literal(text)}`)
  await s.client.command('CREATE Copies')
  await s.client.command(`APPEND Copies (\\Flagged) " 3-Feb-2021 09:00:00 +0000" ${literal(text)}`)
  const [message, ...others] = s.gmaild.account.messages()
  expect(others).toEqual([])
  expect(message).toMatchObject({
    labels: ['\\Inbox', 'Copies', '\\Starred'],
    internalDate: new Date('2020-02-03T09:00:00Z'),
  })
})

test('without Message-ID nothing is merged', async () => {
  await using s = await empty()
  await s.client.command(`APPEND INBOX ${literal(messageText({}))}`)
  await s.client.command(`APPEND INBOX ${literal(messageText({}))}`)
  expect(s.gmaild.account.messages()).toHaveLength(2)
})

test('a Message-ID that is in Trash comes back', async () => {
  await using s = await empty()
  const id = s.gmaild.account.append({ raw: messageText({ id: 'back@x.example' }), labels: ['\\Trash'] })
  await s.client.command(`APPEND INBOX ${literal(messageText({ id: 'back@x.example' }))}`)
  expect(s.gmaild.account.message(id)).toMatchObject({ place: 'mail', labels: ['\\Inbox'] })
})

test.each(['01-Jan-2090 00:00:00 +0000', '31-Dec-1969 23:00:00 +0000'])(
  'the date %s becomes now',
  async date => {
    await using s = await empty()
    const before = Date.now()
    await s.client.command(`APPEND INBOX "${date}" ${literal(messageText({}))}`)
    expect(s.gmaild.account.messages()[0]!.internalDate.getTime()).toBeGreaterThanOrEqual(before)
  },
)

test('a message above APPENDLIMIT is refused before it is sent', async () => {
  await using s = await empty({ appendLimit: 5000 })
  s.client.send('a1 APPEND INBOX {5001}\r\n')
  expect(await s.client.response()).toMatch(/^a1 NO \[TOOBIG\]/)
  expect((await s.client.command('CAPABILITY')).lines[0]).toMatch(/ APPENDLIMIT=5000$/)
})

test('an unknown mailbox is NO [TRYCREATE]', async () => {
  await using s = await empty()
  expect((await s.client.command(`APPEND Nowhere ${literal(messageText({}))}`)).tagged).toMatch(
    /^NO \[TRYCREATE\]/,
  )
})

test('small literals need not wait, and UTF8 literals are taken once enabled', async () => {
  await using s = await empty()
  const text = messageText({ subject: 'raw' })
  expect((await s.client.command(`APPEND INBOX {${text.length}+}\r\n${text}`)).tagged).toMatch(/^OK/)
  expect((await s.client.command(`APPEND INBOX UTF8 (~{${text.length}+}\r\n${text})`)).tagged).toMatch(/^BAD/)
  await s.client.command('ENABLE UTF8=ACCEPT')
  expect((await s.client.command(`APPEND INBOX UTF8 (~{${text.length}+}\r\n${text})`)).tagged).toMatch(/^OK/)
})

test('a reply joins the thread of what it refers to', async () => {
  await using s = await empty()
  const first = s.gmaild.account.append({ raw: messageText({ id: 'first@x.example' }) })
  await s.client.command(
    `APPEND INBOX ${literal(messageText({ id: 'r@x.example', headers: ['In-Reply-To: <first@x.example>'] }))}`,
  )
  expect(s.gmaild.account.messages().map(message => message.threadId)).toEqual([first, first])
})

test('APPEND to Drafts sets \\Draft', async () => {
  await using s = await empty()
  await s.client.command(`APPEND "[Gmail]/Drafts" ${literal(messageText({}))}`)
  expect(s.gmaild.account.messages()[0]).toMatchObject({ flags: ['\\Draft'], labels: ['\\Draft'] })
})
