import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Faults } from './oauth/faults.ts'
import { Front } from './oauth/front.ts'
import { Interactions } from './oauth/interactions.ts'
import { createProvider, ROUTES } from './oauth/provider.ts'
import type { LoggedRequest } from './oauth/request-log.ts'
import {
  type Clients,
  createClients,
  type OAuthServerOptions,
  type ServerSettings,
  type ServiceAccount,
  settingsOf,
} from './oauth/settings.ts'
import { TokenStore } from './oauth/token-store.ts'
import { walk } from './oauth/user-agent.ts'

export { hashed } from './oauth/request-log.ts'
export type { OAuthServerOptions } from './oauth/settings.ts'

/** A real authorization server on this machine that behaves as Google's. */
export interface OAuthServer extends AsyncDisposable {
  readonly issuer: string
  readonly endpoints: { readonly authorize: string; readonly token: string; readonly revoke: string }
  /** `…?access_token=` is answered as Google's: 200 with `email`, or 400. For Dovecot's passdb oauth2. */
  readonly tokenInfo: string
  readonly clients: Clients
  readonly settings: ServerSettings
  /** Every request, oldest first; a test may empty it. */
  readonly log: LoggedRequest[]
  readonly faults: Faults
  /** Plays the user: goes through the pages and returns the callback URL, unvisited. */
  agree(authorizationUrl: string): Promise<string>
  /** Whose mail an access token opens now. */
  userOf(accessToken: string): string | undefined
  /** Ends every access token; refresh tokens stay good. */
  expireAll(): void
  /** Ends everything, as a user who removes the app's access, or changes the password. */
  revokeAll(): void
  close(): Promise<void>
}

/** A service account with a key of its own: what a client needs, and what the server needs. */
export interface CreatedServiceAccount {
  readonly account: ServiceAccount
  /** PKCS#8 PEM. */
  readonly privateKey: string
}

export async function startOAuthServer(options: OAuthServerOptions = {}): Promise<OAuthServer> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const settings = settingsOf(options)
  const clients = createClients(options.webCallbackUrls)
  const store = new TokenStore()
  const offlineGrants = new Set<string>()
  const faults = new Faults()
  const log: LoggedRequest[] = []
  const provider = await createProvider({ issuer, clients, settings, store, offlineGrants })
  const interactions = new Interactions(provider, settings, offlineGrants)
  const front = new Front({
    clients,
    settings,
    store,
    faults,
    log,
    interactions,
    provider: provider.callback(),
  })
  server.on('request', (request, response) => {
    front.answer(request, response).catch(error => {
      if (!response.headersSent) response.writeHead(500)
      response.end(String(error))
    })
  })
  return {
    ...{ issuer, settings, clients, log, faults },
    endpoints: {
      authorize: issuer + ROUTES.authorization,
      token: issuer + ROUTES.token,
      revoke: issuer + ROUTES.revocation,
    },
    tokenInfo: `${issuer}/tokeninfo`,
    agree: walk,
    userOf: token => store.accessToken(token)?.accountId,
    expireAll: () => store.clear('AccessToken'),
    revokeAll: () => store.clear('AccessToken', 'RefreshToken', 'Grant'),
    close: () => close(server),
    [Symbol.asyncDispose]: () => close(server),
  }
}

export function createServiceAccount(details: Omit<ServiceAccount, 'publicKey'>): CreatedServiceAccount {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  return { account: { ...details, publicKey }, privateKey: pem }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise(resolve => server.close(resolve))
  server.closeAllConnections()
  await closed
}
