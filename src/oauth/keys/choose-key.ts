import type { KeyObject, X509Certificate } from 'node:crypto'
import type { Notice } from '../../util/notice.ts'
import { Secret } from '../../util/secret.ts'
import { escapeForTerminal } from '../../util/text.ts'
import type { ServiceKey } from '../types.ts'
import { unreadable } from './key-errors.ts'
import type { StoreContents } from './store-contents.ts'
import { commonNameOf, distinguishedName, matcherFor } from './subject.ts'

interface Pair {
  readonly key: KeyObject
  readonly certificate: X509Certificate | null
}

/**
 * The key that OAuthJWTCertSubject names: `*` the first certificate that has a key; else the first whose subject is
 * exactly this, else the first whose subject holds it.
 *
 * @throws CERT_UNREADABLE, one text for each way that it can fail.
 */
export function chooseKey(
  contents: StoreContents,
  subject: string,
  onNotice: (notice: Notice) => void,
): ServiceKey {
  const { key, certificate } = choosePair(contents, subject.trim(), onNotice)
  requireRsa(key)
  if (certificate !== null) noticeIfExpired(certificate, onNotice)
  return {
    privateKey: new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString()),
    clientEmail: null,
    commonName: certificate === null ? null : commonNameOf(certificate),
    keyId: null,
  }
}

function choosePair(
  { keys, certificates }: StoreContents,
  subject: string,
  onNotice: (notice: Notice) => void,
): Pair {
  const [first] = keys
  if (first === undefined) throw noKey(certificates.length)
  const pairs = certificates.flatMap(certificate => {
    const key = keys.find(each => certificate.checkPrivateKey(each))
    return key === undefined ? [] : [{ key, certificate }]
  })
  if (subject === '*' || subject === '') return pairs[0] ?? { key: first, certificate: null }
  if (certificates.length === 0) {
    const message = 'OAuthJWTCertSubject is not looked at: OAuthJWTCert holds a key and no certificate.'
    onNotice({ code: 'JWT_SUBJECT_UNUSED', message })
    return { key: first, certificate: null }
  }
  const found = bySubject(pairs, pair => pair.certificate, subject)
  if (found !== undefined) return found
  throw notFound(certificates, subject)
}

function bySubject<T>(
  items: readonly T[],
  certificateOf: (item: T) => X509Certificate,
  subject: string,
): T | undefined {
  const { isExact, isPart } = matcherFor(subject)
  return items.find(item => isExact(certificateOf(item))) ?? items.find(item => isPart(certificateOf(item)))
}

function noKey(certificates: number) {
  const what =
    certificates === 0 ? 'holds neither key nor certificate' : 'holds certificates, but no private key'
  return unreadable(what, 'Export it with the private key.')
}

function notFound(certificates: readonly X509Certificate[], subject: string) {
  const wanted = `OAuthJWTCertSubject “${escapeForTerminal(subject)}”`
  if (bySubject(certificates, certificate => certificate, subject) !== undefined) {
    return unreadable(
      `has no private key for the certificate of ${wanted}`,
      'Export it with the private key.',
    )
  }
  const there = certificates.slice(0, 5).map(certificate => escapeForTerminal(distinguishedName(certificate)))
  return unreadable(
    `has no certificate of ${wanted}`,
    `There is: ${there.join('; ')}. With * the first one is taken.`,
  )
}

function requireRsa(key: KeyObject): void {
  if (key.asymmetricKeyType === 'rsa') return
  const kind = (key.asymmetricKeyType ?? 'unknown').toUpperCase()
  throw unreadable(
    `holds a key of the kind ${kind}; service accounts sign with RS256, which needs RSA`,
    'Make a key in the Google Cloud console (Service accounts → Keys); those are RSA.',
  )
}

/** Only the key is used; Google looks at its own copy of the certificate. */
function noticeIfExpired(certificate: X509Certificate, onNotice: (notice: Notice) => void): void {
  const until = Date.parse(certificate.validTo)
  if (!(until < Date.now())) return
  const name = escapeForTerminal(distinguishedName(certificate))
  const message = `The certificate ${name} of OAuthJWTCert expired on ${new Date(until).toISOString().slice(0, 10)}.`
  onNotice({ code: 'CERT_EXPIRED', message })
}
