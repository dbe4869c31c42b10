import { createHash, randomBytes } from 'node:crypto'
import { Secret } from '../../util/secret.ts'

/** A proof key (RFC 7636): the challenge goes with the user, the verifier with the code. */
export interface Pkce {
  readonly codeVerifier: Secret
  readonly codeChallenge: string
}

/** 32 random bytes, which are 43 characters: what RFC 7636 §4.1 recommends. */
export function createPkce(): Pkce {
  const codeVerifier = new Secret(randomBytes(32).toString('base64url'))
  return { codeVerifier, codeChallenge: challengeOf(codeVerifier) }
}

/** The S256 challenge of a verifier (RFC 7636 §4.2). */
export function challengeOf(codeVerifier: Secret): string {
  return createHash('sha256').update(codeVerifier.reveal(), 'ascii').digest('base64url')
}
