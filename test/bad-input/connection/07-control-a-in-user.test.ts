import { test } from 'vitest'
import { expectConnectRefused } from '../support.ts'

const USER = 'me@gmail.com\u0001auth=Bearer x'

test.each([
  ['a connection string', `User=${USER};OAuthAccessToken=ya29.canary`],
  ['an object', { User: USER, OAuthAccessToken: 'ya29.canary' }],
])('User=me@gmail.com^Aauth=Bearer x in %s is refused, and splits no XOAUTH2 line', async (_, given) => {
  await expectConnectRefused(given, {
    code: 'BAD_VALUE',
    names: ['User', 'U+0001', 'position 13'],
    hint: 'Remove it.',
    hidden: ['Bearer', 'ya29.canary'],
  })
})
