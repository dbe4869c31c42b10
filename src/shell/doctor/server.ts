import { isGmailSqlError, type Library, type ServerProbe } from '../door.ts'
import { type Finding, failed } from './finding.ts'
import { ms } from './machine.ts'

export interface ServerCheck {
  readonly library: Library
  /** Whether the login is by password, else by an access token. */
  readonly isPassword: boolean
  readonly signal: AbortSignal
}

/**
 * Whether the mail server of a connection is reached, its TLS, and what it offers before the login; answers whether a login can be
 * tried.
 */
export async function* checkServer(
  target: string,
  { library, isPassword, signal }: ServerCheck,
): AsyncGenerator<Finding, boolean> {
  const started = performance.now()
  try {
    const probe = await library.probeServer(target, { signal })
    yield { check: 'Network', outcome: 'ok', detail: `${probe.server} answers in ${ms(started)} ms` }
    yield tlsFinding(probe)
    const offer = imapFinding(probe, isPassword)
    yield offer
    return offer.outcome !== 'fail'
  } catch (error) {
    signal.throwIfAborted()
    yield failed(stepOf(error), error)
    return false
  }
}

/** The step that an error ends. */
function stepOf(error: unknown): string {
  if (!isGmailSqlError(error)) return 'Network'
  if (error.code === 'TLS_REFUSED') return 'TLS'
  return error.code === 'CONNECT' ? 'Network' : 'IMAP'
}

function tlsFinding({ encryption }: ServerProbe): Finding {
  const check = 'TLS'
  if (encryption === null) return { check, outcome: 'skip', detail: 'TLS=None: to this machine only' }
  const { protocol, issuer, validTo } = encryption
  return { check, outcome: 'ok', detail: `${protocol}, a certificate of ${issuer}, good until ${validTo}` }
}

/** Whether the server takes the kind of login that is wanted. */
export function imapFinding(
  { capabilities }: Pick<ServerProbe, 'capabilities'>,
  isPassword: boolean,
): Finding {
  const check = 'IMAP'
  const offers = (name: string) => capabilities.includes(name)
  const kind = offers('X-GM-EXT-1')
    ? 'Gmail, with its extensions'
    : 'not Gmail: its labels, threads and search are not there'
  const logins = capabilities.filter(name => name.startsWith('AUTH=')).map(name => name.slice('AUTH='.length))
  const detail = `${kind}; logins: ${logins.join(', ') || 'LOGIN'}`
  if (isPassword && offers('LOGINDISABLED') && !offers('AUTH=PLAIN')) {
    const hint = 'Most servers take one over TLS only: leave TLS out, or write TLS=StartTLS.'
    return { check, outcome: 'fail', detail: `${detail}; no login by password`, hint }
  }
  if (!isPassword && logins.length > 0 && !offers('AUTH=XOAUTH2') && !offers('AUTH=OAUTHBEARER')) {
    const hint = 'Check Server; if it is the right one, log in by password.'
    return { check, outcome: 'fail', detail: `${detail}; no login by an access token`, hint }
  }
  return { check, outcome: 'ok', detail }
}
