import { GmailSqlError } from '../../util/errors.ts'
import { isLoopbackHost } from '../../util/loopback.ts'

/**
 * The URL of an authorization endpoint: encrypted or on this machine, without a fragment (RFC 6749 §3.1) and without a
 * user name, which would only make it look like another host.
 * @throws BAD_PROPERTY naming `property`.
 */
export function readEndpoint(text: string, property: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname))
  if (url !== null && isSafe && url.username === '' && url.password === '' && url.hash === '') return url
  throw new GmailSqlError(
    'BAD_PROPERTY',
    `${property} takes an https URL, or an http URL of this machine, without user name and fragment, not ${JSON.stringify(text)}.`,
    { hint: 'Leave it out for Google.' },
  )
}
