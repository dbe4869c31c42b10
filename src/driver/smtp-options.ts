import type { Security, SmtpOptions } from '../smtp/options.ts'
import { GmailSqlError } from '../util/errors.ts'
import { isLoopbackHost } from '../util/loopback.ts'
import { firewallOf } from './firewall.ts'
import { Login } from './login.ts'
import type { PropertyValues } from './property-values.ts'
import type { Resources } from './resources.ts'

/**
 * How a connection sends mail.
 * @throws MISSING_PROPERTY when the properties do not say where, or name no way to log in
 */
export async function smtpOptions({ parsed, oauth, logger, notify }: Resources): Promise<SmtpOptions> {
  const { values, given } = parsed
  if (!given.has('SMTPServer') && !isGmail(values.Server))
    throw new GmailSqlError('MISSING_PROPERTY', `sending needs SMTPServer beside Server=${values.Server}`, {
      hint: 'Name the server that sends mail for this account: the login is not shown to Gmail.',
    })
  const login = new Login(values, oauth)
  return {
    host: values.SMTPServer,
    port: values.SMTPPort,
    security: securityOf(values),
    serverCert: values.SSLServerCert,
    proxy: firewallOf(values),
    user: await login.user(),
    credentials: () => login.credentials(),
    renew: signal => login.renew(signal),
    accepted: () => login.accepted(),
    timeoutSeconds: values.Timeout,
    logger,
    onNotice: notify,
  }
}

function isGmail(server: string): boolean {
  return /^imap\.(gmail|googlemail)\.com$/i.test(server)
}

/** The ports have their meaning (RFC 8314 §7.3, RFC 6409); TLS=None is for this machine only. */
function securityOf({ TLS, SMTPServer, SMTPPort }: PropertyValues): Security {
  if (TLS === 'None' && isLoopbackHost(SMTPServer)) return 'None'
  if (SMTPPort === 465) return 'Implicit'
  if (SMTPPort === 587 || SMTPPort === 25) return 'StartTLS'
  return TLS === 'StartTLS' ? 'StartTLS' : 'Implicit'
}
