import { expect, test } from 'vitest'
import { startDemo } from '../support/demo.ts'
import { codesOf, readPage, tableWithHead } from './pages.ts'

test('the commands on the page are those on the wire', async () => {
  await using demo = await startDemo()
  const db = await demo.open()
  const rows = tableWithHead(readPage('docs/freshness.md'), 'statement', 'commands')
  expect(rows.length).toBeGreaterThan(4)
  let statement = ''
  for (const [asked = '', commands = ''] of rows) {
    statement = codesOf(asked)[0] ?? statement
    if (asked.includes('a flag changed')) await changeFlag(demo)
    await db.query(statement)
    expect(
      demo.commands().map(({ name }) => name),
      asked,
    ).toEqual(codesOf(commands))
  }
})

async function changeFlag({ gmaild, open }: Awaited<ReturnType<typeof startDemo>>): Promise<void> {
  const other = await open()
  const { rows } = await other.query<{ MsgId: string }>('SELECT MsgId FROM Inbox LIMIT 1')
  await other.close()
  gmaild.account.setFlags(BigInt(rows[0]!.MsgId), ['\\Flagged', '\\Answered'])
  gmaild.clearRecord()
}
