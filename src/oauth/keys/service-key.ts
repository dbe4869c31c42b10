import { GmailSqlError } from '../../util/errors.ts'
import type { Notice } from '../../util/notice.ts'
import type { Secret } from '../../util/secret.ts'
import { nearest } from '../../util/suggest.ts'
import type { ServiceKey } from '../types.ts'
import { chooseKey } from './choose-key.ts'
import { readGoogleJson } from './google-json.ts'
import { readJks } from './jks.ts'
import { CERT_TYPES, type CertType } from './key-errors.ts'
import { readPem } from './pem.ts'
import { readPfx } from './pfx.ts'
import { readStoreBytes } from './store-bytes.ts'
import type { StoreContents } from './store-contents.ts'

export interface ServiceKeyOptions {
  /** One of OAuthJWTCertType, in any case. */
  readonly type: string
  /** OAuthJWTCert: a path, or the content with a …BLOB type. */
  readonly cert: Secret
  readonly password: Secret | undefined
  /** OAuthJWTCertSubject. */
  readonly subject: string
  /** Default true: a key file that others may read gives a notice; false: FILE_UNSAFE. */
  readonly allowLooseFile?: boolean | undefined
  readonly onNotice?: ((notice: Notice) => void) | undefined
}

/**
 * The signing key of a service account from any of the stores that OAuthJWTCertType names.
 *
 * @throws CERT_UNREADABLE with a reason of its own for each kind of failure; MISSING_PROPERTY (certificate, password);
 * FILE_UNSAFE; BAD_PROPERTY (the type).
 */
export async function readServiceKey(options: ServiceKeyOptions): Promise<ServiceKey> {
  const { cert, password, subject, allowLooseFile = true, onNotice = () => {} } = options
  const type = typeOf(options.type)
  const bytes = await readStoreBytes({ type, cert, allowLooseFile, onNotice })
  if (type.startsWith('GOOGLEJSON')) {
    if (!['*', ''].includes(subject.trim())) onNotice(SUBJECT_UNUSED)
    return readGoogleJson(bytes)
  }
  return chooseKey(await readContents(type, bytes, password), subject, onNotice)
}

const SUBJECT_UNUSED: Notice = {
  code: 'JWT_SUBJECT_UNUSED',
  message: 'OAuthJWTCertSubject is not looked at: a JSON key holds one key and no certificate.',
}

async function readContents(
  type: CertType,
  bytes: Buffer,
  password: Secret | undefined,
): Promise<StoreContents> {
  if (type.startsWith('PFX')) return await readPfx(bytes, password)
  if (type.startsWith('JKS')) return await readJks(bytes, password)
  return readPem(bytes, password)
}

function typeOf(text: string): CertType {
  const type = CERT_TYPES.find(each => each === text.toUpperCase())
  if (type !== undefined) return type
  const near = nearest(text, CERT_TYPES)
  throw new GmailSqlError('BAD_PROPERTY', `OAuthJWTCertType does not take ${text.slice(0, 40)}`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}It takes ${CERT_TYPES.join(', ')}.`,
  })
}
