import type { SavedConnection, StoredConnection } from '../door.ts'

export const LIST_COLUMNS = [
  ...['Name', 'User', 'SignIn', 'Client', 'Scope', 'RefreshToken'],
  ...['Consented', 'AccessTokenEnds', 'LastUsed'],
] as const

type Named = Pick<SavedConnection, 'name' | 'properties'>

/** A row for each name, with the sign-in that it uses, and one for each sign-in that no name uses. */
export function listRows(named: readonly Named[], signIns: readonly StoredConnection[]): (string | null)[][] {
  const used = new Set<StoredConnection>()
  const rows = named.map(({ name, properties }) => {
    const signIn = signInOf(properties, signIns)
    if (signIn) used.add(signIn)
    return [name, properties['User'] ?? signIn?.user ?? null, wayOf(properties), ...cellsOf(signIn)]
  })
  const others = signIns
    .filter(signIn => !used.has(signIn))
    .map(signIn => [
      null,
      signIn.user,
      signIn.isServiceAccount ? 'service account' : 'OAuth',
      ...cellsOf(signIn),
    ])
  return [...rows, ...others]
}

/** The sign-in that a connection uses: the one used last that fits. */
export function signInOf(
  properties: Named['properties'],
  signIns: readonly StoredConnection[],
): StoredConnection | undefined {
  const way = wayOf(properties)
  if (way === 'app password') return undefined
  const client = properties['OAuthJWTIssuer'] ?? properties['OAuthClientId']
  return signIns.find(
    signIn =>
      (properties['User'] === undefined || properties['User'].toLowerCase() === signIn.user.toLowerCase()) &&
      (client === undefined || client === signIn.client) &&
      (way !== 'service account' || signIn.isServiceAccount),
  )
}

function wayOf(properties: Named['properties']): string {
  const scheme = properties['AuthScheme'] ?? 'Auto'
  if (scheme === 'Basic' || (scheme === 'Auto' && properties['Password'] !== undefined)) return 'app password'
  const isJwt = scheme === 'OAuthJWT' || properties['OAuthJWTCert'] !== undefined
  return isJwt ? 'service account' : 'OAuth'
}

function cellsOf(signIn: StoredConnection | undefined): (string | null)[] {
  if (!signIn) return [null, null, null, null, null, null]
  const { client, scope, hasRefreshToken, consentedAt, accessTokenEndsAt, usedAt } = signIn
  const times = [consentedAt, accessTokenEndsAt, usedAt].map(timeText)
  return [client, scope, hasRefreshToken ? 'yes' : 'no', ...times]
}

function timeText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
