import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from '../../support/demo.ts'
import { LIBRARY, run, runModule } from './door.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemo({ messages: 300 })
})
afterAll(() => demo[Symbol.asyncDispose]())

const allRows = () => `rows ${demo.gmaild.account.mailbox('INBOX')!.uids.length}\n`

/** Counts by a stream, and prints the count, or the code of one of our errors. */
const program = () => `
  import { connect } from ${JSON.stringify(LIBRARY)}
  const db = await connect(${JSON.stringify(demo.connectionString)})
  try {
    let n = 0
    for await (const row of db.stream('SELECT Id, Subject, BodyText FROM Inbox')) n++
    console.log('rows', n)
  } catch (error) {
    console.log('code', error.code, error.sqlState)
  } finally {
    await db.close()
  }`

test('row 124: a heap of 64 MB is enough for a stream of a mailbox', async () => {
  const ended = await runModule(program(), '--max-old-space-size=64')
  expect(ended).toEqual({ exitCode: 0, stdout: allRows(), stderr: '' })
})

test.runIf(process.platform === 'linux').each([24, 28, 34])(
  'row 124: with %i open files a statement has its rows or one of our errors',
  async files => {
    const node = `exec "$0" --no-warnings --input-type=module --eval "$1"`
    const ended = await run('sh', ['-c', `ulimit -n ${files} && ${node}`, process.execPath, program()])
    // Below some number Node.js itself does not start.
    if (ended.stdout === '') expect(ended.exitCode).not.toBe(0)
    else if (ended.stdout.startsWith('rows')) expect(ended.stdout).toBe(allRows())
    else expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^code [A-Z_]+ \w{5}\n$/) })
  },
)
