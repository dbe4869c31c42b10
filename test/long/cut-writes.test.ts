import { expect, test } from 'vitest'
import { CUT_WRITES, CutAccount } from '../support/cut-writes.ts'

test.each(CUT_WRITES)('$name that is cut at each octet is done once, or known not to be', async write => {
  const account = await CutAccount.open()
  const codes = new Map<string, number>()
  const cuts = await account.cutsOf(write)
  // What is sent is sent once, whether the server can be reached again or not.
  for (const isLast of write.isSent ? [false] : [false, true]) {
    for (const cut of cuts) {
      const code = await account.check(write, { ...cut, isLast })
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
  }
  console.log(`${write.name}: ${cuts.length} octets, cut at each: ${JSON.stringify([...codes])}`)
  expect(codes.keys()).toContain('OUTCOME_UNKNOWN')
})
