import { isIP } from 'node:net'
import tls from 'node:tls'
import type { Notice } from '../util/notice.ts'
import type { ServerTrust } from './server-cert.ts'
import { certificateText } from './tls-faults.ts'

/** Why a server is not the one that is trusted. */
export interface PeerFault {
  readonly what: string
  /** SHA-256, upper case hex with colons. */
  readonly fingerprint: string
}

/** For `tls.connect`. Verification is done by {@link peerFault}: node would refuse a pinned certificate before it can be compared. */
export function tlsOptions(host: string, trust: ServerTrust): tls.ConnectionOptions {
  return {
    ...(isIP(host) === 0 ? { servername: host } : {}),
    host,
    ...(trust.kind === 'pem' ? { ca: [...tls.rootCertificates, trust.pem] } : {}),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false,
  }
}

/** Whether the server at the other end is to be trusted: null, or why not. */
export function peerFault(socket: tls.TLSSocket, trust: ServerTrust): PeerFault | null {
  const fingerprint = socket.getPeerCertificate().fingerprint256 ?? ''
  if (trust.kind === 'any') return null
  if (trust.kind === 'fingerprint') {
    if (fingerprint === trust.fingerprint) return null
    return { what: 'its certificate is not the one of SSLServerCert', fingerprint }
  }
  if (socket.authorized || (trust.kind === 'pem' && trust.fingerprints.includes(fingerprint))) return null
  const error: unknown = socket.authorizationError
  const code = typeof error === 'string' ? error : String((error as { code?: unknown } | null)?.code ?? error)
  return { what: certificateText(code), fingerprint }
}

/** For SSLServerCert=*: nobody was asked who the server is. */
export function anyCertificateNotice(host: string, socket: tls.TLSSocket): Notice {
  const who = `${host} could be anybody; it showed SHA-256 ${socket.getPeerCertificate().fingerprint256 ?? ''}.`
  return { code: 'ANY_CERTIFICATE', message: `SSLServerCert=* accepts any certificate: ${who}` }
}
