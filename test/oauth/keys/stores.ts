import { execFileSync } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readServiceKey, type ServiceKeyOptions } from '../../../src/oauth/keys/service-key.ts'
import type { ServiceKey } from '../../../src/oauth/types.ts'
import type { Notice } from '../../../src/util/notice.ts'
import { Secret } from '../../../src/util/secret.ts'

export const SUBJECT = '/C=DE/O=Example, Inc/CN=svc@project.iam'

/** A directory for the stores of one test file; openssl and keytool write into it. */
export class StoreMaker implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'gmailsql-keys-'))

  path(name: string): string {
    return join(this.directory, name)
  }

  openssl(...args: string[]): void {
    execFileSync('openssl', args, {
      cwd: this.directory,
      stdio: 'pipe',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    })
  }

  keytool(...args: string[]): void {
    execFileSync('keytool', args, { cwd: this.directory, stdio: 'pipe' })
  }

  /** `<name>.key` and `<name>.crt`, self-signed. */
  pair(name: string, subject = SUBJECT, ...more: string[]): void {
    const key = more.length === 0 ? ['-newkey', 'rsa:2048', '-days', '3650'] : more
    const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`]
    this.openssl('req', '-x509', '-nodes', ...key, ...files, '-utf8', '-subj', subject)
  }

  /** `<store>.p12` of a pair. */
  pfx(store: string, pair: string, password: string, ...more: string[]): string {
    const input = ['-inkey', `${pair}.key`, '-in', `${pair}.crt`]
    const output = ['-out', `${store}.p12`, '-passout', `pass:${password}`]
    this.openssl('pkcs12', '-export', ...input, ...output, ...more)
    return this.path(`${store}.p12`)
  }

  read(name: string): Buffer {
    return readFileSync(this.path(name))
  }

  /** The public half of a pair, as text to compare. */
  publicKey(pair: string): string {
    return publicText(this.read(`${pair}.key`).toString())
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true })
  }
}

export function publicText(pem: string): string {
  return createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'pem' }).toString()
}

/** The public half of a key that was read: the same key, whatever store it came from. */
export function publicOf(key: ServiceKey): string {
  return publicText(key.privateKey.reveal())
}

interface Given extends Partial<Omit<ServiceKeyOptions, 'cert' | 'password' | 'type'>> {
  readonly password?: string
}

export async function readStore(type: string, cert: string, { password, ...given }: Given = {}) {
  const notices: Notice[] = []
  const secret = password === undefined ? undefined : new Secret(password)
  const onNotice = (notice: Notice) => notices.push(notice)
  const options = { type, cert: new Secret(cert), password: secret, subject: '*', onNotice, ...given }
  return { key: await readServiceKey(options), notices }
}
