import { request } from 'node:http'
import {
  type DesktopFlowOptions,
  type DesktopGrant,
  runDesktopFlow,
} from '../../../src/oauth/authorize/desktop-flow.ts'

/** A sign-in that waits for its callback. */
export interface BegunFlow {
  readonly outcome: Promise<DesktopGrant>
  /** What the user was told to open. */
  readonly url: URL
  readonly redirectUri: string
  readonly state: string
  /** The callback with these parameters, and the state of the flow unless another is given (null: none). */
  callback(parameters: Readonly<Record<string, string | null>>): string
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export const OPTIONS = {
  endpoints: { authorize: 'https://accounts.google.com/o/oauth2/v2/auth' },
  clientId: 'client.apps.googleusercontent.com',
  scope: 'https://mail.google.com/ openid email',
  openBrowser: null,
} as const

export async function begin(options: Partial<DesktopFlowOptions> = {}): Promise<BegunFlow> {
  const said = Promise.withResolvers<string>()
  const outcome = runDesktopFlow({ ...OPTIONS, say: said.resolve, ...options })
  outcome.catch(said.reject)
  const url = new URL(await said.promise)
  const redirectUri = url.searchParams.get('redirect_uri')!
  const state = url.searchParams.get('state')!
  const callback: BegunFlow['callback'] = parameters => {
    const address = new URL(redirectUri)
    for (const [name, value] of Object.entries({ state, ...parameters })) {
      if (value !== null) address.searchParams.append(name, value)
    }
    return address.href
  }
  return { outcome, url, redirectUri, state, callback }
}

/** A request as it is given, with any Host and method; over a connection of its own. */
export function send(
  url: string,
  options: {
    readonly method?: string
    readonly path?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  } = {},
): Promise<Answer> {
  const { hostname, port, pathname, search } = new URL(url)
  const { method = 'GET', path = pathname + search, headers = {}, body } = options
  return new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const sent = request({ host, port, method, path, headers, agent: false }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', chunk => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
