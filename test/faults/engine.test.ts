import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Engine, type StoreKeeper } from '../../src/sqlite/engine.ts'
import { GmailSqlError } from '../../src/util/errors.ts'
import { makeDirectory } from '../oauth/settings/support.ts'
import { startDemo } from '../support/demo.ts'
import { beginFaults, NONE } from './message-store.ts'

/** A connection to a lasting store, of which calls of SQLite can be made to fail. */
async function open() {
  const faults = beginFaults()
  onTestFinished(() => faults[Symbol.dispose]())
  const demo = await startDemo({ messages: 20 })
  onTestFinished(() => demo[Symbol.asyncDispose]())
  const db = await demo.open(`CacheLocation="${join(faults.directory, 'mail.db')}"`)
  return { control: faults.control, db }
}

const FULL = { isLasting: true, error: 0 }

test('an engine that could not open its store is started again by the next statement', async () => {
  const { control, db } = await open()
  const read = () => db.query('SELECT Id, Subject FROM Inbox')
  control.tell({ n: 1, ...FULL })
  await expect(read()).rejects.toMatchObject({ code: 'FILE_UNSAFE' })
  control.tell(NONE)
  expect((await read()).rowCount).toBeGreaterThan(5)
})

test('an opening that another call began, and that fails, does not fail the next', async () => {
  const directory = makeDirectory()
  const settings = {
    file: join(directory, 'mail.db'),
    isLasting: true,
    own: join(directory, 'own.db'),
    removeAtEnd: null,
    functions: null,
    session: { user: null, catalog: 'c', schema: 's' },
  }
  let openings = 0
  const keeper: StoreKeeper = {
    async open() {
      if (++openings === 1) throw new GmailSqlError('FILE_UNSAFE', 'the disk is full')
    },
    setAside() {},
  }
  const engine = new Engine(() => settings, keeper)
  const [first, second] = await Promise.allSettled([engine.all('SELECT 1'), engine.all('SELECT 2')])
  expect(first).toMatchObject({ status: 'rejected', reason: { code: 'FILE_UNSAFE' } })
  expect(second).toEqual({ status: 'fulfilled', value: [[2]] })
  await engine.close()
})

test('a statement that cannot remove what it made is not in the way of the next', async () => {
  const { control, db } = await open()
  const read = () => db.query('SELECT Id, Subject FROM Inbox')
  const { rows } = await read()
  control.tell(NONE)
  await read()
  const { calls } = control
  const codes = new Set<unknown>()
  for (let n = 1; n <= calls; n++) {
    control.tell({ n, ...FULL })
    codes.add(
      await read().then(
        () => 'rows',
        error => error.code,
      ),
    )
    control.tell(NONE)
    expect((await read()).rows, `call ${n} of ${calls}`).toEqual(rows)
  }
  expect(codes).toContain('FILE_UNSAFE')
})
