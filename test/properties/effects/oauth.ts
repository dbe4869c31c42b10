import { existsSync } from 'node:fs'
import { expect } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { ANNA } from '../../oauth/flows/stage.ts'
import { connected, type Effects, type Options, type World } from './world.ts'

export interface Tokens {
  readonly OAuthClientId: string
  readonly OAuthClientSecret: string
  readonly OAuthAccessToken: string
  readonly OAuthRefreshToken: string
}

const clientOf = ({ stage }: World) => ({
  OAuthClientId: stage.oauth.clients.web.id,
  OAuthClientSecret: stage.oauth.clients.web.secret,
})

/** The code that the browser brings back when the user has agreed. */
async function codeOf(world: World, options: Options): Promise<string> {
  const CallbackURL = world.stage.oauth.clients.web.callbackUrls[0]!
  return (await connected(options, async db => {
    const inputs = { CallbackURL, Prompt: 'CONSENT' }
    const [row] = await db.call<{ URL: string }>('GetOAuthAuthorizationURL', inputs)
    return new URL(await world.stage.oauth.agree(row!.URL)).searchParams.get('code')!
  })) as string
}

/** A client and its tokens, new ones. */
export async function tokensOf(world: World): Promise<Tokens> {
  const options = { ...world.oauth(), ...clientOf(world) }
  const Verifier = await codeOf(world, options)
  const [tokens] = (await connected(options, db =>
    db.call<Tokens>('GetOAuthAccessToken', { Verifier }),
  )) as Tokens[]
  const { OAuthAccessToken, OAuthRefreshToken } = tokens!
  return { ...clientOf(world), OAuthAccessToken, OAuthRefreshToken }
}

const reads = async (db: Connection) => (await db.query('SELECT 1 FROM Inbox LIMIT 1')).rowCount

/** A parameter of the URL that the user is sent to. */
function inUrl(world: World, read: (url: URL) => unknown) {
  return async (given: Options) =>
    await connected({ ...world.oauth(), ...clientOf(world), ...given }, async db => {
      const [row] = await db.call<{ URL: string }>('GetOAuthAuthorizationURL', { AuthMode: 'APP' })
      return read(new URL(row!.URL))
    })
}

const refreshes =
  (inputs: Record<string, string> = {}) =>
  async (db: Connection) =>
    (await db.call('RefreshOAuthAccessToken', inputs)).length

/** Reads mail with InitiateOAuth=REFRESH; how often tokens were asked for. */
async function refreshed(world: World, options: Options): Promise<unknown> {
  const tokens = await tokensOf(world)
  world.stage.tokenPosts()
  await connected({ ...world.oauth(), ...tokens, InitiateOAuth: 'REFRESH', User: ANNA, ...options }, reads)
  return world.stage.tokenPosts().length
}

const HOUR = 3_600_000
/** Nobody listens there. */
const CLOSED = 'http://127.0.0.1:9/token'

export const oauth: Effects = {
  InitiateOAuth: world => ({
    value: 'REFRESH',
    sees: async given => {
      const { OAuthAccessToken: _, ...tokens } = await tokensOf(world)
      return await connected({ ...world.oauth(), ...tokens, User: ANNA, ...given }, reads)
    },
    shows: 1,
  }),
  OAuthClientId: world => ({
    value: 'my-client',
    sees: inUrl(world, url => url.searchParams.get('client_id')),
    shows: 'my-client',
  }),
  OAuthClientSecret: world => ({
    value: clientOf(world).OAuthClientSecret,
    sees: async given => {
      const { OAuthClientSecret: _, OAuthRefreshToken, OAuthClientId } = await tokensOf(world)
      return await connected({ ...world.oauth(), OAuthClientId, ...given }, refreshes({ OAuthRefreshToken }))
    },
    shows: 1,
  }),
  OAuthAccessToken: world => ({
    value: tokensOf(world).then(({ OAuthAccessToken }) => OAuthAccessToken),
    sees: given => connected({ ...world.oauth(), User: ANNA, ...given }, reads),
    shows: 1,
  }),
  OAuthRefreshToken: world => ({
    value: tokensOf(world).then(({ OAuthRefreshToken }) => OAuthRefreshToken),
    sees: given => connected({ ...world.oauth(), ...clientOf(world), ...given }, refreshes()),
    shows: 1,
  }),
  OAuthSettingsLocation: world => {
    const value = world.path('db')
    return {
      value,
      sees: async given => {
        await inUrl(world, String)(given)
        return existsSync(value)
      },
      shows: true,
    }
  },
  CallbackURL: world => ({
    value: 'http://127.0.0.1:4711/back',
    sees: inUrl(world, url => url.searchParams.get('redirect_uri')),
    shows: 'http://127.0.0.1:4711/back',
  }),
  Scope: world => ({
    value: 'https://mail.google.com/',
    sees: inUrl(world, url => url.searchParams.get('scope')),
    shows: 'https://mail.google.com/',
  }),
  OAuthVerifier: world => {
    const surroundings = { ...world.oauth(), ...clientOf(world) }
    return {
      value: codeOf(world, surroundings),
      // Without a code a browser is opened, and its user agrees.
      sees: async given => {
        const opened: string[] = []
        const openBrowser = async (url: string) => {
          opened.push(url)
          void world.stage.oauth.agree(url).then(callback => fetch(callback))
        }
        const { id, secret } = world.stage.oauth.clients.desktop
        const client = 'OAuthVerifier' in given ? {} : { OAuthClientId: id, OAuthClientSecret: secret }
        const user = { InitiateOAuth: 'GETANDREFRESH', User: ANNA }
        const options = { ...surroundings, ...client, ...user, ...given }
        return [await connected(options, reads, { openBrowser }), opened.length]
      },
      shows: [1, 0],
    }
  },
  OAuthExpiresIn: world => ({
    value: 60,
    sees: given => refreshed(world, { OAuthTokenTimestamp: Date.now() - HOUR, ...given }),
    shows: 1,
  }),
  OAuthTokenTimestamp: world => ({
    value: Date.now() - 2 * HOUR,
    sees: given => refreshed(world, { OAuthExpiresIn: 3600, ...given }),
    shows: 1,
  }),
  OAuthAuthorizationURL: world => ({
    value: 'https://login.example.com/authorize',
    sees: inUrl(world, ({ origin, pathname }) => origin + pathname),
    shows: 'https://login.example.com/authorize',
  }),
  OAuthAccessTokenURL: world => ({
    value: CLOSED,
    sees: async given => {
      const { OAuthRefreshToken, ...client } = await tokensOf(world)
      return await connected({ ...world.oauth(), ...client, ...given }, refreshes({ OAuthRefreshToken }))
    },
    shows: 'OAUTH_ENDPOINT',
  }),
  OAuthRevokeURL: world => ({
    value: CLOSED,
    sees: async given => {
      const { OAuthRefreshToken, ...client } = await tokensOf(world)
      const options = { ...world.oauth(), ...client, ...given }
      return await connected(
        options,
        async db => (await db.call('RevokeOAuthAccessToken', { Token: OAuthRefreshToken })).length,
      )
    },
    shows: 'OAUTH_ENDPOINT',
  }),
}

/** Reads mail as the service account does. */
async function asserted(world: World, options: Options): Promise<unknown> {
  const as = { ...world.oauth(), InitiateOAuth: 'GETANDREFRESH', User: ANNA }
  return await connected({ ...as, ...options }, reads)
}

const certificateOf = ({ stores }: World) => ({
  OAuthJWTCertType: 'PFXFILE',
  OAuthJWTCert: stores.pfx('robot', 'robot', 'notasecret', '-legacy'),
  OAuthJWTCertPassword: 'notasecret',
  OAuthJWTSubject: ANNA,
})

export const jwt: Effects = {
  OAuthJWTCert: world => {
    const { OAuthJWTCert: value, ...rest } = certificateOf(world)
    return { value, sees: given => asserted(world, { ...rest, ...given }), shows: 1 }
  },
  OAuthJWTCertType: world => ({
    value: 'PEMKEY_BLOB',
    sees: given => {
      const OAuthJWTCert = `${world.stores.read('robot.key')}${world.stores.read('robot.crt')}`
      const options = { OAuthJWTCert, OAuthJWTCertType: 'GOOGLEJSONBLOB', OAuthJWTSubject: ANNA }
      return asserted(world, { ...options, ...given })
    },
    shows: 1,
  }),
  OAuthJWTCertPassword: world => {
    const { OAuthJWTCertPassword: value, ...rest } = certificateOf(world)
    return { value, sees: given => asserted(world, { ...rest, ...given }), shows: 1 }
  },
  OAuthJWTCertSubject: world => ({
    value: 'CN=nobody',
    sees: given => asserted(world, { ...certificateOf(world), ...given }),
    shows: 'CERT_UNREADABLE',
  }),
  // The authorization server knows no such account.
  OAuthJWTIssuer: world => ({
    value: 'other@project.iam.gserviceaccount.com',
    sees: given => asserted(world, { ...certificateOf(world), ...given }),
    shows: expect.stringMatching(/^OAUTH_/),
  }),
  // The account may act for nobody but Anna.
  OAuthJWTSubject: world => ({
    value: 'bert@example.com',
    sees: given => asserted(world, { ...certificateOf(world), ...given }),
    shows: expect.stringMatching(/^OAUTH_/),
  }),
}
