import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Gmaild, startGmaild } from '../../src/gmaild/index.ts'

function digest(gmaild: Gmaild): string {
  const hash = createHash('sha256')
  for (const message of gmaild.account.messages()) {
    hash
      .update(`${message.msgId} ${message.threadId} ${message.flags} ${message.labels}`)
      .update(gmaild.account.raw(message.msgId)!)
  }
  return hash.digest('hex')
}

test('two servers have the same octets', async () => {
  await using first = await startGmaild({ messages: 300 })
  await using second = await startGmaild({ messages: 300 })
  expect(digest(first)).toBe(digest(second))
})

test('octets made again after being dropped are the same', async () => {
  await using gmaild = await startGmaild({ messages: 300 })
  const { account } = gmaild
  for (const message of account.messages()) expect(account.raw(message.msgId)!.length).toBe(message.size)
})

test('holds what the examples ask for', async () => {
  await using gmaild = await startGmaild({ messages: 300 })
  const messages = gmaild.account.messages()
  expect(messages).toHaveLength(300)
  const unreadInvoices = messages.filter(
    message =>
      message.labels.includes('仕事/請求書') &&
      !message.flags.includes('\\Seen') &&
      message.internalDate.getUTCFullYear() === 2026,
  )
  expect(unreadInvoices.length).toBeGreaterThanOrEqual(5)
  for (const name of [
    'INBOX',
    'Work',
    'Work/Project X',
    'Family',
    'Receipts',
    '仕事/請求書',
    '[Gmail]/Sent Mail',
    '[Gmail]/Drafts',
    '[Gmail]/Spam',
    '[Gmail]/Trash',
    '[Gmail]/Starred',
    '[Gmail]/Important',
  ]) {
    expect(gmaild.account.mailbox(name)?.uids.length, name).toBeGreaterThan(0)
  }
  const dates = messages.map(message => message.internalDate.getTime())
  expect(Math.max(...dates)).toBeLessThan(Date.UTC(2026, 10, 21))
  expect(Math.min(...dates)).toBeGreaterThan(Date.UTC(2023, 10, 20))
})

test('threads carry the X-GM-MSGID of their first message, and UIDs have gaps', async () => {
  await using gmaild = await startGmaild({ messages: 300 })
  const messages = gmaild.account.messages()
  const ids = new Set(messages.map(message => message.msgId))
  expect(ids.size).toBe(300)
  expect(messages.every(message => ids.has(message.threadId))).toBe(true)
  expect(messages.filter(message => message.threadId !== message.msgId).length).toBeGreaterThan(50)
  const all = gmaild.account.mailbox('[Gmail]/All Mail')!
  expect(all.uids.at(-1)).toBeGreaterThan(all.uids.length)
})

test('5,000 messages are there at once and about an eighth of them is unread', async () => {
  const before = process.cpuUsage()
  await using gmaild = await startGmaild()
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(800)
  const messages = gmaild.account.messages()
  const unread = messages.filter(message => !message.flags.includes('\\Seen')).length / messages.length
  expect(unread).toBeGreaterThan(0.09)
  expect(unread).toBeLessThan(0.15)
})

test('a count that is none is refused', async () => {
  await expect(startGmaild({ messages: -1 })).rejects.toMatchObject({ code: 'BAD_VALUE' })
  await expect(startGmaild({ language: 'tlh' })).rejects.toMatchObject({ code: 'BAD_VALUE' })
})
