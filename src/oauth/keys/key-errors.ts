import { GmailSqlError } from '../../util/errors.ts'

export const CERT_TYPES = [
  'PFXFILE',
  'PFXBLOB',
  'PEMKEY_FILE',
  'PEMKEY_BLOB',
  'JKSFILE',
  'JKSBLOB',
  'GOOGLEJSON',
  'GOOGLEJSONBLOB',
] as const
export type CertType = (typeof CERT_TYPES)[number]

/** `what` begins after “OAuthJWTCert ”. Neither a library's error nor a byte of the store is told. */
export function unreadable(what: string, hint: string): GmailSqlError {
  return new GmailSqlError('CERT_UNREADABLE', `OAuthJWTCert ${what}`, { hint })
}

export function wrongPassword(store: string): GmailSqlError {
  const hint = 'Look at OAuthJWTCertPassword; a .p12 of Google’s console has the password notasecret.'
  return unreadable(`cannot be opened: the password does not fit the ${store}, or it is damaged`, hint)
}

export function passwordMissing(store: string): GmailSqlError {
  return new GmailSqlError(
    'MISSING_PROPERTY',
    `OAuthJWTCertPassword is needed: the ${store} is protected by one`,
    {
      hint: 'A .p12 of Google’s console has the password notasecret.',
    },
  )
}
