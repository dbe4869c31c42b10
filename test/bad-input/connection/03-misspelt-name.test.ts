import { expect, test } from 'vitest'
import { expectConnectRefused } from '../support.ts'

test('Usr=a@gmail.com is refused, and User suggested', async () => {
  const error = await expectConnectRefused('Usr=a@gmail.com', {
    code: 'BAD_PROPERTY',
    names: ['"Usr"'],
    hint: 'Did you mean User?',
    // A value of nobody knows what may be a secret.
    hidden: ['a@gmail.com'],
  })
  expect(error.position).toEqual({ line: 1, column: 1 })
})
