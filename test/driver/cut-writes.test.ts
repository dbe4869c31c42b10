import { expect, test } from 'vitest'
import { CUT_WRITES, CutAccount, someCuts } from '../support/cut-writes.ts'

const SEED = 20_261_122

test.each(CUT_WRITES)('$name that is cut at any octet is done once, or known not to be', async write => {
  const account = await CutAccount.open()
  const cuts = await account.cutsOf(write)
  const codes = new Set<string>()
  for (const cut of someCuts(cuts, 6, SEED)) codes.add(await account.check(write, cut))
  // What is sent is not sent again; all else is, after a look at the mailbox.
  if (write.isSent) {
    expect(codes).toContain('OUTCOME_UNKNOWN')
    return
  }
  expect(codes).toEqual(new Set(['done']))
  for (const cut of someCuts(cuts, 0, SEED)) codes.add(await account.check(write, { ...cut, isLast: true }))
  expect(codes).toContain('OUTCOME_UNKNOWN')
})
