import type { Database } from '../../sqlite/native.ts'
import type { GmailSqlError } from '../../util/errors.ts'
import type { Notice } from '../../util/notice.ts'
import type { Protection } from '../types.ts'
import { Cipher } from './cipher.ts'
import { damaged } from './failures.ts'
import { createInKeychain, KeyFile, keyOfText, readFromKeychain } from './key-source.ts'
import type { Keychain } from './keychain.ts'
import { withFileLock } from './lock.ts'
import { type ProtectionRow, readProtection, writeProtection } from './schema.ts'
import { resealAll } from './sealed-rows.ts'
import type { SettingsFile } from './settings-file.ts'

/** Held while the key of a file is chosen, or exchanged for another. */
const KEY_LOCK = 'key'
const CHECK_TEXT = 'gmailsql'
const CHECK_PLACE = ['protection.key_check'] as const

export interface KeyOptions {
  readonly file: SettingsFile
  /** GMAILSQL_KEY. */
  readonly given: string | undefined
  readonly loadKeychain: () => Promise<Keychain | null>
  readonly onNotice: (notice: Notice) => void
}

interface CurrentKey {
  readonly cipher: Cipher
  readonly check: Buffer
}

/** Finds, or makes, the key of one settings file; none is looked for before a secret is read or written. */
export class StoreKey {
  readonly #options: KeyOptions
  readonly #keyFile: KeyFile
  #current: CurrentKey | undefined
  #kind: Protection | null = null

  constructor(options: KeyOptions) {
    this.#options = options
    this.#keyFile = new KeyFile(options.file.path, options.onNotice)
  }

  /** What protects the secrets; null until it is known. */
  get kind(): Protection | null {
    return this.#kind
  }

  noteKind(row: ProtectionRow): void {
    this.#kind = row.kind
  }

  /**
   * What opens the secrets of a file with this row; undefined when the key was just exchanged, and the rows must be
   * read again.
   * @throws FILE_DAMAGED when the key is not to be had; nothing is changed then.
   */
  async cipherFor(row: ProtectionRow): Promise<Cipher | undefined> {
    this.#kind = row.kind
    if (row.keyCheck === null) return undefined
    if (this.#current?.check.equals(row.keyCheck)) return this.#current.cipher
    const cipher = await this.#find(row)
    if (this.#options.given !== undefined && row.kind !== 'GMAILSQL_KEY') {
      await this.#exchange(this.#options.given)
      return undefined
    }
    this.#current = { cipher, check: row.keyCheck }
    return cipher
  }

  /** Is the file still protected by the key that was found? Asked in the transaction that writes. */
  isCurrent(db: Database): boolean {
    const check = readProtection(db).keyCheck
    return check !== null && this.#current?.check.equals(check) === true
  }

  /** Chooses the key of a file that has no secrets yet; the first process does, the others take what it chose. */
  async establish(): Promise<void> {
    const { file } = this.#options
    await this.#alone(async () => {
      const row = await file.write(readProtection)
      if (row.keyCheck !== null) return
      const { key, kind } = await this.#choose(row)
      await file.write(db => writeProtection(db, kind, checkOf(new Cipher(key))))
      this.#kind = kind
    })
  }

  async #choose(row: ProtectionRow): Promise<{ key: Buffer; kind: Protection }> {
    const { given, onNotice } = this.#options
    if (given !== undefined) return { key: await keyOfText(given, row.salt), kind: 'GMAILSQL_KEY' }
    const inKeychain = await this.#tryKeychain(row.storeId)
    if (Buffer.isBuffer(inKeychain)) return { key: inKeychain, kind: 'keychain' }
    const there = this.#keyFile.read()
    if (there !== null) return { key: there, kind: 'key file' }
    const key = this.#keyFile.create()
    const message = `No keychain is used (${inKeychain}): the key to the OAuth settings is in ${this.#keyFile.path}`
    onNotice({ code: 'KEY_FILE', message: `${message}, and whoever can read your files can read it` })
    return { key, kind: 'key file' }
  }

  /** @returns the key, or why there is none. */
  async #tryKeychain(account: string): Promise<Buffer | string> {
    const keychain = await this.#options.loadKeychain()
    if (keychain === null) return 'the package @napi-rs/keyring is not installed or does not load'
    try {
      return await createInKeychain(keychain, account)
    } catch (error) {
      return reasonOf(error)
    }
  }

  async #find(row: ProtectionRow): Promise<Cipher> {
    if (row.kind === 'GMAILSQL_KEY') return this.#fitting(await this.#givenKey(row), row)
    if (row.kind === 'keychain') return this.#fitting(await this.#keychainKey(row), row)
    const key = this.#keyFile.read()
    if (key === null) throw this.#locked(`the key file ${this.#keyFile.path} is missing`)
    return this.#fitting(key, row)
  }

  async #givenKey(row: ProtectionRow): Promise<Buffer> {
    if (this.#options.given === undefined) throw this.#locked('they need GMAILSQL_KEY, which is not set')
    return keyOfText(this.#options.given, row.salt)
  }

  async #keychainKey(row: ProtectionRow): Promise<Buffer> {
    const keychain = await this.#options.loadKeychain()
    if (keychain === null) throw this.#locked('their key is in a keychain, and no keychain can be used here')
    let key: Buffer | null
    try {
      key = await readFromKeychain(keychain, row.storeId)
    } catch (error) {
      throw this.#locked(`their key is in the keychain, which cannot be read: ${reasonOf(error)}`)
    }
    if (key === null)
      throw this.#locked('their key is in a keychain, but not in the one of this user and machine')
    return key
  }

  #fitting(key: Buffer, row: ProtectionRow): Cipher {
    const cipher = new Cipher(key)
    if (cipher.open(row.keyCheck!, CHECK_PLACE) === CHECK_TEXT) return cipher
    throw this.#locked(`they were saved with another key than the one of ${SOURCES[row.kind ?? 'key file']}`)
  }

  /** The user gave GMAILSQL_KEY for a file with another key: from now on it is the file's. */
  async #exchange(given: string): Promise<void> {
    const { file, onNotice } = this.#options
    await this.#alone(async () => {
      const row = await file.write(readProtection)
      if (row.keyCheck === null || row.kind === 'GMAILSQL_KEY') return
      const former = await this.#find(row)
      const cipher = new Cipher(await keyOfText(given, row.salt))
      await file.write(db => {
        resealAll(db, former, cipher)
        writeProtection(db, 'GMAILSQL_KEY', checkOf(cipher))
      })
      const message = `The OAuth settings in ${file.path} are now protected by GMAILSQL_KEY, no longer by`
      onNotice({ code: 'KEY_CHANGED', message: `${message} ${SOURCES[row.kind ?? 'key file']}` })
    })
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    const { file, onNotice } = this.#options
    await withFileLock({ location: file.path, name: KEY_LOCK, onNotice }, work)
  }

  #locked(why: string): GmailSqlError {
    const what = `is whole, but its secrets cannot be opened: ${why}`
    return damaged(this.#options.file.path, what, KEY_HINT)
  }
}

const SOURCES: Readonly<Record<Protection, string>> = {
  keychain: 'the keychain',
  'key file': 'the key file',
  GMAILSQL_KEY: 'GMAILSQL_KEY',
  memory: 'this process',
}

const KEY_HINT =
  'Nothing was lost or changed. Give the key back (GMAILSQL_KEY, the .key file beside it, or the same user and ' +
  'machine), or delete the file and sign in again.'

function checkOf(cipher: Cipher): Buffer {
  return cipher.seal(CHECK_TEXT, CHECK_PLACE)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'it does not say why'
}
