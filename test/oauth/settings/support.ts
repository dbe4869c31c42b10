import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Keychain } from '../../../src/oauth/settings/keychain.ts'
import { openSettings } from '../../../src/oauth/settings/open-settings.ts'
import type { PendingAuthorization, SettingsStore, StoredGrant } from '../../../src/oauth/types.ts'
import { GmailSqlError } from '../../../src/util/errors.ts'
import type { Notice } from '../../../src/util/notice.ts'
import { Secret } from '../../../src/util/secret.ts'

export const isRoot = process.getuid?.() === 0
/** A user who is not us; on every Unix. */
export const NOBODY = 65534

/** A directory of mode 0700 that goes away with the test. */
export function makeDirectory(parent = tmpdir()): string {
  const path = realpathSync(mkdtempSync(join(parent, 'gmailsql-settings-')))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** The same, in memory where the system has such a place: for tests that save hundreds of times. */
export function makeFastDirectory(): string {
  return makeDirectory(existsSync('/dev/shm') ? '/dev/shm' : tmpdir())
}

export interface Opened {
  readonly store: SettingsStore
  readonly notices: Notice[]
}

export interface OpenOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly keychain?: Keychain | null
}

/** With no keychain unless one is given, so that no test touches the one of whoever runs it. */
export async function open(location: string | undefined, options: OpenOptions = {}): Promise<Opened> {
  const notices: Notice[] = []
  const { env = {}, keychain = null } = options
  const onNotice = (notice: Notice) => notices.push(notice)
  const store = await openSettings({ location, env, onNotice }, { keychain })
  onTestFinished(() => store.close())
  return { store, notices }
}

export function grant(change: Partial<StoredGrant> = {}): StoredGrant {
  return {
    user: 'me@example.com',
    client: 'client-1',
    accessToken: new Secret('CANARY-access-token'),
    refreshToken: new Secret('CANARY-refresh-token'),
    expiresAt: 1_800_000_000_000,
    obtainedAt: 1_799_996_400_000,
    consentedAt: 1_799_000_000_000,
    scope: 'https://mail.google.com/ openid email',
    seedAccessTokenHash: 'a'.repeat(64),
    seedRefreshTokenHash: null,
    kept: {
      OAuthClientId: new Secret('client-1'),
      OAuthClientSecret: new Secret('CANARY-client-secret'),
      OAuthJWTCert: new Secret('CANARY-certificate'),
      OAuthJWTCertPassword: new Secret('CANARY-password'),
    },
    usedAt: 1_800_000_000_000,
    ...change,
  }
}

export function pending(change: Partial<PendingAuthorization> = {}): PendingAuthorization {
  return {
    client: 'client-1',
    callbackUrl: 'https://app.example.com/callback',
    state: new Secret('CANARY-state'),
    codeVerifier: new Secret('CANARY-verifier'),
    scope: 'https://mail.google.com/',
    createdAt: Date.now(),
    ...change,
  }
}

/** A grant with its secrets in clear, for comparing. */
export function revealed(value: StoredGrant | null): unknown {
  if (value === null) return null
  const kept = Object.entries(value.kept).map(([name, secret]) => [name, secret.reveal()])
  return {
    ...value,
    accessToken: value.accessToken?.reveal() ?? null,
    refreshToken: value.refreshToken?.reveal() ?? null,
    kept: Object.fromEntries(kept),
  }
}

export async function refreshTokenIn(
  location: string,
  options: OpenOptions = {},
): Promise<string | undefined> {
  const { store } = await open(location, options)
  return (await store.find('me@example.com', null))?.refreshToken?.reveal()
}

export async function errorOf(work: Promise<unknown>): Promise<GmailSqlError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof GmailSqlError) return error
  throw new Error(`no GmailSqlError but ${error}`)
}

export function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

/** What was set aside in the directory, without the time in the names. */
export function asides(directory: string): string[] {
  const names = readdirSync(directory).filter(name => name.includes('.damaged-'))
  return names.map(name => name.replace(/\.damaged-[\dTZ.]+Z/, '.damaged')).sort()
}

/** A keychain in memory. */
export function fakeKeychain(
  entries = new Map<string, string>(),
): Keychain & { entries: Map<string, string> } {
  return {
    entries,
    read: async account => entries.get(account) ?? null,
    write: async (account, value) => void entries.set(account, value),
  }
}
