import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'

export const getOAuthAccessToken: ProcedureDefinition = {
  kind: 'procedure',
  name: 'GetOAuthAccessToken',
  doc: 'Exchanges the code of the callback for tokens; the second step of the web flow. AuthMode=APP opens the browser itself.',
  inputs: [
    {
      name: 'AuthMode',
      default: 'WEB',
      values: ['WEB', 'APP'],
      doc: 'WEB: Verifier is given. APP: the browser is opened',
    },
    {
      name: 'Verifier',
      secret: true,
      doc: 'The code of the callback, or the whole callback URL; needed for WEB',
    },
    { name: 'CallbackURL', doc: 'As in GetOAuthAuthorizationURL; default: what was given there' },
    { name: 'Scope', doc: 'Default: what was asked for' },
    { name: 'State', secret: true, doc: 'Which authorization is meant, when several are under way' },
    {
      name: 'Prompt',
      default: 'SELECT_ACCOUNT',
      values: ['SELECT_ACCOUNT', 'CONSENT', 'NONE'],
      doc: 'For APP: what Google asks of the user',
    },
    {
      name: 'AccessType',
      default: 'OFFLINE',
      values: ['OFFLINE', 'ONLINE'],
      doc: 'For APP: OFFLINE yields a refresh token',
    },
  ],
  results: [
    { name: 'OAuthAccessToken', type: 'TEXT', doc: 'The access token' },
    {
      name: 'OAuthRefreshToken',
      type: 'TEXT',
      doc: 'The refresh token; NULL when Google gave none (ask again with Prompt=CONSENT)',
    },
    { name: 'ExpiresIn', type: 'INTEGER', doc: 'Seconds until the access token ends' },
    { name: 'Scope', type: 'TEXT', doc: 'What was granted' },
    { name: 'User', type: 'TEXT', doc: 'The account that consented' },
  ],
  examples: [],
}
