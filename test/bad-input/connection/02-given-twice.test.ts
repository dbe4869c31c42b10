import { expect, test } from 'vitest'
import { expectConnectRefused } from '../support.ts'

test.each(['User=a@gmail.com;User=b@gmail.com', 'User=a@gmail.com; us er =b@gmail.com'])(
  '%s is a duplicate, and the last does not win',
  async text => {
    const error = await expectConnectRefused(text, {
      code: 'BAD_PROPERTY',
      names: [text.includes('us er') ? '"user"' : '"User"', 'twice'],
      hint: 'Leave one of the two out.',
    })
    expect(error.position?.line).toBe(1)
    expect(error.position?.column).toBeGreaterThan('User=a@gmail.com;'.length)
  },
)
