import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/** Where Node.js keeps what it compiled: thousands of processes that tests start then do without their types being stripped again. */
export const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/node-compile-cache')

const ENGINE = 'src/sqlite/engine-process.ts'
const READER = 'src/mime/reader-process.ts'

/** Fills it. A process that is killed, as those that read messages are, leaves nothing there. */
export async function setup(): Promise<void> {
  const functions = new URL('../../src/sql/functions/index.ts', import.meta.url).href
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE }
  const ends = [ENGINE, READER].map(async file => {
    const child = fork(join(ROOT, file), ['{}'], { env, execArgv: [], serialization: 'advanced' })
    if (file === ENGINE) child.send({ file: ':memory:', own: ':memory:', functions })
    const end = once(child, 'exit')
    await Promise.race([once(child, 'message'), end])
    if (child.connected) child.disconnect()
    await end
  })
  await Promise.all(ends)
}
