import { createPrivateKey, type KeyObject } from 'node:crypto'
import type { Secret } from '../../util/secret.ts'
import { passwordMissing, unreadable, wrongPassword } from './key-errors.ts'
import { readPfx } from './pfx.ts'
import { hintForKind, kindOf, parseCertificates, type StoreContents } from './store-contents.ts'

type Entry = ReturnType<typeof import('jks-js')['parseJks']>[number]

/**
 * Keys and certificates of a Java keystore: JKS, or PKCS#12, which keytool writes since Java 9.
 *
 * @throws CERT_UNREADABLE, MISSING_PROPERTY (a password is needed)
 */
export async function readJks(bytes: Buffer, password: Secret | undefined): Promise<StoreContents> {
  const kind = kindOf(bytes)
  if (kind === 'DER') return await readPfx(bytes, password)
  if (kind === 'JCEKS') {
    const hint =
      'Convert it: keytool -importkeystore -srckeystore old.jks -srcstoretype JCEKS -destkeystore new.p12 -deststoretype PKCS12'
    throw unreadable('is a JCEKS keystore, which is not read here', hint)
  }
  if (kind !== 'JKS') throw unreadable('is not a Java keystore', hintForKind(bytes))
  // Without a password the library skips the integrity check, and a protected key would not open anyway.
  if (password === undefined) throw passwordMissing('keystore')
  return await readEntries(bytes, password.reveal())
}

async function readEntries(bytes: Buffer, password: string): Promise<StoreContents> {
  const { default: jks } = await import('jks-js')
  const entries = openStore(() => jks.parseJks(bytes, password))
  const keys: KeyObject[] = []
  for (const entry of entries) {
    if ('protectedPrivateKey' in entry)
      keys.push(openKey(() => jks.decrypt(entry.protectedPrivateKey, password)))
  }
  return { keys, certificates: parseCertificates(entries.flatMap(certificatesOf)) }
}

function openStore(parse: () => Entry[]): Entry[] {
  try {
    return parse()
  } catch (error) {
    if (error instanceof Error && /verification failed/i.test(error.message)) throw wrongPassword('keystore')
    throw unreadable('is a damaged Java keystore', 'Export it again.')
  }
}

function openKey(decrypt: () => string): KeyObject {
  try {
    return createPrivateKey(decrypt())
  } catch {
    const hint = 'The password of the key must be that of the keystore: keytool -keypasswd makes it so.'
    throw unreadable('is a keystore whose key cannot be opened', hint)
  }
}

function certificatesOf(entry: Entry): Buffer[] {
  return 'chain' in entry ? entry.chain.map(certificate => certificate.value) : [entry.cert.value]
}
