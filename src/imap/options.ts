import type { Credentials } from '../net/credentials.ts'
import type { ProxyServer } from '../net/proxy.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { Logger } from '../util/log.ts'
import { isLoopbackHost } from '../util/loopback.ts'
import type { Notice } from '../util/notice.ts'
import type { Account } from './account.ts'
import { shown } from './wire.ts'

/** How the connections of a source are kept; 0 milliseconds are none. */
export interface PoolOptions {
  /** The connections that this process may have to the account, those of other sources among them. */
  readonly maxSize: number
  /** An unused connection is ended after so long. */
  readonly idleMs: number
  /** One that is so old is replaced by another. */
  readonly lifeMs: number
  /** An unused connection sends NOOP so often. */
  readonly keepAliveMs: number
}

export interface ImapSourceOptions {
  readonly host: string
  readonly port: number
  /** `None` is for loopback only: mail and password would travel readable. */
  readonly tls: 'Implicit' | 'StartTLS' | 'None'
  /**
   * SSLServerCert: PEM text, path of a PEM file, SHA-256 fingerprint, or `*` for any certificate (with a
   * notice).
   */
  readonly serverCert?: string | undefined
  /** What the connection goes through; null or left out is a direct one. */
  readonly proxy?: ProxyServer | null | undefined
  readonly user: string
  /** Asked at each connect, so that a refreshed token is used. */
  readonly credentials: () => Promise<Credentials>
  /** Seconds without progress after which an operation fails; 0 none. */
  readonly timeoutSeconds: number
  /** The largest piece of a message that is ever asked for; default 64 MiB. */
  readonly maxLiteralBytes?: number | undefined
  /** What reads the answers to FETCH: `Auto`, the default, is our own code. */
  readonly fetchEngine?: 'Auto' | 'ImapFlow' | undefined
  /**
   * COMPRESS=DEFLATE where the server has it, with our own reader only. `auto`, the default: unless the server is on this machine,
   * where compressing takes three to five times as long as sending.
   */
  readonly compression?: 'auto' | 'always' | 'never' | undefined
  /** What the connections of this process to the account share; left out, this source is alone. */
  readonly account?: Account | undefined
  readonly pool?: PoolOptions | undefined
  readonly logger?: Logger | undefined
  readonly onNotice?: ((notice: Notice) => void) | undefined
  /** Name and version told to the server by ID (RFC 2971). */
  readonly clientName?: string | undefined
  readonly clientVersion?: string | undefined
}

/**
 * @throws BAD_PROPERTY for `None` to a host that is not this machine, BAD_VALUE for controls in the user or
 * host.
 */
export function checkOptions(options: ImapSourceOptions): void {
  for (const value of [options.user, options.host]) {
    // U+0001 separates the fields of XOAUTH2: a user name with it could bring its own token.
    if (/[\u0000-\u001f\u007f]/.test(value))
      throw new GmailSqlError('BAD_VALUE', `${shown(value)} contains a control character.`)
  }
  if (options.tls === 'None' && !isLoopbackHost(options.host)) {
    throw new GmailSqlError(
      'BAD_PROPERTY',
      `TLS=None is refused for ${options.host}: the password would travel readable.`,
      {
        hint: 'Only a server on this machine (localhost, 127.0.0.1, ::1) may be reached without TLS.',
      },
    )
  }
}
