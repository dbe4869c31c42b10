import { test } from 'vitest'
import { expectConnectRefused } from '../support.ts'

const USER = 'me@gmail.com\r\nA1 LOGOUT'

test.each([
  ['a connection string', `User=${USER}`],
  ['a quoted value', `User="${USER}"`],
  ['an object', { User: USER }],
  ['a URL', `gmail:///?User=${encodeURIComponent(USER)}`],
])('User=me@gmail.com\\r\\nA1 LOGOUT in %s is refused, and is no second command', async (_, given) => {
  await expectConnectRefused(given, {
    code: 'BAD_VALUE',
    names: ['User', 'U+000D', 'position 13'],
    hint: 'Remove it.',
    hidden: ['LOGOUT'],
  })
})
