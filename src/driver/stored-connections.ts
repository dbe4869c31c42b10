import type { Protection } from '../oauth/types.ts'
import type { Notice } from '../util/notice.ts'
import { readPath } from './property-form.ts'

/** A connection that the settings store can open again; no secret is among its values. */
export interface StoredConnection {
  readonly user: string
  /** Client id, or issuer of a service account. */
  readonly client: string
  readonly scope: string | null
  readonly hasRefreshToken: boolean
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

/**
 * What a settings store keeps, most recently used first.
 * @param location as the property OAuthSettingsLocation
 * @throws FILE_UNSAFE, FILE_DAMAGED, BAD_PROPERTY
 */
export async function listConnections(location?: string): Promise<StoredConnections> {
  const { openSettings } = await import('../oauth/settings/open-settings.ts')
  const notices: Notice[] = []
  const place = location === undefined ? undefined : readPath(location, 'OAuthSettingsLocation')
  const store = await openSettings({
    location: place,
    env: process.env,
    onNotice: notice => notices.push(notice),
  })
  try {
    const connections = (await store.list()).map(grant => ({
      user: grant.user,
      client: grant.client,
      scope: grant.scope,
      hasRefreshToken: grant.refreshToken !== null,
      accessTokenEndsAt: grant.expiresAt,
      usedAt: grant.usedAt,
    }))
    return { location: store.location, protection: store.protection, connections, notices }
  } finally {
    await store.close()
  }
}
