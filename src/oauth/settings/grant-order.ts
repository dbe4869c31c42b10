import type { PendingAuthorization, StoredGrant } from '../types.ts'

/** How long a callback may take to come, in milliseconds. */
const PENDING_LIFE = 10 * 60 * 1000

type GrantKey = Pick<StoredGrant, 'user' | 'client'>

/** Users are mail addresses, and Google takes them in any case. Names have none either. ASCII only, as SQLite's NOCASE. */
export function sameText(a: string, b: string): boolean {
  return a === b || lower(a) === lower(b)
}

export function sameGrant(a: GrantKey, b: GrantKey): boolean {
  return a.client === b.client && sameText(a.user, b.user)
}

export function fits(grant: GrantKey, user: string | null, client: string | null): boolean {
  return (user === null || sameText(grant.user, user)) && (client === null || grant.client === client)
}

/** The one last used first. */
export function newestFirst(a: StoredGrant, b: StoredGrant): number {
  return b.usedAt - a.usedAt || (b.obtainedAt ?? 0) - (a.obtainedAt ?? 0)
}

/** One from the future is of a clock that was set back since. */
export function isUnexpired(
  { createdAt }: Pick<PendingAuthorization, 'createdAt'>,
  now = Date.now(),
): boolean {
  return Math.abs(now - createdAt) < PENDING_LIFE
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase())
}
