import type { Library } from '../door.ts'
import type { Properties } from './account.ts'
import { type Finding, failed } from './finding.ts'

const DAY_MS = 86_400_000

/** What is kept of a sign-in by OAuth; nothing is sent. */
export async function checkSignIn(library: Library, properties: Properties): Promise<Finding> {
  const check = 'Sign-in'
  const user = properties.get('User') ?? ''
  if (properties.get('Password')) return { check, outcome: 'ok', detail: 'by app password' }
  try {
    const { connections, location, protection } = await library.listConnections(
      properties.get('OAuthSettingsLocation') || undefined,
    )
    const grant = connections.find(kept => user === '' || kept.user === user)
    const kept = `${location}, the key in: ${protection}`
    if (!grant)
      return { check, outcome: 'warn', detail: `none is kept for ${user || 'anybody'} in ${kept}`, hint: HOW }
    if (!grant.hasRefreshToken)
      return {
        check,
        outcome: 'warn',
        detail: `of ${grant.user}, without a refresh token: it ends with its access token`,
        hint: HOW,
      }
    const days = Math.floor((Date.now() - grant.usedAt) / DAY_MS)
    const used = days === 0 ? 'today' : `${days} days ago`
    return { check, outcome: 'ok', detail: `of ${grant.user}, used ${used}, kept in ${kept}` }
  } catch (error) {
    return failed(check, error)
  }
}

const HOW =
  'Sign in with InitiateOAuth=GETANDREFRESH. A project in testing mode (Google Cloud, OAuth consent screen) has to be signed in to every 7 days.'
