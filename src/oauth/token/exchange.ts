import { GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import type { Secret } from '../../util/secret.ts'
import type { HttpAnswer, TokenAnswer } from '../types.ts'
import { askWithLibrary } from './google-client.ts'
import type { ClientLogin, ExchangePorts } from './ports.ts'
import { readAnswer } from './read-answer.ts'
import { commonRefusal, type Refusal, readRefusal } from './refused.ts'

export interface CodeExchange extends ClientLogin, ExchangePorts {
  readonly code: Secret
  readonly redirectUri: string
  /** PKCE (RFC 7636); null when the code was asked for without. */
  readonly codeVerifier: Secret | null
  /** The redirect URI with which the code was asked for, where that is known apart from `redirectUri`. */
  readonly askedRedirectUri?: string | undefined
}

const START_AGAIN = 'Start the authorization again: a code can be used once, and within minutes.'

/**
 * A code for tokens (RFC 6749 §4.1.3). One POST, whatever happens: a code is used up by the first, and a server that
 * sees it twice may revoke what it gave.
 *
 * @throws OAUTH_GRANT_DEAD, BAD_PROPERTY (the redirect URI), OAUTH_CLIENT, OAUTH_SCOPE, OAUTH_DENIED, and what the
 * transport throws.
 */
export async function exchangeCode(input: CodeExchange): Promise<TokenAnswer> {
  const secrets = [input.code, input.codeVerifier, input.clientSecret].filter(secret => secret !== null)
  const answer = await postCode(input)
  if (answer.status === 200) return readAnswer(answer, { ...input, secrets })
  throw codeError(readRefusal(answer, input.endpoints.token, secrets), input)
}

async function postCode(input: CodeExchange): Promise<HttpAnswer> {
  try {
    return await askWithLibrary(input, input, client =>
      client.getToken({
        code: input.code.reveal(),
        redirect_uri: input.redirectUri,
        ...(input.codeVerifier === null ? {} : { codeVerifier: input.codeVerifier.reveal() }),
      }),
    )
  } catch (error) {
    throw isGmailSqlError(error) ? final(error) : error
  }
}

/** Whether the code arrived is not known, so nobody is told to send it again. */
function final(error: GmailSqlError): GmailSqlError {
  if (error.code !== 'OAUTH_ENDPOINT' && error.code !== 'OAUTH_TIMEOUT') return error
  const hint = error.hint === undefined ? START_AGAIN : `${error.hint} ${START_AGAIN}`
  return new GmailSqlError(error.code, error.message, { hint, retryable: false })
}

function codeError(refusal: Refusal, input: CodeExchange): GmailSqlError {
  const { error, description, host, said } = refusal
  if (error === 'redirect_uri_mismatch' || /redirect[_ ]?uri/i.test(description)) {
    return redirectError(input, said)
  }
  if (error === 'invalid_grant') {
    return new GmailSqlError(
      'OAUTH_GRANT_DEAD',
      `${host} refuses the code: it was used or is expired (${said})`,
      {
        hint: START_AGAIN,
      },
    )
  }
  return final(commonRefusal(refusal))
}

function redirectError(input: CodeExchange, said: string): GmailSqlError {
  const asked = input.askedRedirectUri
  const other =
    asked === undefined || asked === input.redirectUri
      ? 'which is not one of those registered with the OAuth client, or not the one that the code was asked for with'
      : `but the code was asked for with ${asked}`
  return new GmailSqlError('BAD_PROPERTY', `CallbackURL is ${input.redirectUri}, ${other} (${said})`, {
    hint: 'The same URL, to the letter, must stand at the OAuth client in the Google Cloud console, in the authorization and here.',
  })
}
