import { expect, test } from 'vitest'
import { CUT_WRITES } from '../support/cut-writes.ts'
import { KILL_STEPS, killAndRecover } from '../support/killed-writers.ts'

test.each(CUT_WRITES)(
  'a process that is killed at any step of a $name leaves what the next one can find out',
  async write => {
    const outcomes: string[] = []
    for (const step of KILL_STEPS) {
      // Commands are those of IMAP.
      if (write.isSent && step.startsWith('with a command')) continue
      outcomes.push(await killAndRecover(write, step))
    }
    console.log(`${write.name}: ${outcomes.join(', ')}`)
    expect(outcomes.at(-1)).toBe('done')
  },
)
