import type { Notice } from '../../util/notice.ts'
import type { Secret } from '../../util/secret.ts'
import type { BrowserOpener } from '../authorize/browser.ts'
import type { ReadPasted } from '../authorize/pasted.ts'
import type { Endpoints, HttpTransport, KeptProperty, SettingsStore, StoredGrant } from '../types.ts'

/** The OAuth properties of a connection as they were given; what is null was left out. */
export interface OAuthConfig {
  readonly initiate: 'OFF' | 'GETANDREFRESH' | 'REFRESH'
  readonly scheme: 'Auto' | 'OAuth' | 'OAuthJWT' | 'AccessToken'
  readonly user: string | null
  readonly accessToken: Secret | null
  readonly refreshToken: Secret | null
  /** Seconds. */
  readonly expiresIn: number | null
  /** Milliseconds since the epoch. */
  readonly tokenTimestamp: number | null
  readonly verifier: Secret | null
  readonly callbackUrl: string | null
  readonly scope: string | null
  /** Those of the kept properties that were given: they win over what is stored. */
  readonly given: Readonly<Partial<Record<KeptProperty, Secret>>>
}

/** What the flows need of their surroundings; each a parameter so that tests give their own. */
export interface OAuthPorts {
  readonly settings: () => Promise<SettingsStore>
  readonly transport: HttpTransport
  readonly now: () => number
  readonly notify: (notice: Notice) => void
  /** Tells the user the URL to open, also when a browser was opened. */
  readonly say: (url: string) => void
  /** Opens a browser; undefined: the default one; null: none. */
  readonly openBrowser?: BrowserOpener | null | undefined
  /** Reads the callback URL that a user pastes, where no browser can reach this machine. */
  readonly readPasted?: ReadPasted | undefined
  /** Registers a secret that came to be known, so that logs mask it. */
  readonly learn: (secret: Secret) => void
}

const GOOGLE_ENDPOINTS: Endpoints = {
  authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
  token: 'https://oauth2.googleapis.com/token',
  revoke: 'https://oauth2.googleapis.com/revoke',
}

/** What id_tokens and callbacks of Google say of their issuer (RFC 9207). */
const GOOGLE_ISSUER = 'https://accounts.google.com'

/** IMAP needs the first; the others tell who consented. */
const DEFAULT_SCOPE = 'https://mail.google.com/ openid email'
/** A service account has no user to ask: its token is for mail only. */
const DEFAULT_JWT_SCOPE = 'https://mail.google.com/'

/** What asking for consent needs to know of a connection's account. */
export interface ConsentContext {
  readonly effective: EffectiveConfig
  readonly config: OAuthConfig
  readonly ports: OAuthPorts
  readonly grant: StoredGrant | null
}

/** The properties in force: given ones, else the stored ones. */
export class EffectiveConfig {
  readonly config: OAuthConfig
  readonly #stored: StoredGrant | null

  constructor(config: OAuthConfig, stored: StoredGrant | null) {
    this.config = config
    this.#stored = stored
  }

  property(name: KeptProperty): Secret | null {
    return this.config.given[name] ?? this.#stored?.kept[name] ?? null
  }

  text(name: KeptProperty): string | null {
    return this.property(name)?.reveal() ?? null
  }

  get isJwt(): boolean {
    if (this.config.scheme !== 'Auto') return this.config.scheme === 'OAuthJWT'
    return this.property('OAuthJWTCert') !== null
  }

  get endpoints(): Endpoints {
    return {
      authorize: this.text('OAuthAuthorizationURL') ?? GOOGLE_ENDPOINTS.authorize,
      token: this.text('OAuthAccessTokenURL') ?? GOOGLE_ENDPOINTS.token,
      revoke: this.text('OAuthRevokeURL') ?? GOOGLE_ENDPOINTS.revoke,
    }
  }

  /** Of Google the issuer is known and checked; of another server only what it says itself could be compared. */
  get issuer(): string | undefined {
    return this.endpoints.authorize === GOOGLE_ENDPOINTS.authorize ? GOOGLE_ISSUER : undefined
  }

  get scope(): string {
    if (this.config.scope !== null) return this.config.scope
    return this.isJwt ? (this.#stored?.scope ?? DEFAULT_JWT_SCOPE) : DEFAULT_SCOPE
  }

  /** Given and stored together, as a later connection will need them. */
  get kept(): Partial<Record<KeptProperty, Secret>> {
    return { ...this.#stored?.kept, ...this.config.given }
  }
}
