import { GmailSqlError } from '../util/errors.ts'
import { isLoopbackHost } from '../util/loopback.ts'
import type { Secret } from '../util/secret.ts'
import { badProperty, quote } from './property-error.ts'
import type { PropertyValues } from './property-values.ts'

/** Whether the login is by password: AuthScheme says so, or leaves it open and a Password is given. */
export function usesPassword({ AuthScheme, Password }: PropertyValues): boolean {
  return AuthScheme === 'Basic' || (AuthScheme === 'Auto' && Password !== undefined)
}

/** @throws MISSING_PROPERTY naming what is missing. */
export function requirePassword(values: PropertyValues): {
  readonly user: string
  readonly password: Secret
} {
  const { User: user, Password: password } = values
  if (user !== undefined && password !== undefined) return { user, password }
  const missing = [...(user === undefined ? ['User'] : []), ...(password === undefined ? ['Password'] : [])]
  const scheme = values.AuthScheme === 'Auto' ? '' : ` for AuthScheme=${values.AuthScheme}`
  throw new GmailSqlError('MISSING_PROPERTY', `The login needs ${missing.join(' and ')}${scheme}`, {
    hint: 'Give User and Password (an app password of the Google account), or log in by OAuth.',
  })
}

/** What no property can tell by itself. @throws BAD_PROPERTY, MISSING_PROPERTY. */
export function checkTogether(values: PropertyValues): void {
  if (values.TLS === 'None' && !isLoopbackHost(values.Server)) {
    throw badProperty(
      `TLS=None is for a server on this machine, not ${quote(values.Server)}`,
      'Leave TLS out; the password would cross the network readable by anybody.',
    )
  }
  if (values.FirewallType !== 'NONE' && values.FirewallServer === undefined) {
    const message = `FirewallType=${values.FirewallType} needs FirewallServer`
    throw new GmailSqlError('MISSING_PROPERTY', message, {
      hint: 'Give the name or address of the firewall, or leave FirewallType out for a direct connection.',
    })
  }
  if (values.OAuthJWTCertType !== undefined && values.OAuthJWTCert === undefined) {
    const hint = 'Give the path of the certificate store, or its content for a …BLOB type.'
    const message = `OAuthJWTCertType=${values.OAuthJWTCertType} needs OAuthJWTCert`
    throw new GmailSqlError('MISSING_PROPERTY', message, { hint })
  }
}
