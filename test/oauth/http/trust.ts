import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { AUTHORITY } from '../../imap/certificates.ts'

/** Makes the tests' authority known to this process, as NODE_EXTRA_CA_CERTS would. */
export function trustTestAuthority(): void {
  setDefaultCACertificates([...getCACertificates('default'), AUTHORITY])
}
