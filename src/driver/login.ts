import type { Credentials } from '../net/credentials.ts'
import type { Secret } from '../util/secret.ts'
import { requirePassword, usesPassword } from './connection-options.ts'
import type { LazyOAuth } from './oauth.ts'
import type { PropertyValues } from './property-values.ts'

/** How this connection logs in to the mail server: by password, or by an access token that may have to be got or renewed. */
export class Login {
  readonly #values: PropertyValues
  readonly #oauth: LazyOAuth
  #lastToken: Secret | undefined
  /** Renewed once for a refused login; a second refusal of the new token is told. */
  #wasRenewed = false

  constructor(values: PropertyValues, oauth: LazyOAuth) {
    this.#values = values
    this.#oauth = oauth
  }

  /** @throws MISSING_PROPERTY when the properties name no way to log in */
  async user(): Promise<string> {
    if (usesPassword(this.#values)) return requirePassword(this.#values).user
    const account = await this.#oauth.account()
    await account.accessToken(new AbortController().signal)
    return account.user
  }

  /** Asked at each connect. */
  async credentials(): Promise<Credentials> {
    if (usesPassword(this.#values)) return { kind: 'password', value: requirePassword(this.#values).password }
    const account = await this.#oauth.account()
    this.#lastToken = await account.accessToken(new AbortController().signal)
    return { kind: 'accessToken', value: this.#lastToken }
  }

  /** After a refused login: true when there is another token to try. */
  async renew(signal: AbortSignal = new AbortController().signal): Promise<boolean> {
    if (usesPassword(this.#values) || !this.#lastToken || this.#wasRenewed) return false
    this.#wasRenewed = true
    return (await (await this.#oauth.account()).replace(this.#lastToken, signal)) !== null
  }

  /** The mail server took the login. */
  async accepted(): Promise<void> {
    this.#wasRenewed = false
    if (!usesPassword(this.#values)) await (await this.#oauth.account()).confirm()
  }
}
