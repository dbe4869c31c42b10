import { GmailSqlError } from '../../util/errors.ts'
import { isLoopbackHost } from '../../util/loopback.ts'

/** Where the listener listens, and what it calls itself. */
export interface LoopbackAddress {
  /** Addresses, never names: whoever can change the hosts file must not get the code. */
  readonly hosts: readonly string[]
  /** 0 is a free one. */
  readonly port: number
  /** The redirect URI once the port is known; a URI that had its port is left exactly as it was registered. */
  readonly redirectUri: (port: number) => string
}

/**
 * Undefined: `http://127.0.0.1:<free>/` (RFC 8252 §7.3). A CallbackURL without a port gets a free one.
 * @throws BAD_PROPERTY for what is not on this machine, not http, or the closed copy-and-paste flow.
 */
export function readLoopbackAddress(callbackUrl: string | undefined): LoopbackAddress {
  if (callbackUrl === undefined) return addressOf(new URL('http://127.0.0.1/'), 0, undefined)
  if (/^urn:ietf:wg:oauth:2\.0:oob/i.test(callbackUrl)) {
    throw bad(
      `CallbackURL=${JSON.stringify(callbackUrl)} is the copy-and-paste flow, which Google closed in 2022.`,
      'Leave it out: gmailsql then listens on 127.0.0.1, and the address that the browser ends at may be pasted.',
    )
  }
  const url = URL.canParse(callbackUrl) ? new URL(callbackUrl) : null
  if (url === null || !isLoopbackHost(url.hostname)) throw notHere(callbackUrl)
  if (url.protocol !== 'http:' || url.username !== '' || url.password !== '' || url.hash !== '') {
    throw bad(
      `CallbackURL of a desktop sign-in is http, without user name and fragment, not ${JSON.stringify(callbackUrl)}.`,
      'No certificate is known for this machine’s own address, and nothing leaves it.',
    )
  }
  const port = portOf(url, callbackUrl)
  return addressOf(url, port, port === 0 ? undefined : callbackUrl)
}

/** URL drops `:80`, which is a port that somebody asked for. */
function portOf(url: URL, text: string): number {
  if (url.port !== '') return Number(url.port)
  return /^http:\/\/[^/?#]*:0*80(?:[/?#]|$)/i.test(text) ? 80 : 0
}

function addressOf(url: URL, port: number, asGiven: string | undefined): LoopbackAddress {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const redirectUri = (actual: number) => {
    if (asGiven !== undefined) return asGiven
    const withPort = new URL(url)
    withPort.port = `${actual}`
    return withPort.href
  }
  // A browser tries either address of the name: both are held, or another program could sit on the other one.
  return { hosts: host === 'localhost' ? ['127.0.0.1', '::1'] : [host], port, redirectUri }
}

function notHere(callbackUrl: string): GmailSqlError {
  return bad(
    `CallbackURL of a desktop sign-in is on this machine, not ${JSON.stringify(callbackUrl)}.`,
    'Leave it out, or use http://127.0.0.1:port/; for an address on the web use AuthMode=WEB.',
  )
}

function bad(message: string, hint: string): GmailSqlError {
  return new GmailSqlError('BAD_PROPERTY', message, { hint })
}
