import { GmailSqlError } from '../../util/errors.ts'
import { readServiceKey } from '../keys/service-key.ts'
import { jwtGrant } from '../token/jwt-grant.ts'
import type { ServiceKey, TokenAnswer } from '../types.ts'
import type { EffectiveConfig, OAuthPorts } from './config.ts'

/** Exchanges an assertion of the service account for an access token (RFC 7523); there is no refresh token. */
export async function assertGrant(
  effective: EffectiveConfig,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const key = await readKey(effective, ports)
  const answer = await jwtGrant({
    key,
    issuer: issuerOf(effective, key, ports),
    subject: effective.text('OAuthJWTSubject') ?? effective.config.user,
    scope: effective.scope,
    endpoints: effective.endpoints,
    transport: ports.transport,
    onNotice: ports.notify,
    now: ports.now,
    signal,
  })
  ports.learn(answer.accessToken)
  // Kept, so that a later connection that leaves Scope out asks for the same.
  return { ...answer, scope: answer.scope ?? effective.scope }
}

async function readKey(effective: EffectiveConfig, ports: OAuthPorts): Promise<ServiceKey> {
  const cert = effective.property('OAuthJWTCert')
  if (!cert) {
    throw new GmailSqlError('MISSING_PROPERTY', 'OAuthJWTCert is needed: the key of the service account', {
      hint: 'Give OAuthJWTCert and OAuthJWTCertType, e.g. PFXFILE or GOOGLEJSON.',
    })
  }
  return await readServiceKey({
    type: effective.text('OAuthJWTCertType') ?? 'PFXFILE',
    cert,
    password: effective.property('OAuthJWTCertPassword') ?? undefined,
    subject: effective.text('OAuthJWTCertSubject') ?? '*',
    onNotice: ports.notify,
  })
}

/** `iss`: the property, else what a JSON key says, else the client id, else the certificate’s common name. */
function issuerOf(effective: EffectiveConfig, key: ServiceKey, ports: OAuthPorts): string {
  const told = effective.text('OAuthJWTIssuer') ?? key.clientEmail ?? effective.text('OAuthClientId')
  if (told) return told
  if (key.commonName) {
    const message = `OAuthJWTIssuer was not given: the certificate’s common name "${key.commonName}" is used as issuer`
    ports.notify({ code: 'JWT_ISSUER', message })
    return key.commonName
  }
  throw new GmailSqlError(
    'MISSING_PROPERTY',
    'OAuthJWTIssuer is needed: the mail address of the service account',
    {
      hint: 'It ends in .iam.gserviceaccount.com; the certificate does not name it.',
    },
  )
}
