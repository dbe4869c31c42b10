import type { SettingsStore, StoredGrant } from '../types.ts'
import type { OAuthConfig } from './config.ts'
import { isServiceGrant, sameAccount } from './grants.ts'

/**
 * The stored grant that these properties mean; with only User given the one last used. A service account and an OAuth
 * client of one user are different connections: neither takes up the other's grant or properties.
 */
export async function findGrant(store: SettingsStore, config: OAuthConfig): Promise<StoredGrant | null> {
  const { user, given, scheme } = config
  const client = given.OAuthJWTIssuer?.reveal() ?? given.OAuthClientId?.reveal() ?? null
  if (user === null && client === null) return null
  if (given.OAuthJWTCert === undefined && scheme !== 'OAuthJWT') return await store.find(user, client)
  const isMeant = (grant: StoredGrant) =>
    isServiceGrant(grant) &&
    (user === null || sameAccount(grant.user, user)) &&
    (client === null || grant.client === client)
  return (await store.list()).find(isMeant) ?? null
}
