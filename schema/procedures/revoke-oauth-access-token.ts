import type { ProcedureDefinition } from '../../src/catalog/procedure.ts'

export const revokeOAuthAccessToken: ProcedureDefinition = {
  kind: 'procedure',
  name: 'RevokeOAuthAccessToken',
  doc: 'Ends a grant at the authorization server and forgets it here.',
  inputs: [
    {
      name: 'Token',
      secret: true,
      doc: 'Access or refresh token; default: the stored refresh token, else the access token',
    },
  ],
  results: [{ name: 'Success', type: 'TEXT', doc: 'true' }],
  examples: [],
}
