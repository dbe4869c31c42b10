import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'

export const refreshOAuthAccessToken: ProcedureDefinition = {
  kind: 'procedure',
  name: 'RefreshOAuthAccessToken',
  doc: 'Gets a new access token; the connection uses it from then on.',
  inputs: [{ name: 'OAuthRefreshToken', secret: true, doc: 'Default: the property, else the stored one' }],
  results: [
    { name: 'OAuthAccessToken', type: 'TEXT', doc: 'The new access token' },
    { name: 'OAuthRefreshToken', type: 'TEXT', doc: 'The refresh token to use from now on' },
    { name: 'ExpiresIn', type: 'INTEGER', doc: 'Seconds until the access token ends' },
  ],
  examples: [],
}
