import type { Notice } from '../../util/notice.ts'
import type { Secret } from '../../util/secret.ts'
import type { Endpoints, HttpTransport } from '../types.ts'

/** What every exchange with an authorization server takes. */
export interface ExchangePorts {
  readonly endpoints: Endpoints
  readonly transport: HttpTransport
  readonly signal?: AbortSignal | undefined
  readonly onNotice?: ((notice: Notice) => void) | undefined
}

/** Who asks. A public client (PKCE only) has no secret. */
export interface ClientLogin {
  readonly clientId: string
  readonly clientSecret: Secret | null
}

const GOOGLE_HOSTS = new Set(['oauth2.googleapis.com', 'www.googleapis.com', 'accounts.google.com'])

/** Whether the token endpoint is Google's, under any of its addresses. */
export function isGoogle(endpoints: Endpoints): boolean {
  const host = URL.parse(endpoints.token)?.hostname
  return host !== undefined && GOOGLE_HOSTS.has(host)
}

export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'the token endpoint'
}
