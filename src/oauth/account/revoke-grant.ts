import { GmailSqlError } from '../../util/errors.ts'
import type { Secret } from '../../util/secret.ts'
import { revokeToken } from '../token/revoke.ts'
import type { OAuthAccount } from './oauth-account.ts'

/** Ends a grant at the server (RFC 7009) and forgets it here. A refresh token ends its access tokens too. */
export async function revokeGrant(
  account: OAuthAccount,
  token: Secret | null,
  signal: AbortSignal,
): Promise<void> {
  const { effective, ports, grant } = account
  const revoked = token ?? grant?.refreshToken ?? grant?.accessToken
  if (!revoked) {
    throw new GmailSqlError(
      'MISSING_INPUT',
      'RevokeOAuthAccessToken needs the input Token: no token is stored',
      {
        hint: 'Pass the access or refresh token to end.',
      },
    )
  }
  await revokeToken({
    token: revoked,
    clientId: effective.text('OAuthClientId'),
    clientSecret: effective.property('OAuthClientSecret'),
    endpoints: effective.endpoints,
    transport: ports.transport,
    signal,
  })
  const isOwn = [grant?.refreshToken, grant?.accessToken].some(own => own?.reveal() === revoked.reveal())
  if (isOwn) await account.forget()
}
