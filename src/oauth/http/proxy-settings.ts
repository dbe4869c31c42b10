import type { Secret } from '../../util/secret.ts'

/** The Proxy properties, as given; the password is a secret. */
export interface ProxySettings {
  readonly server: string
  readonly port: number
  readonly authScheme: 'BASIC' | 'NONE'
  readonly user: string | null
  readonly password: Secret | null
  readonly sslType: 'AUTO' | 'ALWAYS' | 'NEVER' | 'TUNNEL'
  /** Hosts reached without the proxy, separated by semicolons. */
  readonly exceptions: string
}
