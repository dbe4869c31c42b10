import type { OAuthConfig, OAuthPorts } from '../oauth/account/config.ts'
import type { OAuthAccount } from '../oauth/account/oauth-account.ts'
import type { ProxySettings } from '../oauth/http/proxy-settings.ts'
import { type HttpTransport, KEPT_PROPERTIES, type KeptProperty, type SettingsStore } from '../oauth/types.ts'
import type { Logger, SecretRegistry } from '../util/log.ts'
import type { Notice } from '../util/notice.ts'
import { Secret } from '../util/secret.ts'
import type { ParsedConnection, PropertyValues } from './property-values.ts'
import type { ConnectOptions } from './types.ts'

export interface OAuthSurroundings {
  readonly options: ConnectOptions
  readonly notify: (notice: Notice) => void
  readonly logger: Logger
  readonly secrets: SecretRegistry
}

/** The OAuth side of a connection, made when a token is first needed: most connections log in with a password. */
export class LazyOAuth {
  readonly #parsed: ParsedConnection
  readonly #surroundings: OAuthSurroundings
  #account: Promise<OAuthAccount> | undefined
  #settings: Promise<SettingsStore> | undefined

  constructor(parsed: ParsedConnection, surroundings: OAuthSurroundings) {
    this.#parsed = parsed
    this.#surroundings = surroundings
  }

  account(): Promise<OAuthAccount> {
    this.#account ??= this.#make()
    return this.#account
  }

  async close(): Promise<void> {
    await (await this.#settings)?.close()
  }

  async #make(): Promise<OAuthAccount> {
    const { OAuthAccount } = await import('../oauth/account/oauth-account.ts')
    const { options, notify, secrets } = this.#surroundings
    const ports: OAuthPorts = {
      settings: () => this.#openSettings(),
      transport: this.#transport(),
      now: () => Date.now(),
      notify,
      say: options.onAuthorizationUrl ?? printUrl,
      openBrowser: options.openBrowser,
      readPasted: options.readCallback,
      learn: secret => secrets.add(secret),
    }
    return new OAuthAccount(oauthConfig(this.#parsed), ports)
  }

  #openSettings(): Promise<SettingsStore> {
    this.#settings ??= (async () => {
      const { openSettings } = await import('../oauth/settings/open-settings.ts')
      const location = this.#parsed.values.OAuthSettingsLocation
      return await openSettings({
        location,
        env: process.env,
        onNotice: this.#surroundings.notify,
      })
    })()
    return this.#settings
  }

  #transport(): HttpTransport {
    let made: Promise<HttpTransport> | undefined
    const make = async () => {
      const { createTransport } = await import('../oauth/http/transport.ts')
      const { values } = this.#parsed
      return createTransport({
        proxy: proxySettings(values),
        proxyEnv: values.ProxyAutoDetect ? process.env : null,
        logger: this.#surroundings.logger,
      })
    }
    return {
      post: async (url, form, options) => {
        made ??= make()
        return await (await made).post(url, form, options)
      },
    }
  }
}

function proxySettings(values: PropertyValues): ProxySettings | null {
  if (values.ProxyServer === undefined) return null
  return {
    server: values.ProxyServer,
    port: values.ProxyPort,
    authScheme: values.ProxyAuthScheme,
    user: values.ProxyUser ?? null,
    password: values.ProxyPassword ?? null,
    sslType: values.ProxySSLType,
    exceptions: values.ProxyExceptions ?? '',
  }
}

function printUrl(url: string): void {
  process.stderr.write(`To authorise gmailsql, open this URL in a browser:\n${url}\n`)
}

/** The OAuth properties as they were given; defaults count as left out, so that stored values can stand in. */
function oauthConfig({ values, given }: ParsedConnection): OAuthConfig {
  const asGiven = (name: KeptProperty): Secret | undefined => {
    const value = values[name]
    if (!given.has(name) || value === undefined || (name === 'AuthScheme' && value === 'Auto'))
      return undefined
    return value instanceof Secret ? value : new Secret(String(value))
  }
  const entries = KEPT_PROPERTIES.map(name => [name, asGiven(name)] as const).filter(
    ([, value]) => value !== undefined,
  )
  return {
    // A token that was given is used as it is, whoever would run the exchange otherwise.
    initiate: values.AuthScheme === 'AccessToken' ? 'OFF' : (values.InitiateOAuth as OAuthConfig['initiate']),
    scheme: values.AuthScheme as OAuthConfig['scheme'],
    user: values.User ?? null,
    accessToken: values.OAuthAccessToken ?? null,
    refreshToken: values.OAuthRefreshToken ?? null,
    expiresIn: values.OAuthExpiresIn === undefined ? null : Number(values.OAuthExpiresIn),
    tokenTimestamp: values.OAuthTokenTimestamp === undefined ? null : Number(values.OAuthTokenTimestamp),
    verifier: values.OAuthVerifier ?? null,
    callbackUrl: values.CallbackURL ?? null,
    scope: given.has('Scope') ? values.Scope : null,
    given: Object.fromEntries(entries),
  }
}
