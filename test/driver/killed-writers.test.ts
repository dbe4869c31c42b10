import { expect, test } from 'vitest'
import { CUT_WRITES } from '../support/cut-writes.ts'
import { type KillStep, killAndRecover } from '../support/killed-writers.ts'

/** All writes at all steps are in `npm run test:long`. */
const KILLS: readonly (readonly [write: string, step: KillStep, outcome: string])[] = [
  ['MOVE to Trash', 'after the journal is begun', 'null'],
  ['STORE of labels', 'after the entry is written', 'failed'],
  ['APPEND', 'with a command that was not carried out', 'failed'],
  ['MOVE', 'with a command that was carried out', 'done'],
  ['SMTP DATA', 'before the outcome is written', 'done'],
]

test.skipIf(process.platform === 'win32').each(KILLS)(
  'a process that is killed in a %s, %s, leaves what the next one can find out',
  async (name, step, outcome) => {
    const write = CUT_WRITES.find(each => each.name === name)!
    expect(await killAndRecover(write, step)).toBe(outcome)
  },
)
