import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDirectory } from '../oauth/settings/support.ts'
import { type Demo, startDemo } from '../support/demo.ts'

const ALL = 'SELECT Id, UIDValidity, MsgId, Subject, IsRead, Labels, Size FROM [Gmail/All Mail]'
const INBOX = 'SELECT Id, UIDValidity, MsgId, Subject, IsRead, Labels, Size FROM Inbox'
const KILLS = 15
const SEED = 20_261_122

/** Park and Miller's generator: the same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** A process that reads the mailbox again and again; it says when it begins. */
function reader(connection: string): ChildProcess {
  const script = `
    const { connect } = await import(${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)})
    const db = await connect(${JSON.stringify(connection)})
    console.log('begins')
    for (;;) for (const sql of ${JSON.stringify([ALL, INBOX])}) await db.query(sql)`
  // A group of its own, so that its engine is killed with it.
  return spawn(process.execPath, ['--input-type=module', '-e', script], { detached: true })
}

function changeMailbox({ gmaild }: Demo, draw: (below: number) => number): void {
  const { account } = gmaild
  const ids = account.mailbox('[Gmail]/All Mail')!.msgIds
  const any = () => ids[draw(ids.length)]!
  for (let i = 0; i < 5; i++) {
    account.append({ raw: `Subject: ${draw(1e9)}\r\n\r\nhello\r\n`, labels: ['\\Inbox'] })
    account.setFlags(any(), draw(2) ? ['\\Seen'] : [])
  }
  account.delete(any())
  if (draw(5) === 0) account.renumber('INBOX')
}

/** Kills a process that fills and refreshes a store at `count` moments; every time the store must answer as a new one does. */
async function killAndCompare(count: number, seed: number): Promise<void> {
  await using demo = await startDemo({ messages: 400 })
  const draw = numbers(seed)
  const lasting = `${demo.connectionString};AutoCache=true;CacheTolerance=0;CacheLocation="${join(makeDirectory(), 'mail.db')}"`
  for (let i = 0; i < count; i++) {
    const child = reader(lasting)
    await once(child.stdout!, 'data')
    changeMailbox(demo, draw)
    await new Promise(resolve => setTimeout(resolve, draw(600)))
    const gone = once(child, 'exit')
    process.kill(-child.pid!, 'SIGKILL')
    await gone
    const [kept, fresh] = [
      await demo.open(lasting.slice(demo.connectionString.length + 1)),
      await demo.open(),
    ]
    for (const sql of [ALL, INBOX]) {
      expect((await kept.query(sql)).rows, `kill ${i} of seed ${seed}`).toEqual((await fresh.query(sql)).rows)
    }
    for (const db of [kept, fresh]) await db.close()
  }
}

test.skipIf(process.platform === 'win32')(
  'a process that is killed while it fills the store leaves one that answers as a new one does',
  async () => await killAndCompare(KILLS, SEED),
  180_000,
)
