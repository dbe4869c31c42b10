import { GmailSqlError } from '../../util/errors.ts'

/** Scopes with which Gmail lets IMAP in. The second is for service accounts with domain-wide delegation. */
const IMAP_SCOPES = ['https://mail.google.com/', 'https://www.googleapis.com/auth/gmail.imap_admin']

/**
 * A user may untick boxes of the consent screen; the answer then carries less than was asked for, and IMAP would
 * refuse the token with words that tell nothing.
 *
 * @param answerScope null when the server did not say: then it is as asked (RFC 6749 §5.1).
 * @throws OAUTH_SCOPE
 */
export function requireGmailScope(answerScope: string | null, askedScope: string): void {
  const asked = IMAP_SCOPES.filter(scope => hasScope(askedScope, scope))
  if (asked.length === 0) {
    throw new GmailSqlError('OAUTH_SCOPE', `Scope does not ask for mail: ${clip(askedScope)}`, {
      hint: `IMAP needs ${IMAP_SCOPES[0]}; read-only and metadata scopes of the Gmail API do not let it in.`,
    })
  }
  if (answerScope === null || asked.some(scope => hasScope(answerScope, scope))) return
  throw new GmailSqlError(
    'OAUTH_SCOPE',
    `${asked.join(' or ')} was not granted; granted is: ${clip(answerScope)}`,
    {
      hint: hintFor(asked[0]!),
    },
  )
}

function hintFor(scope: string): string {
  return scope === IMAP_SCOPES[0]
    ? 'On the consent screen tick the box “Read, compose, send and permanently delete all your email from Gmail”, then log in again.'
    : 'An administrator must grant this scope to the service account: Admin console → Security → API controls → Domain-wide delegation.'
}

/** Google spells its mail scope with a slash at the end; both spellings are the same scope. */
function hasScope(list: string, scope: string): boolean {
  const bare = (text: string) => text.replace(/\/$/, '')
  return list.split(/\s+/).some(each => bare(each) === bare(scope))
}

function clip(text: string): string {
  const shown = text.replace(/[^\x20-\x7e]/g, '?').trim()
  if (shown === '') return 'nothing'
  return shown.length > 200 ? `${shown.slice(0, 200)}…` : shown
}
