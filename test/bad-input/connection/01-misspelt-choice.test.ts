import { test } from 'vitest'
import { expectConnectRefused } from '../support.ts'

test('InitiateOAuth=GETANDREFERSH is refused with the list of choices and the near one', async () => {
  await expectConnectRefused('User=me@gmail.com;InitiateOAuth=GETANDREFERSH', {
    code: 'BAD_PROPERTY',
    names: ['InitiateOAuth', 'OFF, GETANDREFRESH, REFRESH', '"GETANDREFERSH"'],
    hint: 'Did you mean GETANDREFRESH?',
  })
})
