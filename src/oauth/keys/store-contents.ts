import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'

/** What a store holds, in its order; what Node cannot read of it is left out. */
export interface StoreContents {
  readonly keys: readonly KeyObject[]
  readonly certificates: readonly X509Certificate[]
}

export function parseCertificates(ders: readonly Buffer[]): X509Certificate[] {
  return ders.flatMap(der => {
    try {
      return [new X509Certificate(der)]
    } catch {
      return []
    }
  })
}

export function parseKeys(ders: readonly Buffer[], type: 'pkcs1' | 'pkcs8' | 'sec1' = 'pkcs8'): KeyObject[] {
  return ders.flatMap(key => {
    try {
      return [createPrivateKey({ key, format: 'der', type })]
    } catch {
      return []
    }
  })
}

/** What the first bytes say that the store is. */
export function kindOf(bytes: Buffer): 'JKS' | 'JCEKS' | 'PEM' | 'JSON' | 'DER' | null {
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === 0xfeedfeed) return 'JKS'
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === 0xcececece) return 'JCEKS'
  if (bytes[0] === 0x30) return 'DER'
  const start = bytes.subarray(0, 4096).toString('latin1')
  if (/^(?:\u00ef\u00bb\u00bf)?\s*\{/.test(start)) return 'JSON'
  return start.includes('-----BEGIN ') ? 'PEM' : null
}

const TYPE_FOR = {
  JKS: 'JKSFILE',
  JCEKS: 'JKSFILE',
  PEM: 'PEMKEY_FILE',
  JSON: 'GOOGLEJSON',
  DER: 'PFXFILE',
} as const

export function hintForKind(bytes: Buffer): string {
  const kind = kindOf(bytes)
  if (kind === null) return 'Look whether it is the right file; export the key again.'
  return `It looks like ${kind}: OAuthJWTCertType=${TYPE_FOR[kind]} (or its BLOB type) reads that.`
}
