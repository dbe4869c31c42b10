import { expect, test } from 'vitest'
import { startGmaild } from '../../src/gmaild/index.ts'
import { WireClient } from './wire-client.ts'

async function selected() {
  const gmaild = await startGmaild({ messages: 100 })
  const client = await WireClient.login(gmaild)
  await client.command('SELECT INBOX')
  return { gmaild, client, [Symbol.asyncDispose]: () => gmaild.close() }
}

const BAD_IN_SELECTED = [
  'FETCH 1',
  'FETCH 1 FLAGS ',
  'FETCH  1 FLAGS',
  'FETCH 1 (FLAGS',
  'FETCH 1 ()',
  'FETCH 1 (ALL)',
  'FETCH 0 FLAGS',
  'FETCH 1: FLAGS',
  'FETCH 1,,2 FLAGS',
  'FETCH 9999 FLAGS',
  'FETCH 1 BODY[',
  'FETCH 1 BODY[MIME]',
  'FETCH 1 BODY[1.]',
  'FETCH 1 BODY[TEXT.1]',
  'FETCH 1 BODY[HEADER.FIELDS ()]',
  'FETCH 1 BODY[]<5.0>',
  'FETCH 1 BODY[]<5>',
  'FETCH 1 NONSENSE',
  'FETCH 1 FLAGS (CHANGEDSINCE)',
  'UID FETCH 1 FLAGS,UID',
  'SEARCH',
  'SEARCH ',
  'SEARCH NONSENSE',
  'SEARCH SINCE 2026-01-01',
  'SEARCH SINCE "1-Foo-2026"',
  'SEARCH LARGER x',
  'SEARCH OR SEEN',
  'SEARCH NOT',
  'SEARCH (SEEN',
  'SEARCH SEEN)',
  'SEARCH ()',
  'SEARCH SUBJECT',
  'SEARCH SEEN  DRAFT',
  'SEARCH RETURN (BEST) ALL',
  'SEARCH UID',
  'SEARCH X-GM-MSGID x',
  'SEARCH SUBJECT a*b',
  'STORE 1 FLAGS',
  'STORE 1 *FLAGS (\\Seen)',
  'STORE 1 +FLAGS (\\Recent)',
  'STORE 1 +FLAGS (\\Nonsense)',
  'STORE 1 +FLAGS (\\Seen',
  'COPY 1',
  'COPY INBOX 1',
  'LIST',
  'LIST ""',
  'LIST "" "*" RETURN (NONSENSE)',
  'LIST (RECURSIVEMATCH) "" "*"',
  'STATUS INBOX',
  'STATUS INBOX ()',
  'STATUS INBOX (SIZE)',
  'SELECT',
  'SELECT "INBOX',
  'SELECT INBOX extra',
  'SELECT INBOX (QRESYNC (1 1))',
  'NOOP x',
  'EXPUNGE 1',
  'UID EXPUNGE',
  'UID NOOP',
  'SORT (DATE) UTF-8 ALL',
  'THREAD REFERENCES UTF-8 ALL',
  'COMPRESS',
  'COMPRESS GZIP',
  'LOGIN a b',
  'APPEND INBOX hello',
  'APPEND INBOX "not a date" {1}\r\nx',
  'SEARCH SUBJECT {5}\r\ncaf\xc3\xa9',
  'ENABLE',

  'SELECT "a\\b"',
  'SELECT {5+}\r\nINBOX extra',
  'SEARCH SUBJECT "caf\xe9"',
  'SEARCH SUBJECT caf\xe9',
]

test.each(BAD_IN_SELECTED)('%j is BAD', async text => {
  await using s = await selected()
  expect((await s.client.command(text)).tagged).toMatch(/^BAD /)
  expect((await s.client.command('NOOP')).tagged).toMatch(/^OK /)
})

test('good spellings of the same commands are OK', async () => {
  await using s = await selected()
  const good = [
    'FETCH 1 FLAGS',
    'fetch 1:* (uid flags)',
    'FETCH 1,3:2 FAST',
    'FETCH 1 BODY.PEEK[HEADER.FIELDS (Subject "Date")]',
    'FETCH 1 BODY.PEEK[1.MIME]',
    'FETCH 1 BODY.PEEK[]<0.10>',
    'UID FETCH 99999 FLAGS',
    'FETCH 1:* FLAGS (CHANGEDSINCE 1)',
    'SEARCH 1:* NOT (SEEN OR FLAGGED DRAFT)',
    'SEARCH SINCE "1-Jan-2026" ON 01-feb-2026',
    'SEARCH SUBJECT {3}\r\na b',
    'SEARCH SUBJECT {3+}\r\na b',
    'STORE 1 +FLAGS \\Seen \\Flagged',
    'STORE 1 FLAGS ()',
    'UID STORE 1:* +FLAGS.SILENT ($Forwarded)',
    'LIST (SPECIAL-USE) "" "*" RETURN ()',
    'LIST "" ("INBOX" "Work/*") RETURN (STATUS (MESSAGES) CHILDREN)',
    'LIST "" ""',
    'LSUB "" "*"',
    'XLIST "" "*"',
    'STATUS inbox (MESSAGES UNSEEN)',
    'SELECT {5}\r\nINBOX',
    'EXAMINE "iNbOx" (CONDSTORE)',
    'CHECK',
    'NAMESPACE',
    'GETQUOTAROOT INBOX',
    'GETQUOTA ""',
    'ID NIL',
    'ID ("name" NIL)',
    'XYZZY',
    'UNSELECT',
  ]
  for (const text of good) expect(`${text}: ${(await s.client.command(text)).tagged}`).toMatch(/: OK/)
})

test('commands out of their state are BAD', async () => {
  await using gmaild = await startGmaild({ messages: 0 })
  await using client = await WireClient.connect(gmaild)
  for (const text of ['SELECT INBOX', 'LIST "" "*"', 'FETCH 1 FLAGS', 'ENABLE CONDSTORE']) {
    expect((await client.command(text)).tagged).toMatch(/^BAD /)
  }
  await client.command(`LOGIN ${gmaild.user} demo`)
  expect((await client.command('SEARCH ALL')).tagged).toMatch(/^BAD /)
})

test('a line that ends in LF alone is BAD', async () => {
  await using gmaild = await startGmaild({ messages: 0 })
  await using client = await WireClient.connect(gmaild)
  client.send('a1 NOOP\n')
  expect(await client.response()).toMatch(/^a1 BAD /)
})

test('a literal above 4096 octets must wait', async () => {
  await using gmaild = await startGmaild({ messages: 0 })
  await using client = await WireClient.login(gmaild)
  client.send(`a1 APPEND INBOX {4097+}\r\n${'x'.repeat(4097)}\r\n`)
  expect(await client.response()).toMatch(/^a1 BAD /)
  await client.untilClosed()
})

test('pipelined commands are answered in order', async () => {
  await using s = await selected()
  s.client.send('p1 SEARCH ALL\r\np2 NOOP\r\np3 SEARCH SEEN\r\n')
  const answers: string[] = []
  while (answers.length < 3) {
    const line = await s.client.response()
    if (line.startsWith('p')) answers.push(line.slice(0, 5))
  }
  expect(answers).toEqual(['p1 OK', 'p2 OK', 'p3 OK'])
})

test('a name that is no modified UTF-7 is NO, and LIST finds nothing by it', async () => {
  await using s = await selected()
  for (const text of ['CREATE "&&&"', 'EXAMINE &b', 'STATUS "a&AGE-" (MESSAGES)'])
    expect((await s.client.command(text)).tagged).toBe('NO [CANNOT] Invalid mailbox name (Failure)')
  expect(await s.client.command('LIST "" ("&b%" &*)')).toEqual({ lines: [], tagged: 'OK Success' })
  expect(await s.client.command('LIST & *')).toEqual({ lines: [], tagged: 'OK Success' })
})
