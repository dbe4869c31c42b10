import type { Credentials } from '../net/credentials.ts'
import type { ProxyServer } from '../net/proxy.ts'
import type { Logger } from '../util/log.ts'
import type { Notice } from '../util/notice.ts'

/** When the connection is encrypted: from its first byte, after STARTTLS, or (to this machine only) never. */
export type Security = 'Implicit' | 'StartTLS' | 'None'

export interface SmtpOptions {
  readonly host: string
  readonly port: number
  readonly security: Security
  /** SSLServerCert: PEM text, path of a PEM file, SHA-256 fingerprint, or `*` for any certificate (with a notice). */
  readonly serverCert?: string | undefined
  /** What the connection goes through; null is a direct one. */
  readonly proxy: ProxyServer | null
  readonly user: string
  /** Asked at each login. */
  readonly credentials: () => Promise<Credentials>
  /** After a refused login: true when there is another token to try. */
  readonly renew: (signal: AbortSignal) => Promise<boolean>
  /** The server took the login. */
  readonly accepted: () => Promise<void>
  /** Without progress; 0 none. */
  readonly timeoutSeconds: number
  readonly logger: Logger
  readonly onNotice: (notice: Notice) => void
}

/** A message and who gets it: the header decides nothing any more. */
export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  /** RFC 5322. */
  readonly octets: Buffer
  /** For messages of errors. */
  readonly messageId: string
}

export interface Sent {
  /** Recipients that the server refused while it took the message for others, and what it said. */
  readonly refused: readonly { readonly address: string; readonly said: string }[]
}
