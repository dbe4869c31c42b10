import { GmailSqlError } from '../../util/errors.ts'
import { isConfidential } from '../../util/loopback.ts'

/**
 * The URL of an authorization endpoint: encrypted or on this machine, without a fragment (RFC 6749 §3.1) and without a
 * user name, which would only make it look like another host.
 * @throws BAD_PROPERTY naming `property`.
 */
export function readEndpoint(text: string, property: string): URL {
  const url = URL.parse(text)
  if (url !== null && isConfidential(url) && url.username === '' && url.password === '' && url.hash === '')
    return url
  throw new GmailSqlError(
    'BAD_PROPERTY',
    `${property} takes an https URL, or an http URL of this machine, without user name and fragment, not ${JSON.stringify(text)}.`,
    { hint: 'Leave it out for Google.' },
  )
}
