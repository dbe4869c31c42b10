import { createHash } from 'node:crypto'
import type { Secret } from '../../util/secret.ts'
import type { KeptProperty, StoredGrant, TokenAnswer } from '../types.ts'
import type { OAuthConfig } from './config.ts'

/** A token is renewed so many milliseconds before it ends: a login that begins with it must also be over. */
const MARGIN_MS = 60_000

export interface GrantIdentity {
  readonly user: string
  readonly client: string
  readonly kept: Partial<Record<KeptProperty, Secret>>
}

/** What the connection string brought; null when it brought no token. */
export function seededGrant(config: OAuthConfig, identity: GrantIdentity, now: number): StoredGrant | null {
  const { accessToken, refreshToken } = config
  if (!accessToken && !refreshToken) return null
  const isDated = config.expiresIn !== null && config.tokenTimestamp !== null
  return {
    ...identity,
    accessToken,
    refreshToken,
    expiresAt: isDated ? config.tokenTimestamp! + config.expiresIn! * 1000 : null,
    obtainedAt: config.tokenTimestamp,
    consentedAt: null,
    scope: null,
    seedAccessTokenHash: hashOf(accessToken),
    seedRefreshTokenHash: hashOf(refreshToken),
    usedAt: now,
  }
}

/**
 * Whether the stored grant grew out of these given tokens: then it is newer than they are, and wins. The first connection
 * string may so be used for ever.
 */
export function grewFrom(stored: StoredGrant, { accessToken, refreshToken }: OAuthConfig): boolean {
  const sameAccess = !accessToken || hashOf(accessToken) === stored.seedAccessTokenHash
  const sameRefresh = !refreshToken || hashOf(refreshToken) === stored.seedRefreshTokenHash
  return sameAccess && sameRefresh
}

function hashOf(secret: Secret | null): string | null {
  return secret && createHash('sha256').update(secret.reveal()).digest('hex')
}

/** The grant after an answer of the token endpoint; a refresh token that did not come stays (RFC 6749 §6). */
export function answeredGrant(
  before: StoredGrant | null,
  identity: GrantIdentity,
  answer: TokenAnswer,
  now: number,
): StoredGrant {
  return {
    ...identity,
    accessToken: answer.accessToken,
    refreshToken: answer.refreshToken ?? before?.refreshToken ?? null,
    expiresAt: now + answer.expiresIn * 1000,
    obtainedAt: now,
    consentedAt: before?.consentedAt ?? null,
    scope: answer.scope ?? before?.scope ?? null,
    seedAccessTokenHash: before?.seedAccessTokenHash ?? null,
    seedRefreshTokenHash: before?.seedRefreshTokenHash ?? null,
    usedAt: now,
  }
}

/** Whether the access token may be used without asking: it is there and does not end within the margin, as far as is known. */
export function isFresh(
  grant: StoredGrant | null,
  now: number,
): grant is StoredGrant & { accessToken: Secret } {
  return (
    grant !== null &&
    grant.accessToken !== null &&
    (grant.expiresAt === null || grant.expiresAt - MARGIN_MS > now)
  )
}

/** Milliseconds since the consent; where that is not known, since the access token was got: it is older than that. */
export function ageOf(grant: StoredGrant | null, now: number): number | undefined {
  const since = grant?.consentedAt ?? grant?.obtainedAt
  return since == null ? undefined : now - since
}

/** Whether the grant is one of a service account, which has a key instead of a refresh token. */
export function isServiceGrant(grant: StoredGrant): boolean {
  return grant.kept.OAuthJWTCert !== undefined
}

export function sameSecret(a: Secret | null, b: Secret | null): boolean {
  return a?.reveal() === b?.reveal()
}

/** Mail addresses of accounts are compared without case. */
export function sameAccount(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase()
}
