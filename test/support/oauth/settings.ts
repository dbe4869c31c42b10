import { type KeyObject, randomUUID } from 'node:crypto'
import { CANARY } from '../canary/canary.ts'

/** A service account as an administrator set it up. */
export interface ServiceAccount {
  readonly email: string
  /** What its assertions are verified with: PEM of a public key or certificate, or a key. */
  readonly publicKey: string | KeyObject
  /** Users whom domain-wide delegation covers. */
  readonly subjects: readonly string[]
  /** Scopes that the administrator granted; default Gmail's. */
  readonly scopes?: readonly string[]
}

export interface OAuthServerOptions {
  /** Who logs in when the request has no login_hint. */
  readonly user?: string
  /** Seconds that an access token lives; default 3599, as Google's. */
  readonly accessTokenSeconds?: number
  /** Does every refresh bring a new refresh token and end the old one? Google's do not. */
  readonly isRotating?: boolean
  /** `automatic`: a user who answers at once. `form`: pages to fill in. */
  readonly interaction?: 'automatic' | 'form'
  readonly serviceAccounts?: readonly ServiceAccount[]
  /** Redirect URIs of the web client, beside https://app.example.com/oauth/callback. */
  readonly webCallbackUrls?: readonly string[]
}

/** May be changed while the server runs. */
export interface ServerSettings {
  user: string
  /** Logs in whatever login_hint asks for: the user who took another account. */
  userInstead: string | null
  accessTokenSeconds: number
  isRotating: boolean
  interaction: 'automatic' | 'form'
  readonly serviceAccounts: ServiceAccount[]
  /** Milliseconds by which this server's clock is ahead: of the Date header, and for assertions. */
  clockOffset: number
}

export interface RegisteredClient {
  readonly id: string
  readonly secret: string
}

export interface Clients {
  /** Redirects to any port of this machine, path `/` or `/callback`. */
  readonly desktop: RegisteredClient
  readonly web: RegisteredClient & { readonly callbackUrls: readonly string[] }
}

export const MAIL_SCOPE = 'https://mail.google.com/'
export const IMAP_ADMIN_SCOPE = 'https://www.googleapis.com/auth/gmail.imap_admin'

export function settingsOf(options: OAuthServerOptions): ServerSettings {
  return {
    user: options.user ?? 'anna@example.com',
    userInstead: null,
    accessTokenSeconds: options.accessTokenSeconds ?? 3599,
    isRotating: options.isRotating ?? false,
    interaction: options.interaction ?? 'automatic',
    serviceAccounts: [...(options.serviceAccounts ?? [])],
    clockOffset: 0,
  }
}

export function createClients(webCallbackUrls: readonly string[] = []): Clients {
  return {
    desktop: { id: clientId(), secret: clientSecret() },
    web: {
      id: clientId(),
      secret: clientSecret(),
      callbackUrls: ['https://app.example.com/oauth/callback', ...webCallbackUrls],
    },
  }
}

function clientId(): string {
  return `${Math.floor(Math.random() * 1e12)}-${randomUUID().replaceAll('-', '')}.apps.googleusercontent.com`
}

function clientSecret(): string {
  return `GOCSPX-${CANARY}${randomUUID().replaceAll('-', '')}`
}
