import { expect, test } from 'vitest'
import { expectConnectRefused } from '../support.ts'

test('OAuthClientSecret="never closed is refused with its position, and the text is not shown', async () => {
  const error = await expectConnectRefused('OAuthClientSecret="never closed', {
    code: 'BAD_PROPERTY',
    names: ['quote', 'line 1, column 19'],
    hint: 'doubled',
    hidden: ['"never', 'OAuthClientSecret='],
  })
  expect(error.position).toEqual({ line: 1, column: 19 })
})

test('a password after an opening quote is in no part of the error', async () => {
  await expectConnectRefused('User=me@gmail.com;\nPassword="hunter2;Port=993', {
    code: 'BAD_PROPERTY',
    names: ['line 2, column 10'],
    hint: 'doubled',
    hidden: ['hunter2'],
  })
})
