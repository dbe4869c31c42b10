import { expect, onTestFinished, test } from 'vitest'
import { type GmaildOptions, startGmaild } from '../../src/gmaild/index.ts'
import { ImapWriter } from '../../src/imap/write/imap-writer.ts'
import { Secret } from '../../src/util/secret.ts'
import { type Answer, CAPABILITY, clientOf, startScripted } from './scripted-server.ts'

const SELECTED = ['* 3 EXISTS', '* OK [UIDVALIDITY 7] ok', '* OK [UIDNEXT 4] ok']
const SELECT: Answer = [...SELECTED, '$TAG OK [READ-WRITE] done']
const AT_7 = { path: 'INBOX', uidValidity: 7, uids: [1, 2, 3] }
const SEEN = { operation: 'add', values: ['\\Seen'] } as const

/** A writer for gmaild with so many messages in the inbox. */
async function withGmail(count: number, options: GmaildOptions = {}) {
  const gmaild = await startGmaild({ messages: 0, ...options })
  onTestFinished(() => gmaild.close())
  const password = async () => ({ kind: 'password' as const, value: new Secret(gmaild.password) })
  const client = clientOf(gmaild.port, { user: gmaild.user, credentials: password })
  onTestFinished(() => client.source.close())
  const ids = Array.from({ length: count }, (_, n) =>
    gmaild.account.append({ raw: `Subject: ${n + 1}\r\n\r\nbody`, labels: ['\\Inbox'] }),
  )
  const { uidValidity } = gmaild.account.mailbox('INBOX')!
  const sent = () => gmaild.record.map(({ line }) => line.replace(/^\S+ /, ''))
  return {
    ...{ gmaild, source: client.source, writer: new ImapWriter(client.source), sent },
    inbox: (...uids: number[]) => ({ path: 'INBOX', uidValidity, uids }),
    message: (n: number) => gmaild.account.message(ids[n - 1]!),
  }
}

async function withScript(answers: Record<string, Answer>, capability = CAPABILITY) {
  const server = await startScripted({ answers: { SELECT, ...answers }, capability })
  const client = clientOf(server.port, { timeoutSeconds: 1 })
  onTestFinished(async () => {
    await client.source.close()
    await server[Symbol.asyncDispose]()
  })
  return { server, source: client.source, writer: new ImapWriter(client.source) }
}

test('flags are added, removed and replaced by UID, and one SELECT serves the commands that follow', async () => {
  const { writer, inbox, message, sent } = await withGmail(3)
  await writer.storeFlags(inbox(1, 2, 3), { operation: 'add', values: ['\\Seen', 'Work'] })
  await writer.storeFlags(inbox(2), { operation: 'remove', values: ['\\Seen'] })
  await writer.storeFlags(inbox(3), { operation: 'replace', values: ['\\Answered'] })
  expect([1, 2, 3].map(n => message(n)!.flags)).toEqual([['\\Seen', 'Work'], ['Work'], ['\\Answered']])
  expect(sent().slice(-4)).toEqual([
    'SELECT "INBOX"',
    'UID STORE 1:3 +FLAGS.SILENT (\\Seen Work)',
    'UID STORE 2 -FLAGS.SILENT (\\Seen)',
    'UID STORE 3 FLAGS.SILENT (\\Answered)',
  ])
})

test('labels travel in any script and with any sign', async () => {
  const { writer, inbox, message } = await withGmail(1)
  const values = ['Work/Project X', 'Büro "1" \\ & Co', '受信', '\\Important']
  await writer.storeLabels(inbox(1), { operation: 'add', values })
  expect([...message(1)!.labels].sort()).toEqual(['\\Inbox', ...values].sort())
  await writer.storeLabels(inbox(1), { operation: 'remove', values: values.slice(1) })
  expect(message(1)!.labels).toEqual(['\\Inbox', 'Work/Project X'])
})

test('messages that changed meanwhile are left out, and told', async () => {
  const { gmaild, source, writer, inbox, message } = await withGmail(3)
  const { highestModSeq } = await source.examine('INBOX')
  const [, second] = gmaild.account.mailbox('INBOX')!.msgIds
  gmaild.account.setFlags(second!, ['\\Flagged'])
  const request = { operation: 'add', values: ['\\Seen'], unchangedSince: highestModSeq! } as const
  expect(await writer.storeFlags(inbox(1, 2, 3), request)).toEqual({ modified: [2] })
  expect([1, 2, 3].map(n => message(n)!.flags.includes('\\Seen'))).toEqual([true, false, true])
})

test('moved and copied messages are told by their UID in the destination, in whatever order they came there', async () => {
  const { gmaild, writer, inbox, message } = await withGmail(3)
  gmaild.account.createLabel('Work')
  const { uidValidity } = gmaild.account.mailbox('Work')!
  await writer.copy(inbox(3), 'Work')
  expect(await writer.copy(inbox(1, 2, 3), 'Work')).toEqual({
    uidValidity,
    uids: new Map([
      [1, 2],
      [2, 3],
      [3, 1],
    ]),
  })
  expect(await writer.move(inbox(1, 99), 'Work')).toEqual({ uidValidity, uids: new Map([[1, 2]]) })
  expect(message(1)!.labels).toEqual(['Work'])
  await writer.move(inbox(2), '[Gmail]/Trash')
  expect(message(2)).toMatchObject({ place: 'trash', labels: [] })
  const trash = gmaild.account.mailbox('[Gmail]/Trash')!
  await writer.expunge({ path: '[Gmail]/Trash', uidValidity: trash.uidValidity, uids: trash.uids })
  expect(message(2)).toBeUndefined()
})

test('APPEND keeps octets, flags and date, and tells the UID', async () => {
  const { gmaild, writer } = await withGmail(0)
  const octets = Buffer.from(`Subject: Gr\xfc\xdfe\r\n\r\n${'x'.repeat(10_000)}\r\n`, 'latin1')
  const internalDate = Date.UTC(2026, 1, 3, 9, 8, 7)
  const told = await writer.append({ path: 'INBOX', octets, flags: ['\\Seen'], internalDate })
  expect(told).toEqual({ uidValidity: gmaild.account.mailbox('INBOX')!.uidValidity, uid: 1 })
  const [message] = gmaild.account.messages()
  expect(message).toMatchObject({ flags: ['\\Seen'], internalDate: new Date(internalDate) })
  expect(message!.labels).toEqual(['\\Inbox'])
  expect(await writer.appendLimit()).toBe(35_651_584)
  expect(gmaild.account.raw(message!.msgId)).toEqual(octets)
})

test('mailboxes are made, renamed and removed, also one that is open', async () => {
  const { gmaild, source, writer } = await withGmail(1)
  await writer.createMailbox('Büro/Ablage')
  await source.examine('Büro/Ablage')
  await writer.renameMailbox('Büro/Ablage', 'R&D')
  expect(gmaild.account.mailbox('R&D')).toBeDefined()
  await expect(writer.createMailbox('R&D')).rejects.toMatchObject({ code: 'TABLE_EXISTS' })
  await source.examine('R&D')
  await writer.deleteMailbox('R&D')
  expect(gmaild.account.mailbox('R&D')).toBeUndefined()
  await expect(writer.deleteMailbox('R&D')).rejects.toMatchObject({ code: 'NO_TABLE' })
})

test('reading goes on with EXAMINE, and writing opens the mailbox again', async () => {
  const { source, writer, inbox, sent } = await withGmail(2)
  await source.examine('INBOX')
  await writer.storeFlags(inbox(1), SEEN)
  expect(await source.search({ kind: 'flag', flag: '\\Seen', set: true })).toEqual([1])
  await writer.storeFlags(inbox(2), SEEN)
  const opened = sent().filter(line => /^(?:EXAMINE|SELECT|UID)/.test(line))
  expect(opened.map(line => line.split(' ', 2).join(' '))).toEqual([
    'EXAMINE "INBOX"',
    'SELECT "INBOX"',
    'UID STORE',
    'EXAMINE "INBOX"',
    'UID SEARCH',
    'SELECT "INBOX"',
    'UID STORE',
  ])
})

test('nothing is sent for a mailbox that was rebuilt, is read-only, or for a message that is too large', async () => {
  const { gmaild, writer, inbox, message, sent } = await withGmail(1, { appendLimit: 100 })
  const stale = inbox(1)
  gmaild.account.renumber('INBOX')
  await expect(writer.storeFlags(stale, SEEN)).rejects.toMatchObject({ code: 'STALE_ID' })
  expect(message(1)!.flags).toEqual([])
  const octets = Buffer.alloc(101, 'x')
  await expect(writer.append({ path: 'INBOX', octets })).rejects.toMatchObject({ code: 'MESSAGE_LIMIT' })
  await expect(writer.append({ path: 'No', octets: octets.subarray(1) })).rejects.toMatchObject({
    code: 'NO_TABLE',
  })
  const nul = Buffer.from('Subject: a\r\n\r\n\0')
  await expect(writer.append({ path: 'INBOX', octets: nul })).rejects.toMatchObject({ code: 'BAD_VALUE' })
  expect(sent().filter(line => / STORE /.test(line))).toEqual([])

  const readOnly = await withScript({ SELECT: [...SELECTED, '$TAG OK [READ-ONLY] done'] })
  await expect(readOnly.writer.storeFlags(AT_7, SEEN)).rejects.toMatchObject({ code: 'NOT_WRITABLE' })
})

test.each(['a\r\nA1 DELETE x', 'a\0', 'a\nb'])('no text becomes a command: %j', async text => {
  const { server, writer } = await withScript({}, `${CAPABILITY} X-GM-EXT-1 MOVE UIDPLUS`)
  const request = { operation: 'add', values: [text] } as const
  const octets = Buffer.from('Subject: a\r\n\r\nb')
  const calls = [
    () => writer.storeFlags(AT_7, request),
    () => writer.storeLabels(AT_7, request),
    () => writer.move(AT_7, text),
    () => writer.copy({ ...AT_7, path: text }, 'INBOX'),
    () => writer.append({ path: text, octets }),
    () => writer.append({ path: 'INBOX', octets, flags: [text] }),
    () => writer.createMailbox(text),
    () => writer.renameMailbox('INBOX', text),
    () => writer.deleteMailbox(text),
  ]
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'BAD_VALUE' })
  expect(server.lines.filter(line => / (?:STORE|MOVE|COPY|APPEND|CREATE|RENAME|DELETE) /.test(line))).toEqual(
    [],
  )
})

test.each(['Seen)', 'two words', '\\', '', '"Seen"', 'Grün', '\\*'])('the flag %j is refused', async flag => {
  const { writer } = await withScript({})
  const request = { operation: 'add', values: [flag] } as const
  await expect(writer.storeFlags(AT_7, request)).rejects.toMatchObject({ code: 'BAD_VALUE' })
})

const hangUp: Answer = ({ socket }) => socket.destroy()

test.each([
  ['lost', hangUp],
  ['ended by BYE', ({ socket }) => socket.end('* BYE Session expired\r\n')],
  ['silent', []],
] satisfies [string, Answer][])(
  'a write whose connection is %s has an unknown outcome, and is not sent again',
  async (_, answer) => {
    const { server, writer } = await withScript({ 'UID STORE': answer, APPEND: answer, CREATE: answer })
    const octets = Buffer.from('Subject: a\r\n\r\nb')
    for (const call of [
      () => writer.storeFlags(AT_7, SEEN),
      () => writer.append({ path: 'INBOX', octets }),
      () => writer.createMailbox('New'),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: false })
    const sent = server.lines.filter(line => / (?:STORE|APPEND|CREATE) /.test(line))
    expect(sent.map(line => line.split(' ')[1])).toEqual(['UID', 'APPEND', 'CREATE'])
  },
)

test('a connection that is lost before the write was begun is a lost connection', async () => {
  const { writer } = await withScript({ SELECT: hangUp })
  await expect(writer.storeFlags(AT_7, SEEN)).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
})

test('what the server refuses is an error with its words, never a value', async () => {
  const { writer } = await withScript(
    {
      'UID STORE': ['$TAG NO [CANNOT] Invalid flag'],
      'UID MOVE': ['$TAG NO [TRYCREATE] No folder Nowhere (Failure)'],
      APPEND: ['$TAG NO [OVERQUOTA] Out of storage'],
      CREATE: ['$TAG BAD what'],
    },
    `${CAPABILITY} MOVE`,
  )
  const octets = Buffer.from('Subject: a\r\n\r\nb')
  await expect(writer.storeFlags(AT_7, SEEN)).rejects.toMatchObject({
    code: 'BAD_VALUE',
    message: expect.stringContaining('Invalid flag'),
  })
  await expect(writer.move(AT_7, 'Nowhere')).rejects.toMatchObject({ code: 'NO_TABLE' })
  await expect(writer.append({ path: 'INBOX', octets })).rejects.toMatchObject({ code: 'THROTTLED' })
  await expect(writer.createMailbox('x')).rejects.toMatchObject({ code: 'PROTOCOL' })
  for (const name of ['', ' ', 'a*', '%'])
    await expect(writer.createMailbox(name)).rejects.toMatchObject({ code: 'BAD_VALUE' })
})

test('a server without MOVE gets the three commands that it stands for, and one without UIDPLUS none', async () => {
  const ok: Answer = ['$TAG OK done']
  const answers = {
    'UID COPY': ['$TAG OK [COPYUID 9 1:3 11:13] done'],
    'UID STORE': ok,
    'UID EXPUNGE': ok,
  } satisfies Record<string, Answer>
  const plus = await withScript(answers, `${CAPABILITY} UIDPLUS`)
  expect(await plus.writer.move(AT_7, 'Old')).toEqual({
    uidValidity: 9,
    uids: new Map([
      [1, 11],
      [2, 12],
      [3, 13],
    ]),
  })
  expect(plus.server.lines.filter(line => / UID /.test(line)).map(line => line.replace(/^\S+ /, ''))).toEqual(
    ['UID COPY 1:3 "Old"', 'UID STORE 1:3 +FLAGS.SILENT (\\Deleted)', 'UID EXPUNGE 1:3'],
  )
  const bare = await withScript(answers)
  await expect(bare.writer.move(AT_7, 'Old')).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  await expect(bare.writer.storeLabels(AT_7, SEEN)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  expect(bare.server.lines.filter(line => / UID /.test(line))).toEqual([])
})

test('COPYUID with sets of different length is not believed', async () => {
  const { writer } = await withScript({ 'UID COPY': ['$TAG OK [COPYUID 9 1:3 11] done'] })
  expect(await writer.copy(AT_7, 'Old')).toBeNull()
})

test('a long list of UIDs is sent in lines that a server takes', async () => {
  const { gmaild, writer, inbox } = await withGmail(4000)
  const uids = Array.from({ length: 2000 }, (_, n) => 2 * n + 1)
  await writer.storeFlags(inbox(...uids), SEEN)
  const stores = gmaild.record.filter(({ name }) => name === 'UID STORE')
  expect(stores.length).toBeGreaterThan(1)
  expect(Math.max(...stores.map(({ line }) => line.length))).toBeLessThan(8192)
  expect(gmaild.account.messages().filter(({ flags }) => flags.includes('\\Seen'))).toHaveLength(2000)
})
