import { GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import type { Secret } from '../../util/secret.ts'
import { refreshTokens } from '../token/refresh.ts'
import type { SettingsStore, StoredGrant, TokenAnswer } from '../types.ts'
import { type ConsentContext, EffectiveConfig, type OAuthConfig, type OAuthPorts } from './config.ts'
import { anotherAccountConsented, authorizeInBrowser, redeemVerifier } from './consent.ts'
import {
  ageOf,
  answeredGrant,
  type GrantIdentity,
  grewFrom,
  isFresh,
  sameAccount,
  sameSecret,
  seededGrant,
} from './grants.ts'
import { missingClient, noToken, nothingToRefreshWith } from './missing.ts'
import { assertGrant } from './service-account.ts'
import { findGrant } from './stored-grant.ts'

/**
 * The tokens of one connection: got, kept, renewed. Whether to refresh is decided inside the lock of the settings
 * store and after reading it again, so that any number of processes make one refresh and none is logged out.
 */
export class OAuthAccount implements ConsentContext {
  readonly #config: OAuthConfig
  readonly #ports: OAuthPorts
  #grant: StoredGrant | null = null
  #effective: EffectiveConfig
  #isLoaded = false
  /** A browser is opened once a connection: a dead grant must not become a loop of consents. */
  #hasAsked = false
  /** Who consented is not known before the first login: nothing is stored until then. */
  #isUnconfirmed = false

  constructor(config: OAuthConfig, ports: OAuthPorts) {
    this.#config = config
    this.#ports = ports
    this.#effective = new EffectiveConfig(config, null)
  }

  get effective(): EffectiveConfig {
    return this.#effective
  }

  get config(): OAuthConfig {
    return this.#config
  }

  get ports(): OAuthPorts {
    return this.#ports
  }

  get grant(): StoredGrant | null {
    return this.#grant
  }

  /** Whether tokens are kept for later connections. */
  get isKeeping(): boolean {
    return this.#config.initiate !== 'OFF'
  }

  /** The account to log in as. @throws MISSING_PROPERTY */
  get user(): string {
    const user = this.#config.user ?? this.#grant?.user
    if (user) return user
    throw new GmailSqlError('MISSING_PROPERTY', 'User is needed: IMAP logs in to an account by its name', {
      hint: 'Give User=you@gmail.com.',
    })
  }

  /** Reads what is stored, once. */
  async load(): Promise<void> {
    if (this.#isLoaded) return
    this.#isLoaded = true
    if (!this.isKeeping) {
      this.#grant = seededGrant(this.#config, this.#identity(), this.#ports.now())
      return
    }
    const store = await this.#ports.settings()
    this.#adopt(await findGrant(store, this.#config))
    await this.#seed(store)
  }

  /**
   * What `connect()` does before it resolves: with GETANDREFRESH and no usable token the exchange; with REFRESH the given
   * values are saved at once.
   * @throws MISSING_PROPERTY when REFRESH has nothing to refresh with
   */
  async prepare(signal: AbortSignal): Promise<void> {
    await this.load()
    const { initiate } = this.#config
    if (initiate === 'OFF' || this.#canGoOn()) return
    if (initiate === 'REFRESH' && !this.#effective.isJwt) throw nothingToRefreshWith()
    await this.accessToken(signal)
  }

  /** An access token that is good for at least a minute, as far as is known. */
  async accessToken(signal: AbortSignal): Promise<Secret> {
    await this.load()
    if (isFresh(this.#grant, this.#ports.now())) return this.#grant.accessToken
    if (!this.isKeeping) return this.#asGiven()
    return await this.#renewed(null, signal)
  }

  /**
   * Another token for one that the mail server refused; null when this connection does not refresh by itself.
   */
  async replace(refused: Secret, signal: AbortSignal): Promise<Secret | null> {
    if (!this.isKeeping) return null
    return await this.#renewed(refused, signal)
  }

  /** The mail server took the token: now it is known that it is `user`’s, and may be kept. */
  async confirm(): Promise<void> {
    if (!this.#isUnconfirmed || !this.#grant) return
    this.#isUnconfirmed = false
    if (this.isKeeping) await (await this.#ports.settings()).save(this.#grant)
  }

  /** Takes the tokens of a consent: checked against User, kept, and used from now on. */
  async take(answer: TokenAnswer): Promise<StoredGrant> {
    const user = this.#config.user ?? answer.email
    if (
      answer.email !== null &&
      this.#config.user !== null &&
      !sameAccount(answer.email, this.#config.user)
    ) {
      throw anotherAccountConsented(answer.email, this.#config.user)
    }
    this.#isUnconfirmed = answer.email === null && !this.#effective.isJwt
    const now = this.#ports.now()
    const grant = answeredGrant(this.#grant, this.#identity(user ?? ''), answer, now)
    await this.#keep({ ...grant, consentedAt: now })
    return this.#grant!
  }

  /** Refreshes with `refreshToken`, or with the grant's own, which another process may have rotated. */
  async refresh(refreshToken: Secret | null, signal: AbortSignal): Promise<TokenAnswer> {
    await this.load()
    if (!this.isKeeping) return await this.#refreshWith(refreshToken, signal)
    return await this.#inLock(signal, async store => {
      if (!this.#isUnconfirmed) await this.#reread(store)
      return await this.#refreshWith(refreshToken, signal)
    })
  }

  /** Forgets the grant here; the server is told by the caller. */
  async forget(): Promise<void> {
    const grant = this.#grant
    this.#grant = null
    if (grant) await (await this.#ports.settings()).remove(grant.user, grant.client)
  }

  #canGoOn(): boolean {
    const hasRefreshToken = this.#grant?.refreshToken != null
    return isFresh(this.#grant, this.#ports.now()) || (hasRefreshToken && !this.#effective.isJwt)
  }

  #asGiven(): Secret {
    if (this.#grant?.accessToken) return this.#grant.accessToken
    throw noToken()
  }

  #adopt(stored: StoredGrant | null): void {
    this.#grant = stored
    this.#effective = new EffectiveConfig(this.#config, stored)
    if (stored) this.#learn(stored)
  }

  /** Given tokens replace stored ones, unless the stored ones grew out of the same. */
  async #seed(store: SettingsStore): Promise<void> {
    const stored = this.#grant
    if (stored && grewFrom(stored, this.#config)) return
    const seeded = seededGrant(this.#config, this.#identity(), this.#ports.now())
    if (!seeded) return
    this.#adopt(seeded)
    if (this.#config.user !== null) await store.save(seeded)
  }

  #identity(user = this.#config.user ?? this.#grant?.user ?? ''): GrantIdentity {
    const client =
      this.#effective.text('OAuthJWTIssuer') ??
      this.#effective.text('OAuthClientId') ??
      this.#grant?.client ??
      ''
    return { user, client, kept: this.#effective.kept }
  }

  async #refreshWith(refreshToken: Secret | null, signal: AbortSignal): Promise<TokenAnswer> {
    const token = refreshToken ?? this.#grant?.refreshToken ?? (await this.#storedRefreshToken())
    if (!token) throw nothingToRefreshWith()
    const answer = await this.#post(token, signal)
    const kept = { ...answer, refreshToken: answer.refreshToken ?? token }
    await this.#keep(answeredGrant(this.#grant, this.#identity(), kept, this.#ports.now()))
    return answer
  }

  async #renewed(refused: Secret | null, signal: AbortSignal): Promise<Secret> {
    return await this.#inLock(signal, store => this.#renewInLock(store, refused, signal))
  }

  async #inLock<T>(signal: AbortSignal, work: (store: SettingsStore) => Promise<T>): Promise<T> {
    const store = await this.#ports.settings()
    const { user, client } = this.#identity()
    return await store.exclusively(`${user} ${client}`, () => work(store), { signal })
  }

  async #reread(store: SettingsStore): Promise<void> {
    const stored = await findGrant(store, this.#config)
    if (stored && !sameSecret(stored.accessToken, this.#grant?.accessToken ?? null)) this.#adopt(stored)
  }

  async #renewInLock(store: SettingsStore, refused: Secret | null, signal: AbortSignal): Promise<Secret> {
    await this.#reread(store)
    if (isFresh(this.#grant, this.#ports.now()) && !sameSecret(this.#grant.accessToken, refused))
      return this.#grant.accessToken
    const answer = await this.#getAnswer(store, signal)
    if (answer.isConsent) await this.take(answer.answer)
    else await this.#keep(answeredGrant(this.#grant, this.#identity(), answer.answer, this.#ports.now()))
    return this.#grant!.accessToken!
  }

  async #getAnswer(
    store: SettingsStore,
    signal: AbortSignal,
  ): Promise<{ answer: TokenAnswer; isConsent: boolean }> {
    if (this.#effective.isJwt)
      return { answer: await assertGrant(this.#effective, this.#ports, signal), isConsent: false }
    if (this.#grant?.refreshToken) {
      try {
        return {
          answer: await this.#refreshReread(store, this.#grant.refreshToken, signal),
          isConsent: false,
        }
      } catch (error) {
        const isDead = isGmailSqlError(error) && error.code === 'OAUTH_GRANT_DEAD'
        if (!isDead || !this.#mayAsk()) throw error
      }
    }
    if (!this.#mayAsk()) throw this.#config.initiate === 'REFRESH' ? nothingToRefreshWith() : noToken()
    this.#hasAsked = true
    const answer = this.#config.verifier
      ? await redeemVerifier(this, { verifier: this.#config.verifier.reveal() }, signal)
      : await authorizeInBrowser(this, {}, signal)
    return { answer, isConsent: true }
  }

  #mayAsk(): boolean {
    return this.#config.initiate === 'GETANDREFRESH' && !this.#hasAsked
  }

  /** Another process may have rotated the token between our reading and our posting: then its successor is tried, once. */
  async #refreshReread(store: SettingsStore, token: Secret, signal: AbortSignal): Promise<TokenAnswer> {
    try {
      return await this.#post(token, signal)
    } catch (error) {
      const stored = await findGrant(store, this.#config)
      const isOutdated = stored?.refreshToken && !sameSecret(stored.refreshToken, token)
      if (!isGmailSqlError(error) || error.code !== 'OAUTH_GRANT_DEAD' || !isOutdated) throw error
      this.#adopt(stored)
      return await this.#post(stored.refreshToken!, signal)
    }
  }

  async #post(refreshToken: Secret, signal: AbortSignal): Promise<TokenAnswer> {
    const clientId = this.#effective.text('OAuthClientId')
    if (!clientId) throw missingClient()
    const answer = await refreshTokens({
      clientId,
      clientSecret: this.#effective.property('OAuthClientSecret'),
      refreshToken,
      endpoints: this.#effective.endpoints,
      transport: this.#ports.transport,
      onNotice: this.#ports.notify,
      grantAgeMs: ageOf(this.#grant, this.#ports.now()),
      signal,
    })
    this.#learn(answer)
    return answer
  }

  /** Kept before it is used: a rotated refresh token that was lost would end the grant. */
  async #keep(grant: StoredGrant): Promise<void> {
    this.#learn(grant)
    if (this.isKeeping && !this.#isUnconfirmed) await (await this.#ports.settings()).save(grant)
    this.#grant = grant
  }

  #learn({ accessToken, refreshToken }: Pick<StoredGrant, 'accessToken' | 'refreshToken'>): void {
    for (const secret of [accessToken, refreshToken]) if (secret) this.#ports.learn(secret)
  }

  async #storedRefreshToken(): Promise<Secret | null> {
    if (this.isKeeping) return null
    return (await findGrant(await this.#ports.settings(), this.#config))?.refreshToken ?? null
  }
}
