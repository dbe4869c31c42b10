import { expect, test } from 'vitest'
import { connected, expectConnectRefused, expectRefused } from '../support.ts'

test.each(['', ';;;', 'User='])('%j lacks a login when mail is asked for', async text => {
  await connected(text, async db => {
    await expectRefused(db.query('SELECT Subject FROM Inbox'), {
      code: 'MISSING_PROPERTY',
      names: ['no access token'],
      hint: /User and Password.*OAuthAccessToken.*InitiateOAuth/,
    })
  })
})

test.each(['', ';;;', 'User='])('%j with ConnectOnOpen lacks a login at once', async text => {
  await expectConnectRefused(`${text};ConnectOnOpen=true`, {
    code: 'MISSING_PROPERTY',
    names: ['no access token'],
    hint: /User and Password/,
  })
})

test('=x has no name before the =', async () => {
  const error = await expectConnectRefused('=x', {
    code: 'BAD_PROPERTY',
    names: ['missing before the =', 'line 1, column 1'],
    hint: 'name=value',
  })
  expect(error.position).toEqual({ line: 1, column: 1 })
})
