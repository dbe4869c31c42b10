import { afterEach, expect, test, vi } from 'vitest'
import { makeDirectory } from '../oauth/settings/support.ts'
import { startDemo } from '../support/demo.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** What the server says of changes comes so late. */
const LATE_MS = 60_000

test.each([
  ['is asked again when that is longer ago than CacheTolerance', LATE_MS / 1_000 - 1, ['LIST', 'EXAMINE']],
  ['is not asked again before', LATE_MS / 1_000 + 30, ['LIST']],
])(
  'a mailbox is as old as the question, not as the last of its answers: it %s',
  async (_, tolerance, names) => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await using demo = await startDemo({
      messages: 20,
      intercept: ({ line }) => {
        if (line.includes('CHANGEDSINCE')) vi.setSystemTime(Date.now() + LATE_MS)
        return undefined
      },
    })
    const store = `CacheLocation="${makeDirectory()}"`
    const reader = await demo.open(`${store};CacheTolerance=0`)
    const sql = 'SELECT Id, IsRead FROM Inbox'
    await reader.query(sql)
    const { msgIds } = demo.gmaild.account.mailbox('INBOX')!
    demo.gmaild.account.setFlags(msgIds[0]!, ['\\Flagged', '\\Answered'])
    await reader.query(sql)
    const tolerant = await demo.open(`${store};CacheTolerance=${tolerance}`)
    demo.commands()
    await tolerant.query(sql)
    expect(demo.commands().map(({ name }) => name)).toEqual(names)
  },
)
