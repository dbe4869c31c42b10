import type { ProcedureInputs, ProcedurePort } from '../exec/call.ts'
import type { ConsentInputs } from '../oauth/account/consent.ts'
import type { OAuthAccount } from '../oauth/account/oauth-account.ts'
import type { AccessType, Prompt } from '../oauth/authorize/authorization-url.ts'
import type { StoredGrant, TokenAnswer } from '../oauth/types.ts'
import { GmailSqlError } from '../util/errors.ts'
import { Secret } from '../util/secret.ts'
import type { SqlValue } from '../util/value.ts'

/** The OAuth procedures of a connection. They ask nothing of the mail server. */
export function oauthProcedures(open: () => Promise<OAuthAccount>): ProcedurePort {
  const loaded = async () => {
    const account = await open()
    await account.load()
    return account
  }
  return {
    GetOAuthAuthorizationURL: async inputs => {
      const { beginWebFlow } = await import('../oauth/account/consent.ts')
      const { url, state } = await beginWebFlow(await loaded(), consentInputs(inputs))
      return [[url, state]]
    },
    GetOAuthAccessToken: async (inputs, signal) => await getAccessToken(await loaded(), inputs, signal),
    RefreshOAuthAccessToken: async (inputs, signal) => {
      const answer = await (await loaded()).refresh(secretInput(inputs, 'OAuthRefreshToken'), signal)
      return [
        [
          answer.accessToken.reveal(),
          answer.refreshToken?.reveal() ?? text(inputs, 'OAuthRefreshToken') ?? null,
          answer.expiresIn,
        ],
      ]
    },
    RevokeOAuthAccessToken: async (inputs, signal) => {
      const { revokeGrant } = await import('../oauth/account/revoke-grant.ts')
      await revokeGrant(await loaded(), secretInput(inputs, 'Token'), signal)
      return [['true']]
    },
  }
}

async function getAccessToken(
  account: OAuthAccount,
  inputs: ProcedureInputs,
  signal: AbortSignal,
): Promise<SqlValue[][]> {
  const { authorizeInBrowser, redeemVerifier } = await import('../oauth/account/consent.ts')
  const isApp = inputs.get('AuthMode') === 'APP'
  const verifier = text(inputs, 'Verifier')
  if (!isApp && verifier === undefined) {
    throw new GmailSqlError('MISSING_INPUT', 'GetOAuthAccessToken needs the input Verifier', {
      hint: 'It is the code of the callback URL, or the whole URL. AuthMode=APP opens the browser instead.',
    })
  }
  const asked = consentInputs(inputs)
  const answer = isApp
    ? await authorizeInBrowser(account, asked, signal)
    : await redeemVerifier(account, { ...asked, verifier: verifier! }, signal)
  return [resultRow(answer, await account.take(answer))]
}

function resultRow(answer: TokenAnswer, grant: StoredGrant): SqlValue[] {
  return [
    answer.accessToken.reveal(),
    answer.refreshToken?.reveal() ?? null,
    answer.expiresIn,
    answer.scope,
    grant.user || answer.email,
  ]
}

function consentInputs(inputs: ProcedureInputs): ConsentInputs {
  return {
    authMode: inputs.get('AuthMode') === 'APP' ? 'APP' : 'WEB',
    callbackUrl: text(inputs, 'CallbackURL'),
    scope: text(inputs, 'Scope'),
    // The declaration of the procedure allows no other words.
    prompt: text(inputs, 'Prompt') as Prompt | undefined,
    accessType: text(inputs, 'AccessType') as AccessType | undefined,
    state: text(inputs, 'State'),
  }
}

function text(inputs: ProcedureInputs, name: string): string | undefined {
  const value = inputs.get(name)
  return value === undefined || value === null ? undefined : String(value)
}

function secretInput(inputs: ProcedureInputs, name: string): Secret | null {
  const value = text(inputs, name)
  return value === undefined ? null : new Secret(value.trim())
}
