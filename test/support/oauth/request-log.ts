import { createHash } from 'node:crypto'

export type EndpointName = 'authorize' | 'token' | 'revoke' | 'tokeninfo' | 'interaction' | 'other'

/** One request as it arrived. Secrets are hashed; {@link hashed} tells what a known one looks like. */
export interface LoggedRequest {
  readonly endpoint: EndpointName
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly form: Readonly<Record<string, string>>
  /** Names in lower case; without cookies and authorization. */
  readonly headers: Readonly<Record<string, string>>
  /** Of the answer; 0 when the connection was dropped or still is open. */
  status: number
}

const SECRETS = new Set([
  ...['client_secret', 'code', 'code_verifier', 'refresh_token', 'assertion', 'token', 'access_token'],
  ...['password', 'client_assertion'],
])

/** How a secret stands in the log. */
export function hashed(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`
}

export function withoutSecrets(parameters: URLSearchParams): Record<string, string> {
  const entries = [...parameters].map(([name, value]) => [name, SECRETS.has(name) ? hashed(value) : value])
  return Object.fromEntries(entries)
}
