import type { X509Certificate } from 'node:crypto'

/** `C=US, O=Acme\, Inc, CN=name`: the parts in the order of the certificate. */
export function distinguishedName(certificate: X509Certificate): string {
  return linesOf(certificate).join(', ')
}

export function commonNameOf(certificate: X509Certificate): string | null {
  const line = linesOf(certificate).findLast(part => part.startsWith('CN='))
  return line === undefined ? null : line.slice(3).replace(/\\(.)/g, '$1')
}

/** Node gives undefined for an empty subject, whatever its types say. */
function linesOf(certificate: { readonly subject: string | undefined }): string[] {
  return certificate.subject?.split('\n') ?? []
}

export interface SubjectMatcher {
  isExact(certificate: X509Certificate): boolean
  isPart(certificate: X509Certificate): boolean
}

/** Names are written in either order (`CN=…, O=…, C=…` or the other way round), with `E=` or `emailAddress=`. */
export function matcherFor(subject: string): SubjectMatcher {
  const wanted = normalize(subject)
  return {
    isExact: certificate => spellings(certificate).includes(wanted),
    isPart: certificate => spellings(certificate).some(name => name.includes(wanted)),
  }
}

function spellings(certificate: X509Certificate): string[] {
  const parts = linesOf(certificate)
  return [parts, parts.toReversed()].map(each => normalize(each.join(',')))
}

function normalize(name: string): string {
  return name
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/ ?([,+=]) ?/g, '$1')
    .replace(/(^|,)(?:e|email)=/g, '$1emailaddress=')
    .replace(/\\(.)/g, '$1')
    .trim()
}
