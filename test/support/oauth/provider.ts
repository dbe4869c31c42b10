import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { type Context, interactionPolicy, Provider, type Token } from 'oidc-provider'
import { CANARY } from '../canary/canary.ts'
import { JWT_BEARER, JWT_CLIENT, registerJwtGrant } from './jwt-grant.ts'
import { type Clients, IMAP_ADMIN_SCOPE, MAIL_SCOPE, type ServerSettings } from './settings.ts'
import type { TokenStore } from './token-store.ts'

export const ROUTES = { authorization: '/o/oauth2/v2/auth', token: '/token', revocation: '/revoke' } as const

export interface ProviderParts {
  readonly issuer: string
  readonly clients: Clients
  readonly settings: ServerSettings
  readonly store: TokenStore
  /** Ids of the grants that a refresh token belongs to. */
  readonly offlineGrants: ReadonlySet<string>
}

let signingKey: ReturnType<typeof createSigningKey> | undefined

/** An OpenID Connect provider set up to behave as Google's where a client can see it. */
export async function createProvider(parts: ProviderParts): Promise<Provider> {
  signingKey ??= createSigningKey()
  const { settings, store, issuer } = parts
  const provider = new Provider(issuer, {
    adapter: (model: string) => store.adapter(model),
    clients: clientMetadata(parts.clients),
    clockTolerance: 0,
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    // Google puts the e-mail address into the id_token although there is an access token.
    conformIdTokenClaims: false,
    cookies: { keys: [randomBytes(16).toString('hex')] },
    extraParams: ['access_type', 'include_granted_scopes'],
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: async () => true },
    },
    findAccount: async (_context: unknown, email: string) => ({
      accountId: email,
      claims: async () => ({ sub: email, email, email_verified: true }),
    }),
    interactions: { policy: policy(), url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    issueRefreshToken: async (_: Context, __: unknown, code: Token) =>
      parts.offlineGrants.has(code.grantId ?? ''),
    jwks: { keys: [await signingKey] },
    // Each authorization asks anew; what a browser's session remembers would make runs differ.
    loadExistingGrant: async (context: Context) => {
      const grantId = context.oidc.result?.consent?.grantId
      return grantId === undefined ? undefined : await provider.Grant.find(grantId)
    },
    pkce: { required: () => true },
    renderError: async (context: Context, { error, error_description }: Record<string, string>) => {
      context.body = `${error}: ${error_description}`
    },
    revokeGrantPolicy: () => true,
    rotateRefreshToken: () => settings.isRotating,
    routes: ROUTES,
    scopes: ['openid', 'email', MAIL_SCOPE, IMAP_ADMIN_SCOPE],
    ttl: {
      ...{ AuthorizationCode: 60, Grant: 86_400, IdToken: 3600, Interaction: 3600, Session: 86_400 },
      AccessToken: () => settings.accessTokenSeconds,
      RefreshToken: 86_400,
    },
  })
  shapeTokens(provider)
  registerJwtGrant(provider, { settings, audience: `${issuer}${ROUTES.token}` })
  return provider
}

/** Google's values have slashes and points, which a client must encode in a query and may not trip over. */
function shapeTokens(provider: Provider): void {
  const shapes = [
    [provider.AccessToken, 'ya29.a0'],
    [provider.RefreshToken, '1//0'],
    [provider.AuthorizationCode, '4/0A'],
  ] as const
  for (const [{ prototype }, start] of shapes) {
    const generate = prototype.generateTokenId
    // Called all the same: it notes the token's format, too.
    prototype.generateTokenId = function () {
      return start + CANARY + generate.call(this)
    }
  }
}

function clientMetadata({ desktop, web }: Clients): Record<string, unknown>[] {
  const common = {
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_post',
  }
  const here = ['http://127.0.0.1', 'http://localhost', 'http://[::1]']
  return [
    {
      ...common,
      client_id: desktop.id,
      client_secret: desktop.secret,
      application_type: 'native',
      redirect_uris: here.flatMap(origin => [`${origin}/`, `${origin}/callback`]),
    },
    {
      ...common,
      client_id: web.id,
      client_secret: web.secret,
      application_type: 'web',
      redirect_uris: [...web.callbackUrls],
    },
    {
      client_id: JWT_CLIENT,
      token_endpoint_auth_method: 'none',
      grant_types: [JWT_BEARER],
      response_types: [],
      redirect_uris: [],
    },
  ]
}

function policy(): ReturnType<typeof interactionPolicy.base> {
  const prompts = interactionPolicy.base()
  prompts.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)
  return prompts
}

async function createSigningKey(): Promise<Record<string, unknown>> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'test' }
}
