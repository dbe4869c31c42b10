import type { asn1, pkcs12 } from 'node-forge'
import { type GmailSqlError, isGmailSqlError } from '../../util/errors.ts'
import type { Secret } from '../../util/secret.ts'
import { derivationRounds } from './derivation-rounds.ts'
import { passwordMissing, unreadable, wrongPassword } from './key-errors.ts'
import { hintForKind, kindOf, parseCertificates, parseKeys, type StoreContents } from './store-contents.ts'

type Forge = typeof import('node-forge')

/** 6 µs a round on a common machine, in which nothing else runs: about one second. OpenSSL writes 3 × 2048, Java 3 × 10,000. */
const MAX_ROUNDS = 150_000

/**
 * Keys and certificates of a PKCS#12 store (.p12, .pfx; RFC 7292), with the old RC2 and 3DES ciphers that Google's
 * console is known for, which Node's own reader refuses, and with PBES2.
 *
 * @throws CERT_UNREADABLE, MISSING_PROPERTY (a password is needed)
 */
export async function readPfx(bytes: Buffer, password: Secret | undefined): Promise<StoreContents> {
  if (kindOf(bytes) !== 'DER') throw unreadable('is not a PKCS#12 store', hintForKind(bytes))
  const forge = (await import('node-forge')).default
  try {
    return contentsOf(openStore(forge, bytes, password?.reveal() ?? ''), forge)
  } catch (error) {
    throw isGmailSqlError(error) ? error : explain(error, bytes, password)
  }
}

function openStore(forge: Forge, bytes: Buffer, password: string): pkcs12.Pkcs12Pfx {
  const root = parse(forge, bytes.toString('latin1'))
  const rounds = derivationRounds(root, der => parseMaybe(forge, der))
  if (rounds > MAX_ROUNDS) throw tooSlow(rounds)
  try {
    return forge.pkcs12.pkcs12FromAsn1(root, false, password)
  } catch (error) {
    const isAscii = /^[\x20-\x7e]*$/.test(password)
    if (isAscii || isMacFailure(error) || !Array.isArray(root.value)) throw error
    // The MAC was verified just now. PBES2 takes the password as UTF-8 where forge gives one byte a character; the
    // MAC takes UTF-16, so it must not be looked at again with these bytes.
    const withoutMac = { ...root, value: root.value.slice(0, 2) }
    return forge.pkcs12.pkcs12FromAsn1(withoutMac, false, Buffer.from(password).toString('latin1'))
  }
}

/** Bit strings stay closed: forge would try to parse the inside of every one. */
function parse(forge: Forge, der: string): asn1.Asn1 {
  const options = { strict: true, parseAllBytes: true, decodeBitStrings: false }
  const fromDer = forge.asn1.fromDer as unknown as (der: string, options: object) => asn1.Asn1
  return fromDer(der, options)
}

function parseMaybe(forge: Forge, der: string): asn1.Asn1 | null {
  try {
    return parse(forge, der)
  } catch {
    return null
  }
}

function contentsOf(store: pkcs12.Pkcs12Pfx, forge: Forge): StoreContents {
  const bags = store.safeContents.flatMap(safe => safe.safeBags)
  const { certBag, keyBag, pkcs8ShroudedKeyBag } = forge.pki.oids
  const keyBags = bags.filter(bag => bag.type === keyBag || bag.type === pkcs8ShroudedKeyBag)
  const keys = keyBags.flatMap(bag => {
    if (bag.key) return parseKeys([derOf(forge, forge.pki.privateKeyToAsn1(bag.key))], 'pkcs1')
    // forge knows RSA only; of other keys it leaves the PKCS#8 structure.
    return bag.asn1 ? parseKeys([derOf(forge, bag.asn1)]) : []
  })
  const certificates = bags.flatMap(bag => {
    if (bag.type !== certBag) return []
    const structure = bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1
    return structure ? parseCertificates([derOf(forge, structure)]) : []
  })
  return { keys, certificates }
}

function derOf(forge: Forge, structure: asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(structure).getBytes(), 'latin1')
}

function isMacFailure(error: unknown): boolean {
  return error instanceof Error && /MAC could not be verified/.test(error.message)
}

function explain(error: unknown, bytes: Buffer, password: Secret | undefined): GmailSqlError {
  const text = error instanceof Error ? error.message : ''
  if (isMacFailure(error) || /decrypt/i.test(text)) {
    return password === undefined ? passwordMissing('PKCS#12 store') : wrongPassword('PKCS#12 store')
  }
  if (/unsupported|not supported|unknown|integrity mode/i.test(text)) {
    const hint =
      'Write it anew: openssl pkcs12 -in old.p12 -nodes -out key.pem, and use OAuthJWTCertType=PEMKEY_FILE.'
    return unreadable('is a PKCS#12 store with an algorithm that is not known here', hint)
  }
  const isPkcs8 = parseKeys([bytes]).length > 0
  if (isPkcs8)
    return unreadable('is a bare key, not a PKCS#12 store', 'OAuthJWTCertType=PEMKEY_FILE reads it.')
  return unreadable(
    'is not a PKCS#12 store, or it is damaged',
    'Export it again, or look at OAuthJWTCertType.',
  )
}

function tooSlow(rounds: number): GmailSqlError {
  const shown = Number.isFinite(rounds) ? String(rounds) : 'countless'
  return unreadable(
    `asks for ${shown} rounds of key derivation; at most ${MAX_ROUNDS} are made`,
    'Write it anew: openssl pkcs12 -in old.p12 -nodes -out key.pem, and use OAuthJWTCertType=PEMKEY_FILE.',
  )
}
