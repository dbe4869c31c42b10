import { createSign, randomUUID } from 'node:crypto'
import type { ServiceKey } from '../types.ts'

export interface Claims {
  readonly issuer: string
  readonly subject: string
  readonly scope: string
  readonly audience: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Google takes at most an hour; less leaves a clock that is a little fast within it. */
export const ASSERTION_SECONDS = 3000

/** The signed assertion (RFC 7515, 7519, 7523 §3), RS256. */
export function signAssertion(key: ServiceKey, claims: Claims): string {
  const issuedAt = Math.floor(claims.now / 1000)
  const header = { alg: 'RS256', typ: 'JWT', ...(key.keyId === null ? {} : { kid: key.keyId }) }
  const payload = {
    iss: claims.issuer,
    sub: claims.subject,
    scope: claims.scope,
    aud: claims.audience,
    iat: issuedAt,
    exp: issuedAt + ASSERTION_SECONDS,
    jti: randomUUID(),
  }
  const input = `${encode(header)}.${encode(payload)}`
  const signature = createSign('RSA-SHA256').update(input).sign(key.privateKey.reveal(), 'base64url')
  return `${input}.${signature}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
