import { GmailSqlError } from '../../util/errors.ts'

/* What is missing when no token can be had, and the ways to get one. */

export function noToken(): GmailSqlError {
  return new GmailSqlError('MISSING_PROPERTY', 'there is no access token, and nothing to get one with', {
    hint: 'Give User and Password (an app password), or OAuthAccessToken, or InitiateOAuth=GETANDREFRESH with OAuthClientId and OAuthClientSecret, or EXEC GetOAuthAccessToken.',
  })
}

export function nothingToRefreshWith(): GmailSqlError {
  return new GmailSqlError(
    'MISSING_PROPERTY',
    'there is no refresh token: none was given and none is stored for this User and client',
    {
      hint: 'Give OAuthRefreshToken once, or use InitiateOAuth=GETANDREFRESH, which opens the browser.',
    },
  )
}

export function missingClient(): GmailSqlError {
  return new GmailSqlError(
    'MISSING_PROPERTY',
    'OAuthClientId is needed: Google refreshes a token for its own client only',
    {
      hint: 'Give OAuthClientId and OAuthClientSecret; they are stored for later connections.',
    },
  )
}
