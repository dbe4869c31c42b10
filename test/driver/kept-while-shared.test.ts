import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDirectory } from '../oauth/settings/support.ts'
import { startDemo } from '../support/demo.ts'

const texts = 'SELECT MsgId, BodyText FROM Inbox'

test('a message that another connection sees go while the store is read does not end the statement', async () => {
  await using demo = await startDemo({ messages: 0 })
  for (let n = 0; n < 400; n++)
    demo.gmaild.account.append({ raw: `Subject: ${n}\n\ntext ${n}\n`, labels: ['\\Inbox'] })
  const store = `AutoCache=true;CacheLocation="${join(makeDirectory(), 'mail.db')}"`
  const reading = await demo.open(`${store};CacheTolerance=600`)
  const seeing = await demo.open(`${store};CacheTolerance=0`)
  await seeing.query(texts)
  demo.commands()
  const [oldest] = demo.gmaild.account.mailbox('INBOX')!.msgIds
  const ids: unknown[] = []
  for await (const [id] of reading.streamArrays(texts)) {
    if (ids.push(id) > 1) continue
    demo.gmaild.account.delete(oldest!)
    await seeing.query('SELECT MsgId FROM Inbox')
  }
  expect(ids.length).toBeGreaterThanOrEqual(399)
  expect(new Set(ids).size).toBe(ids.length)
})
