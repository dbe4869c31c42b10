import type { ServerProbe } from '../imap/probe.ts'
import { parseServerCert } from '../net/server-cert.ts'
import { parseConnection } from './connection-string.ts'
import { firewallOf } from './firewall.ts'

export type { ServerProbe }

/** The longest that a server is waited for, where Timeout is more. */
const LONGEST_MS = 20_000

/**
 * What the mail server of a connection shows before the login: whether it is reached, its TLS, its capabilities. Nothing is sent
 * that is a secret.
 * @throws BAD_PROPERTY, CONNECT, TLS_REFUSED, PROTOCOL; the signal's reason
 */
export async function probeServer(
  connection: string,
  { signal = new AbortController().signal }: { readonly signal?: AbortSignal } = {},
): Promise<ServerProbe> {
  const { values } = parseConnection(connection)
  const { probeServer: probe } = await import('../imap/probe.ts')
  return await probe({
    host: values.Server,
    port: values.Port,
    tls: values.TLS as 'Implicit' | 'StartTLS' | 'None',
    trust: parseServerCert(values.SSLServerCert),
    proxy: firewallOf(values),
    timeoutMs: Math.min(LONGEST_MS, values.Timeout * 1000 || LONGEST_MS),
    signal,
  })
}
