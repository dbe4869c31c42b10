import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'

export const getOAuthAuthorizationUrl: ProcedureDefinition = {
  kind: 'procedure',
  name: 'GetOAuthAuthorizationURL',
  doc: 'The URL at which a user logs in and grants access; the first step of the web flow.',
  inputs: [
    {
      name: 'AuthMode',
      default: 'WEB',
      values: ['WEB', 'APP'],
      doc: 'WEB: your application receives the callback. APP: a loopback callback',
    },
    {
      name: 'CallbackURL',
      doc: 'The redirect URI registered with the OAuth client; default: the property CallbackURL',
    },
    { name: 'Scope', doc: 'Default: the property Scope' },
    {
      name: 'Prompt',
      default: 'SELECT_ACCOUNT',
      values: ['SELECT_ACCOUNT', 'CONSENT', 'NONE'],
      doc: 'What Google asks of the user',
    },
    {
      name: 'AccessType',
      default: 'OFFLINE',
      values: ['OFFLINE', 'ONLINE'],
      doc: 'OFFLINE yields a refresh token',
    },
    { name: 'State', secret: true, doc: 'Comes back with the callback; default: a random one' },
  ],
  results: [
    { name: 'URL', type: 'TEXT', doc: 'Where to send the user' },
    { name: 'State', type: 'TEXT', doc: 'What the callback must carry' },
  ],
  examples: [],
}
