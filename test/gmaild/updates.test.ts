import { expect, test } from 'vitest'
import { startGmaild } from '../../src/gmaild/index.ts'
import { messageText, WireClient } from './wire-client.ts'

async function two() {
  const gmaild = await startGmaild({ messages: 0 })
  for (let i = 1; i <= 3; i++)
    gmaild.account.append({ raw: messageText({ subject: `m${i}` }), labels: ['\\Inbox'] })
  const [a, b] = [await WireClient.login(gmaild), await WireClient.login(gmaild)]
  await a.command('SELECT INBOX')
  await b.command('SELECT INBOX')
  return {
    gmaild,
    a,
    b,
    ids: gmaild.account.mailbox('INBOX')!.msgIds,
    [Symbol.asyncDispose]: () => gmaild.close(),
  }
}

test('flags that another session set are told with the next command', async () => {
  await using s = await two()
  await s.a.command('STORE 2 +FLAGS (\\Seen)')
  expect((await s.b.command('NOOP')).lines).toEqual(['* 2 FETCH (FLAGS (\\Seen))'])
  expect((await s.b.command('NOOP')).lines).toEqual([])
})

test('EXPUNGE is not told during FETCH, SEARCH and STORE by sequence number', async () => {
  await using s = await two()
  s.gmaild.account.delete(s.ids[0]!)
  expect((await s.b.command('FETCH 3 UID')).lines).toEqual(['* 3 FETCH (UID 3)'])
  expect((await s.b.command('SEARCH ALL')).lines).toEqual(['* SEARCH 2 3'])
  expect((await s.b.command('UID FETCH 3 (UID)')).lines).toEqual(['* 3 FETCH (UID 3)', '* 1 EXPUNGE'])
  expect((await s.b.command('FETCH 2 UID')).lines).toEqual(['* 2 FETCH (UID 3)'])
})

test('IDLE tells new mail at once', async () => {
  await using s = await two()
  s.b.send('i1 IDLE\r\n')
  expect(await s.b.response()).toBe('+ idling')
  s.gmaild.account.append({ raw: messageText({}), labels: ['\\Inbox'] })
  expect(await s.b.response()).toBe('* 4 EXISTS')
  s.gmaild.account.setFlags(s.ids[2]!, ['\\Flagged'])
  expect(await s.b.response()).toBe('* 3 FETCH (FLAGS (\\Flagged))')
  s.gmaild.account.trash(s.ids[0]!)
  expect(await s.b.response()).toBe('* 1 EXPUNGE')
  s.b.send('DONE\r\n')
  expect(await s.b.response()).toMatch(/^i1 OK/)
})

test('anything but DONE ends IDLE with BAD', async () => {
  await using s = await two()
  s.b.send('i1 IDLE\r\n')
  await s.b.response()
  s.b.send('NOOP\r\n')
  expect(await s.b.response()).toMatch(/^i1 BAD/)
})

test('MODSEQ rises with every change and CHANGEDSINCE gives what is above it', async () => {
  await using s = await two()
  const { lines } = await s.a.command('STATUS INBOX (HIGHESTMODSEQ)')
  const since = Number(/HIGHESTMODSEQ (\d+)/.exec(lines[0]!)![1])
  s.gmaild.account.addLabels(s.ids[1]!, ['Work'])
  const changed = await s.a.command(`UID FETCH 1:* (X-GM-LABELS) (CHANGEDSINCE ${since})`)
  expect(changed.lines).toEqual([`* 2 FETCH (X-GM-LABELS (Work) MODSEQ (${since + 1}) UID 2)`])
})

test('a renumbered mailbox has another UIDVALIDITY and UIDs from 1', async () => {
  await using s = await two()
  s.gmaild.account.delete(s.ids[0]!)
  const before = s.gmaild.account.mailbox('INBOX')!.uidValidity
  s.gmaild.account.renumber('INBOX')
  expect(s.gmaild.account.mailbox('INBOX')).toMatchObject({ uids: [1, 2] })
  expect(s.gmaild.account.mailbox('INBOX')!.uidValidity).not.toBe(before)
})
