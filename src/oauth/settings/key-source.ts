import { randomBytes, scrypt } from 'node:crypto'
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Notice } from '../../util/notice.ts'
import { createPrivateFile, syncDirectory } from '../../util/private-file.ts'
import { KEY_BYTES } from './cipher.ts'
import { damaged } from './failures.ts'
import { inspectFile, unusable } from './file-safety.ts'
import type { Keychain } from './keychain.ts'

/** About 60 ms and 32 MB: what OWASP gives as a minimum for scrypt, halved in memory for small machines. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const

/**
 * The key that GMAILSQL_KEY stands for: 32 bytes in hex, base64 or base64url as they are; any other text is a
 * passphrase, and the key is derived from it (RFC 7914) with the file's salt.
 */
export async function keyOfText(text: string, salt: Buffer): Promise<Buffer> {
  if (/^[\da-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  const bytes = /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined
  if (bytes?.length === KEY_BYTES) return bytes
  return new Promise((resolve, reject) => {
    scrypt(text.normalize('NFC'), salt, KEY_BYTES, SCRYPT, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

/** A file of mode 0600 beside the settings: keeps the secrets out of copies and backups of the one file only. */
export class KeyFile {
  readonly path: string

  readonly #onNotice: (notice: Notice) => void

  constructor(settingsPath: string, onNotice: (notice: Notice) => void) {
    this.path = `${settingsPath}.key`
    this.#onNotice = onNotice
  }

  /**
   * @returns null where there is none.
   * @throws FILE_UNSAFE; FILE_DAMAGED when no key is in it.
   */
  read(): Buffer | null {
    const file = inspectFile(this.path)
    if (file === undefined) return null
    if (file.wasOpen) {
      const message = `The key ${this.path} could be read or written by others; its mode is now 0600`
      this.#onNotice({ code: 'FILE_MODE', message })
    }
    const key = Buffer.from(this.#text().trim(), 'hex')
    if (key.length === KEY_BYTES) return key
    const hint = 'Put it back from a copy; or delete it and the settings file, and sign in again.'
    throw damaged(this.path, 'is where the key should be, but no key is in it', hint)
  }

  /** The file is whole or not there. Only under the lock, so that no key is replaced. @throws FILE_UNSAFE */
  create(): Buffer {
    const key = randomBytes(KEY_BYTES)
    const draft = `${this.path}.new`
    try {
      rmSync(draft, { force: true })
      createPrivateFile(draft, `${key.toString('hex')}\n`)
      renameSync(draft, this.path)
      syncDirectory(dirname(this.path))
    } catch (error) {
      throw unusable(this.path, error)
    }
    return key
  }

  #text(): string {
    try {
      return readFileSync(this.path, 'utf8')
    } catch (error) {
      throw unusable(this.path, error)
    }
  }
}

/** Keeps a new key in the keychain and reads it back, as some say yes and store nothing. */
export async function createInKeychain(keychain: Keychain, account: string): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES)
  await keychain.write(account, key.toString('base64'))
  const kept = await readFromKeychain(keychain, account)
  if (kept === null || !kept.equals(key)) throw new Error('it does not give back what was put into it')
  return key
}

export async function readFromKeychain(keychain: Keychain, account: string): Promise<Buffer | null> {
  const text = await keychain.read(account)
  const key = text === null ? null : Buffer.from(text, 'base64')
  return key?.length === KEY_BYTES ? key : null
}
