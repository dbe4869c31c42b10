import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const FORMAT = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES
export const KEY_BYTES = 32

/** Table and column, then the key of the row: what is sealed for one place opens at no other. */
export type SealedPlace = readonly [column: string, ...key: string[]]

/** AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce for every value: format byte, nonce, tag, ciphertext. */
export class Cipher {
  readonly #key: KeyObject

  constructor(key: Buffer) {
    this.#key = createSecretKey(key)
  }

  seal(text: string, place: SealedPlace): Buffer {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES })
    cipher.setAAD(aadOf(place))
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), body])
  }

  /** @returns undefined when it was sealed with another key or for another place, or was changed. */
  open(sealed: Buffer, place: SealedPlace): string | undefined {
    if (sealed.length < HEAD_BYTES || sealed[0] !== FORMAT) return undefined
    const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(aadOf(place))
    decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]).toString('utf8')
    } catch {
      return undefined
    }
  }
}

/** JSON keeps the parts apart whatever characters they have. */
function aadOf(place: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify(place))
}
