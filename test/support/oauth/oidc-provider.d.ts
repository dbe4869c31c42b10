/** The part of oidc-provider that the test server uses; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export interface AdapterPayload {
    accountId?: string
    clientId?: string
    grantId?: string
    scope?: string
    exp?: number
    uid?: string
    userCode?: string
    consumed?: unknown
    [name: string]: unknown
  }

  export interface Adapter {
    upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void>
    find(id: string | undefined): Promise<AdapterPayload | undefined>
    findByUid(uid: string): Promise<AdapterPayload | undefined>
    findByUserCode(userCode: string): Promise<AdapterPayload | undefined>
    consume(id: string): Promise<void>
    destroy(id: string): Promise<void>
    revokeByGrantId(grantId: string): Promise<void>
  }

  export interface Client {
    readonly clientId: string
    grantTypeAllowed(type: string): boolean
  }

  export interface Context {
    body: unknown
    readonly oidc: {
      readonly client: Client
      readonly params: Readonly<Record<string, string | undefined>>
      readonly result?: { readonly consent?: { readonly grantId?: string } }
    }
  }

  export interface Token {
    readonly expiration: number
    readonly grantId?: string
    save(): Promise<string>
  }

  export interface Grant {
    addOIDCScope(scope: string): void
    rejectOIDCScope(scope: string): void
    save(): Promise<string>
  }

  export interface InteractionDetails {
    readonly uid: string
    readonly prompt: { readonly name: string; readonly reasons: readonly string[] }
    readonly params: Readonly<Record<string, string | undefined>>
    readonly session?: { readonly accountId: string }
  }

  interface TokenClass {
    new (properties: Readonly<Record<string, unknown>>): Token
    find(value: string): Promise<Token | undefined>
    readonly prototype: { generateTokenId(): string }
  }

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>)
    readonly AccessToken: TokenClass
    readonly RefreshToken: TokenClass
    readonly AuthorizationCode: TokenClass
    readonly Grant: {
      new (properties: { readonly accountId: string; readonly clientId: string }): Grant
      find(id: string): Promise<Grant | undefined>
    }
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<InteractionDetails>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Readonly<Record<string, unknown>>,
      options?: { readonly mergeWithLastSubmission?: boolean },
    ): Promise<void>
    registerGrantType(
      name: string,
      handler: (context: Context) => Promise<void>,
      parameters: readonly string[],
    ): void
    on(event: string, listener: (...values: unknown[]) => void): this
  }

  class Prompt {
    constructor(options: { readonly name: string; readonly requestable: boolean })
  }

  export const interactionPolicy: {
    readonly Prompt: typeof Prompt
    base(): { add(prompt: Prompt, index?: number): void }
  }

  export const errors: {
    readonly CustomOIDCProviderError: new (
      error: string,
      description: string,
    ) => Error & {
      status: number
      statusCode: number
    }
  }
}
