import type { OAuth2Client } from 'google-auth-library'
import type { HttpAnswer } from '../types.ts'
import type { ClientLogin, ExchangePorts } from './ports.ts'

/**
 * Lets google-auth-library ask and hands back what the endpoint answered. The library makes the request; sending and
 * reading stay here, because on its own it repeats a single-use code four times, follows redirects, accepts answers
 * that are no tokens, and loses rotated refresh tokens (measured). So it gets a transporter that posts once over our
 * transport, and an empty answer: no token ever stands in an object of the library.
 *
 * @throws whatever the transport throws, unchanged.
 */
export async function askWithLibrary(
  login: ClientLogin,
  ports: ExchangePorts,
  ask: (client: OAuth2Client) => Promise<unknown>,
): Promise<HttpAnswer> {
  // 100 ms of import that a connection with a valid token does not pay.
  const { OAuth2Client, gaxios } = await import('google-auth-library')
  const { promise, resolve } = Promise.withResolvers<HttpAnswer>()
  class OncePoster extends gaxios.Gaxios {
    override async request<T>(options: import('google-auth-library').gaxios.GaxiosOptions) {
      const form = Object.fromEntries(options.data as URLSearchParams)
      resolve(await ports.transport.post(String(options.url), form, signalOf(ports)))
      return Object.assign(Response.json({}), { config: options, data: {} as T }) as never
    }
  }
  const client = new OAuth2Client({
    clientId: login.clientId,
    ...(login.clientSecret === null ? {} : { clientSecret: login.clientSecret.reveal() }),
    endpoints: { oauth2TokenUrl: ports.endpoints.token },
    transporter: new OncePoster(),
    // Its interceptors add headers and can log bodies (GOOGLE_SDK_NODE_LOGGING).
    useAuthRequestParameters: false,
  })
  await ask(client)
  return await promise
}

export function signalOf(ports: Pick<ExchangePorts, 'signal'>): { signal?: AbortSignal } {
  return ports.signal === undefined ? {} : { signal: ports.signal }
}
