import { GmailSqlError } from '../util/errors.ts'
import type { Secret } from '../util/secret.ts'
import { badProperty, quote } from './property-error.ts'
import { isLoopback } from './property-form.ts'
import type { PropertyValues } from './property-values.ts'

export type Login =
  | { readonly scheme: 'Basic'; readonly user: string; readonly password: Secret }
  | { readonly scheme: 'AccessToken'; readonly user: string; readonly accessToken: Secret }

/**
 * How to log in. AuthScheme=Auto takes Basic when a Password is given, else AccessToken.
 *
 * @throws MISSING_PROPERTY naming what is missing and the ways there are.
 */
export function requireLogin(values: PropertyValues): Login {
  const { User: user, Password: password, OAuthAccessToken: accessToken } = values
  const isBasic = values.AuthScheme === 'Basic' || (values.AuthScheme === 'Auto' && password !== undefined)
  if (user !== undefined && isBasic && password !== undefined) return { scheme: 'Basic', user, password }
  if (user !== undefined && !isBasic && accessToken !== undefined)
    return { scheme: 'AccessToken', user, accessToken }
  throw missingLogin(values, isBasic)
}

function missingLogin(values: PropertyValues, isBasic: boolean): GmailSqlError {
  const proof = isBasic ? 'Password' : 'OAuthAccessToken'
  const proofs = values.AuthScheme === 'Auto' ? 'Password or OAuthAccessToken' : proof
  const missing = [
    ...(values.User === undefined ? ['User'] : []),
    ...(values[proof] === undefined ? [proofs] : []),
  ]
  const hint = 'Give User and Password (an app password of the Google account), or User and OAuthAccessToken.'
  const scheme = values.AuthScheme === 'Auto' ? '' : ` for AuthScheme=${values.AuthScheme}`
  return new GmailSqlError('MISSING_PROPERTY', `The login needs ${missing.join(' and ')}${scheme}`, { hint })
}

/** What no property can tell by itself. @throws BAD_PROPERTY, MISSING_PROPERTY. */
export function checkTogether(values: PropertyValues): void {
  if (values.TLS === 'None' && !isLoopback(values.Server)) {
    throw badProperty(
      `TLS=None is for a server on this machine, not ${quote(values.Server)}`,
      'Leave TLS out; the password would cross the network readable by anybody.',
    )
  }
  if (values.OAuthJWTCertType !== undefined && values.OAuthJWTCert === undefined) {
    const hint = 'Give the path of the certificate store, or its content for a …BLOB type.'
    const message = `OAuthJWTCertType=${values.OAuthJWTCertType} needs OAuthJWTCert`
    throw new GmailSqlError('MISSING_PROPERTY', message, { hint })
  }
}
