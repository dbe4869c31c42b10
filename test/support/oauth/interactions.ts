import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InteractionDetails, Provider } from 'oidc-provider'
import { consentForm, loginForm } from './forms.ts'
import { MAIL_SCOPE, type ServerSettings } from './settings.ts'

/** What the user does at the authorization server. */
export class Interactions {
  readonly #provider: Provider
  readonly #settings: ServerSettings
  readonly #offlineGrants: Set<string>
  /** `user client` of those who agreed once: Google then gives a refresh token only for another prompt=consent. */
  readonly #agreed = new Set<string>()

  constructor(provider: Provider, settings: ServerSettings, offlineGrants: Set<string>) {
    this.#provider = provider
    this.#settings = settings
    this.#offlineGrants = offlineGrants
  }

  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    form: URLSearchParams | null,
  ): Promise<void> {
    const details = await this.#provider.interactionDetails(request, response)
    if (this.#settings.interaction === 'automatic') await this.#play(request, response, details)
    else if (form === null) showForm(response, details)
    else await this.#submit({ request, response, details }, form)
  }

  /** deny@… refuses, partial@… unticks Gmail, everybody else agrees. */
  async #play(
    request: IncomingMessage,
    response: ServerResponse,
    details: InteractionDetails,
  ): Promise<void> {
    const user = this.#settings.userInstead ?? details.params.login_hint ?? this.#settings.user
    const scopes = (details.params.scope ?? '').split(' ')
    const ticked = user.startsWith('partial@') ? scopes.filter(scope => scope !== MAIL_SCOPE) : scopes
    const result = user.startsWith('deny@') ? REFUSAL : await this.#agree(details, user, ticked)
    await this.#provider.interactionFinished(request, response, result)
  }

  async #submit({ request, response, details }: Visit, form: URLSearchParams): Promise<void> {
    const finish = (result: Readonly<Record<string, unknown>>) =>
      this.#provider.interactionFinished(request, response, result)
    if (form.get('action') === 'deny') return await finish(REFUSAL)
    if (details.prompt.name !== 'consent') {
      return await finish({ login: { accountId: form.get('email') }, select_account: {} })
    }
    const user = details.session?.accountId ?? this.#settings.user
    const { consent } = await this.#agree(details, user, form.getAll('scope'))
    await finish({ consent })
  }

  async #agree(
    { params }: InteractionDetails,
    user: string,
    ticked: readonly string[],
  ): Promise<Record<string, unknown>> {
    const clientId = params.client_id ?? ''
    const grant = new this.#provider.Grant({ accountId: user, clientId })
    const unticked = (params.scope ?? '').split(' ').filter(scope => !ticked.includes(scope))
    if (ticked.length > 0) grant.addOIDCScope(ticked.join(' '))
    if (unticked.length > 0) grant.rejectOIDCScope(unticked.join(' '))
    const grantId = await grant.save()
    const isAsked = params.prompt?.split(' ').includes('consent') || !this.#agreed.has(`${user} ${clientId}`)
    if (params.access_type === 'offline' && isAsked) this.#offlineGrants.add(grantId)
    this.#agreed.add(`${user} ${clientId}`)
    return { login: { accountId: user }, select_account: {}, consent: { grantId } }
  }
}

interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly details: InteractionDetails
}

const REFUSAL = { error: 'access_denied', error_description: 'The user denied the request' }

function showForm(response: ServerResponse, { prompt, params, session }: InteractionDetails): void {
  const html =
    prompt.name === 'consent'
      ? consentForm(session?.accountId ?? '', (params.scope ?? '').split(' '))
      : loginForm(params.login_hint ?? '')
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .end(html)
}
