import type { Protection, SettingsStore, StoredGrant } from '../oauth/types.ts'
import type { Notice } from '../util/notice.ts'
import { FORMS } from './property-form.ts'

/** A connection that the settings store can open again; no secret is among its values. */
export interface StoredConnection {
  readonly user: string
  /** Client id, or issuer of a service account. */
  readonly client: string
  readonly scope: string | null
  readonly hasRefreshToken: boolean
  /** It logs in by a key of its own, and needs no refresh token. */
  readonly isServiceAccount: boolean
  /** When the user consented, milliseconds since the epoch; null where nobody did, or it is unknown. */
  readonly consentedAt: number | null
  /** When the access token ends, milliseconds since the epoch; null when there is none, or it is unknown. */
  readonly accessTokenEndsAt: number | null
  readonly usedAt: number
}

export interface StoredConnections {
  /** The settings file. */
  readonly location: string
  /** Where the key that protects its secrets is kept. */
  readonly protection: Protection
  readonly connections: readonly StoredConnection[]
  readonly notices: readonly Notice[]
}

/** Of what is kept about sign-ins, what may be seen. */
export function withoutSecrets(grant: StoredGrant): StoredConnection {
  return {
    user: grant.user,
    client: grant.client,
    scope: grant.scope,
    hasRefreshToken: grant.refreshToken !== null,
    isServiceAccount: grant.kept.OAuthJWTCert !== undefined,
    consentedAt: grant.consentedAt,
    accessTokenEndsAt: grant.expiresAt,
    usedAt: grant.usedAt,
  }
}

/** The settings file of this name, or the one that OAuthSettingsLocation of the environment names, or the default. */
export async function openSettingsAt(
  location: string | undefined,
  onNotice: (notice: Notice) => void,
): Promise<SettingsStore> {
  const { openSettings } = await import('../oauth/settings/open-settings.ts')
  const named = location ?? (process.env['GMAILSQL_OAUTHSETTINGSLOCATION'] || undefined)
  const place = named === undefined ? undefined : FORMS['settings-path'](named, 'OAuthSettingsLocation')
  return await openSettings({ location: place, env: process.env, onNotice })
}

/**
 * What a settings store keeps, most recently used first.
 * @param location as the property OAuthSettingsLocation
 * @throws FILE_UNSAFE, FILE_DAMAGED, BAD_PROPERTY
 */
export async function listConnections(location?: string): Promise<StoredConnections> {
  const notices: Notice[] = []
  const store = await openSettingsAt(location, notice => notices.push(notice))
  try {
    const connections = (await store.list()).map(withoutSecrets)
    return { location: store.location, protection: store.protection, connections, notices }
  } finally {
    await store.close()
  }
}
