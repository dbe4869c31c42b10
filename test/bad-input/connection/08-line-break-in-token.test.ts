import { expect, test } from 'vitest'
import { startGmaild } from '../../../src/gmaild/index.ts'
import { ANNA, readsMail } from '../../oauth/flows/stage.ts'
import { connected, expectConnectRefused } from '../support.ts'

test('OAuthAccessToken=ya29.x\\n, as a file gives it, loses the line end only', async () => {
  const gmaild = await startGmaild({
    messages: 5,
    user: ANNA,
    tokenUser: token => (token === 'ya29.x' ? ANNA : undefined),
  })
  const common = { Server: '127.0.0.1', Port: gmaild.port, TLS: 'None', User: ANNA }
  try {
    for (const OAuthAccessToken of ['ya29.x\n', 'ya29.x\r\n']) {
      expect(await connected({ ...common, OAuthAccessToken }, readsMail)).toBe(true)
    }
  } finally {
    await gmaild.close()
  }
})

test.each(['ya29.\nx', 'ya29.\rx', '\nya29.x', 'ya29.\r\nx\n'])('%j is refused', async OAuthAccessToken => {
  await expectConnectRefused(
    { OAuthAccessToken },
    { code: 'BAD_VALUE', names: ['OAuthAccessToken', 'U+000'], hint: 'Remove it.', hidden: ['ya29'] },
  )
})
