import type { Adapter, AdapterPayload } from 'oidc-provider'

/** What the provider keeps, in memory, so that a token can be looked up and ended from outside. */
export class TokenStore {
  readonly #records = new Map<string, Map<string, AdapterPayload>>()

  /** @param model of the provider: AccessToken, RefreshToken, Grant, Session … */
  adapter(model: string): Adapter {
    const records = this.#of(model)
    const search = (wanted: (payload: AdapterPayload) => boolean) => [...records.values()].find(wanted)
    return {
      upsert: async (id, payload) => void records.set(id, payload),
      find: async id => (id === undefined ? undefined : records.get(id)),
      findByUid: async uid => search(payload => payload.uid === uid),
      findByUserCode: async userCode => search(payload => payload.userCode === userCode),
      consume: async id => {
        const payload = records.get(id)
        if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000)
      },
      destroy: async id => void records.delete(id),
      revokeByGrantId: async grantId => {
        for (const [id, payload] of records) if (payload.grantId === grantId) records.delete(id)
      },
    }
  }

  /** The record of an access token that is good now. */
  accessToken(value: string): AdapterPayload | undefined {
    const payload = this.#of('AccessToken').get(value)
    return payload !== undefined && (payload.exp ?? 0) * 1000 > Date.now() ? payload : undefined
  }

  /** The client that a token of any kind was given to. */
  clientOf(value: string): string | undefined {
    const payload = this.#of('AccessToken').get(value) ?? this.#of('RefreshToken').get(value)
    return payload?.clientId
  }

  clear(...models: readonly string[]): void {
    for (const model of models) this.#of(model).clear()
  }

  #of(model: string): Map<string, AdapterPayload> {
    const known = this.#records.get(model) ?? new Map<string, AdapterPayload>()
    this.#records.set(model, known)
    return known
  }
}
