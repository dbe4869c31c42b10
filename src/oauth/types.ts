import type { Notice } from '../util/notice.ts'
import type { Secret } from '../util/secret.ts'

/** Where Google (or another authorization server) answers. */
export interface Endpoints {
  readonly authorize: string
  readonly token: string
  readonly revoke: string
}

/** What a token endpoint answered, checked (RFC 6749 §5.1). */
export interface TokenAnswer {
  readonly accessToken: Secret
  /** Google sends one with the first consent only; a rotating server with every refresh. */
  readonly refreshToken: Secret | null
  /** Seconds from the moment of the answer. */
  readonly expiresIn: number
  /** Space-separated; null when the server did not say (then it is as asked: RFC 6749 §5.1). */
  readonly scope: string | null
  /** Of the id_token's `email` claim: the account that consented. */
  readonly email: string | null
}

/** Properties that a connection keeps for later ones that leave them out. */
export const KEPT_PROPERTIES = [
  'AuthScheme',
  'OAuthClientId',
  'OAuthClientSecret',
  'OAuthAuthorizationURL',
  'OAuthAccessTokenURL',
  'OAuthRevokeURL',
  'OAuthJWTCert',
  'OAuthJWTCertType',
  'OAuthJWTCertPassword',
  'OAuthJWTCertSubject',
  'OAuthJWTIssuer',
  'OAuthJWTSubject',
] as const
export type KeptProperty = (typeof KEPT_PROPERTIES)[number]

/** One account's grant with one client, as the settings store keeps it. */
export interface StoredGrant {
  readonly user: string
  /** Client id, or the issuer of a service account. */
  readonly client: string
  readonly accessToken: Secret | null
  readonly refreshToken: Secret | null
  /** When the access token ends, milliseconds since the epoch; null is unknown. */
  readonly expiresAt: number | null
  /** When it was got, milliseconds since the epoch (OAuthTokenTimestamp). */
  readonly obtainedAt: number | null
  /** When the user consented, milliseconds since the epoch; null for service accounts, given tokens, and where it is unknown. */
  readonly consentedAt: number | null
  readonly scope: string | null
  /** SHA-256 (hex) of the tokens that a connection string brought: the same ones given again do not undo a refresh. */
  readonly seedAccessTokenHash: string | null
  readonly seedRefreshTokenHash: string | null
  readonly kept: Readonly<Partial<Record<KeptProperty, Secret>>>
  /** Milliseconds since the epoch; with only User given the entry last used is taken. */
  readonly usedAt: number
}

/** Properties that were saved under a name. */
export interface NamedConnection {
  readonly name: string
  /** A connection string; it may hold secrets. */
  readonly connection: Secret
  /** Milliseconds since the epoch. */
  readonly savedAt: number
}

/** An authorization that was begun and whose callback has not come (web flow); kept for ten minutes. */
export interface PendingAuthorization {
  readonly client: string
  readonly callbackUrl: string
  readonly state: Secret
  readonly codeVerifier: Secret
  readonly scope: string
  readonly createdAt: number
}

/** How the secrets in the store are protected. */
export type Protection = 'keychain' | 'key file' | 'GMAILSQL_KEY' | 'memory'

/** The store behind OAuthSettingsLocation. Throws FILE_UNSAFE, FILE_DAMAGED. */
export interface SettingsStore {
  /** Absolute path, or `memory://id`. */
  readonly location: string
  readonly protection: Protection
  /** The grant of this user and client; with one of them null, the one last used that fits the other. */
  find(user: string | null, client: string | null): Promise<StoredGrant | null>
  save(grant: StoredGrant): Promise<void>
  remove(user: string, client: string): Promise<boolean>
  /** The one last used first. */
  list(): Promise<readonly StoredGrant[]>
  /** In the order of their names. */
  listNamed(): Promise<readonly NamedConnection[]>
  /**
   * Saves a connection, with the grants that it logs in with: all of it or nothing. It takes the place of one of its name, whatever
   * its case, and of the one that is named in `replaces`.
   */
  saveNamed(
    named: NamedConnection,
    options?: { readonly grants?: readonly StoredGrant[]; readonly replaces?: string },
  ): Promise<void>
  removeNamed(name: string): Promise<boolean>
  addPending(pending: PendingAuthorization): Promise<void>
  /** Unexpired ones of this client, newest first. */
  listPending(client: string): Promise<readonly PendingAuthorization[]>
  removePending(state: string): Promise<void>
  /**
   * Runs `work` while no other process (or connection) is in `exclusively` of the same location and `name`. A lock whose
   * holder is dead is taken over. @throws OAUTH_TIMEOUT when it cannot be had in time.
   */
  exclusively<T>(
    name: string,
    work: () => Promise<T>,
    options?: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
  ): Promise<T>
  close(): Promise<void>
}

export interface SettingsOptions {
  /** The property OAuthSettingsLocation; undefined is the default file. */
  readonly location: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onNotice: (notice: Notice) => void
}

/** One HTTP exchange with an authorization server. No redirect is ever followed; the body is at most 1 MB. */
export interface HttpTransport {
  post(
    url: string,
    form: Readonly<Record<string, string>>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<HttpAnswer>
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The signing key of a service account, and what its file says beside it. */
export interface ServiceKey {
  /** PKCS#8 PEM of an RSA key. */
  readonly privateKey: Secret
  /** client_email of a Google JSON key. */
  readonly clientEmail: string | null
  /** Common name of the certificate. */
  readonly commonName: string | null
  /** private_key_id of a Google JSON key: the `kid` of the assertion. */
  readonly keyId: string | null
}
