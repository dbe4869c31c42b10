import type { ForeignProperty } from '../src/catalog/property.ts'

const noServiceAccountChain = 'name the service account’s key in OAuthJWTCert and the user in OAuthJWTSubject'
const noWorkloadIdentity =
  'workload identity is not one of the ways to log in; use OAuthJWTCert or OAuthAccessToken'

/** Properties that connection strings of another connector have: accepted with a notice, or refused with a way out. */
export const foreignProperties = [
  { name: 'RTK', accepted: 'any', doc: 'no licence key is needed' },
  { name: 'SupportEnhancedSQL', accepted: ['true'], doc: 'all of SQLite’s SQL is always there' },
  { name: 'QueryFullDetails', accepted: 'any', doc: 'a statement fetches what it reads' },
  {
    name: 'UseConnectionPooling',
    accepted: 'any',
    doc: 'PoolMaxSize sets how many connections there may be',
  },
  { name: 'PoolMinSize', accepted: 'any', doc: 'connections are opened when they are needed' },
  { name: 'PoolWaitTime', accepted: 'any', doc: 'a statement waits for a connection until Timeout' },
  { name: 'Schema', accepted: ['IMAP'], doc: 'the only schema is IMAP; its tables serve for those of REST' },
  { name: 'Location', doc: 'there are no schema files; name a JSON file of views in UserDefinedViews' },
  { name: 'CacheDriver', doc: 'messages are kept in SQLite; use CacheLocation' },
  { name: 'CacheProvider', doc: 'messages are kept in SQLite; use CacheLocation' },
  { name: 'CacheConnection', doc: 'messages are kept in SQLite; use CacheLocation' },
  { name: 'CacheQueryResult', doc: 'use AutoCache' },
  { name: 'QueryCache', doc: 'use AutoCache' },
  { name: 'DelegatedServiceAccounts', doc: noServiceAccountChain },
  { name: 'RequestingServiceAccount', doc: noServiceAccountChain },
  { name: 'AWSWorkloadIdentityConfig', doc: noWorkloadIdentity },
  { name: 'Workload', isPrefix: true, doc: noWorkloadIdentity },
] as const satisfies readonly ForeignProperty[]
