import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { connect } from '../../src/index.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { ageJournal } from './age-journal.ts'
import { type CutWrite, ONE_MESSAGE } from './cut-writes.ts'
import { startDemo } from './demo.ts'

/** Moments at which a process that writes is killed, in the order in which they come. */
export const KILL_STEPS = [
  'before the journal is begun',
  'after the journal is begun',
  'after the entry is written',
  'with a command that was not carried out',
  'with a command that was carried out',
  'before the outcome is written',
  'after the outcome is written',
] as const

export type KillStep = (typeof KILL_STEPS)[number]

/** The method of the journal before or behind which the process ends itself. */
const METHODS: Partial<Record<KillStep, readonly [name: string, isBehind: boolean]>> = {
  'before the journal is begun': ['begin', false],
  'after the journal is begun': ['begin', true],
  'after the entry is written': ['sending', true],
  'before the outcome is written': ['settle', false],
  'after the outcome is written': ['settle', true],
}

/**
 * A process makes a write and is killed in it. The change is there once or not at all, and over the same store the next connection
 * says which.
 */
export async function killAndRecover(write: CutWrite, step: KillStep): Promise<string> {
  const about = `${write.name}, killed ${step}`
  let child: ChildProcess | undefined
  let isOver = false
  const kill = () => {
    isOver = true
    process.kill(-child!.pid!, 'SIGKILL')
  }
  const isCarriedOut = step === 'with a command that was carried out'
  await using demo = await startDemo({
    messages: 0,
    smtp: true,
    intercept: ({ line }) => {
      if (isOver || step in METHODS || !write.at.test(line)) return undefined
      kill()
      return isCarriedOut ? { dropAfter: 0 } : 'drop'
    },
  })
  const { account } = demo.gmaild
  account.createLabel('Work')
  account.append({ raw: ONE_MESSAGE, labels: ['\\Inbox'] })
  const file = join(makeDirectory(), 'mail.db')
  const store = `AutoCache=true;CacheLocation="${file}"`
  const connection = `${demo.connectionString};${store};SMTPServer=127.0.0.1;SMTPPort=${demo.gmaild.smtpPort}`
  child = writer(connection, write.sql, METHODS[step])
  onTestFinished(() => void (child?.exitCode === null && child.signalCode === null && kill()))
  const [, signal] = await once(child, 'exit')
  expect(signal, about).toBe('SIGKILL')
  const count = write.count(account.messages())
  expect([0, 1], about).toContain(count)
  ageJournal(file)
  const outcome = await outcomeIn(connection)
  const expected = count === 1 ? 'done' : write.isSent ? 'unknown' : 'failed'
  const isBegun = KILL_STEPS.indexOf(step) >= KILL_STEPS.indexOf('after the entry is written')
  expect([count, outcome], about).toEqual(isBegun ? [count, expected] : [0, null])
  return String(outcome)
}

/** What the next connection finds out; null: nothing was about to be sent. */
async function outcomeIn(connection: string): Promise<unknown> {
  const db = await connect(connection)
  try {
    await db.query('SELECT Id FROM Inbox')
    const { rows } = await db.queryArrays('SELECT Outcome FROM sys_journal')
    return rows[0]?.[0] ?? null
  } finally {
    await db.close()
  }
}

/** A process in a group of its own, so that its engine is killed with it. */
function writer(
  connection: string,
  sql: string,
  method: readonly [name: string, isBehind: boolean] = ['', false],
): ChildProcess {
  const [name, isBehind] = method
  const module = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href)
  const script = `
    const { connect } = await import(${module('index.ts')})
    const { Journal } = await import(${module('store/journal.ts')})
    const name = ${JSON.stringify(name)}
    const work = Journal.prototype[name]
    if (work) Journal.prototype[name] = async function (...inputs) {
      if (${isBehind}) await work.apply(this, inputs)
      process.kill(-process.pid, 'SIGKILL')
      await new Promise(() => {})
    }
    const db = await connect(${JSON.stringify(connection)})
    await db.query(${JSON.stringify(sql)})`
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}
