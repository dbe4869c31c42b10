import { describe, test } from 'vitest'
import { connected, expectConnectRefused, expectRefused, type Refusal } from '../support.ts'

const CLIENT = 'OAuthClientId=client;OAuthClientSecret=GOCSPX-canary;OAuthSettingsLocation=memory://callback'

const rows: [url: string, reason: string, hint: RegExp][] = [
  ['urn:ietf:wg:oauth:2.0:oob', 'which Google closed in 2022', /Leave it out.*127\.0\.0\.1/],
  ['http://evil.example/', 'this machine', /127\.0\.0\.1/],
  ['http://0.0.0.0:80/', 'this machine', /127\.0\.0\.1/],
]

describe.each(rows)('CallbackURL=%s', (url, reason, hint) => {
  const refusal: Refusal = {
    code: 'BAD_PROPERTY',
    names: ['CallbackURL', `"${url}"`, reason],
    hint,
    hidden: ['GOCSPX-canary'],
  }

  test('is refused as a property', async () => {
    await expectConnectRefused(`${CLIENT};CallbackURL=${url}`, refusal)
  })

  test.each(['APP', 'WEB'])('is refused as an input with AuthMode=%s', async AuthMode => {
    await connected(CLIENT, async db => {
      await expectRefused(db.call('GetOAuthAuthorizationURL', { AuthMode, CallbackURL: url }), refusal)
    })
  })

  test('is refused by the sign-in in a browser', async () => {
    await connected(CLIENT, async db => {
      await expectRefused(db.call('GetOAuthAccessToken', { AuthMode: 'APP', CallbackURL: url }), refusal)
    })
  })
})
