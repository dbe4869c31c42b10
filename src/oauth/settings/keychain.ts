import { setTimeout as sleep } from 'node:timers/promises'

/** The keychain of the operating system, as far as it is needed; every method may fail or be slow. */
export interface Keychain {
  read(account: string): Promise<string | null>
  write(account: string, value: string): Promise<void>
}

const SERVICE = 'gmailsql'
/** The user may have to unlock it first. */
const LIMIT = 30_000
/**
 * Without this a Linux without Secret Service would get the kernel's keyring, which is empty after a restart: the
 * tokens would be lost with it.
 */
const ONLY_LASTING = { linux: { store: 'secret-service' } } as const

/** @returns null where the optional package is not installed or does not load here. */
export async function loadKeychain(): Promise<Keychain | null> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring')
    const entry = (account: string) => new AsyncEntry(SERVICE, account, ONLY_LASTING)
    return {
      read: account => limited(async signal => entry(account).getPassword(signal)),
      write: (account, value) => limited(async signal => entry(account).setPassword(value, signal)),
    }
  } catch {
    return null
  }
}

async function limited<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const late = sleep(LIMIT, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`no answer within ${LIMIT / 1000} s`)
  })
  try {
    return await Promise.race([call(stop.signal), late])
  } finally {
    late.catch(() => {})
    stop.abort()
  }
}
