import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { Secret } from '../../util/secret.ts'

/** 256 random bits, base64url. */
export function createState(): Secret {
  return new Secret(randomBytes(32).toString('base64url'))
}

/** Compares in a time that tells neither where two states differ nor how long ours is. */
export function isSameState(ours: Secret, theirs: string): boolean {
  return timingSafeEqual(digestOf(ours.reveal()), digestOf(theirs))
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}
