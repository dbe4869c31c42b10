import type { Secret } from '../../util/secret.ts'
import { signalOf } from './google-client.ts'
import type { ExchangePorts } from './ports.ts'
import { commonRefusal, readRefusal } from './refused.ts'
import { postPatiently } from './retry.ts'

export interface Revocation extends ExchangePorts {
  /** Access or refresh token. */
  readonly token: Secret
  /** Google needs none; other servers want to know the client (RFC 7009 §2.1). */
  readonly clientId: string | null
  readonly clientSecret: Secret | null
}

/**
 * Ends a token (RFC 7009); a refresh token takes its access tokens along. The token goes in the body:
 * google-auth-library puts it into the URL, which proxies and servers log. A token that is dead already is a success.
 *
 * @throws OAUTH_CLIENT, OAUTH_ENDPOINT, and what the transport throws.
 */
export async function revokeToken(input: Revocation): Promise<void> {
  const { endpoints, transport, clientId, clientSecret } = input
  const form = {
    token: input.token.reveal(),
    ...(clientId === null ? {} : { client_id: clientId }),
    ...(clientSecret === null ? {} : { client_secret: clientSecret.reveal() }),
  }
  const answer = await postPatiently(
    () => transport.post(endpoints.revoke, form, signalOf(input)),
    input.signal,
  )
  if (answer.status >= 200 && answer.status < 300) return
  const secrets = [input.token, clientSecret].filter(secret => secret !== null)
  const refusal = readRefusal(answer, endpoints.revoke, secrets)
  // Google says invalid_token for one that is revoked or expired; RFC 7009 §2.2 wants 200 there.
  if (refusal.error === 'invalid_token' || refusal.error === 'invalid_grant') return
  throw commonRefusal(refusal)
}
