import { createPrivateKey } from 'node:crypto'
import { Secret } from '../../util/secret.ts'
import type { ServiceKey } from '../types.ts'
import { unreadable } from './key-errors.ts'
import { hintForKind, kindOf } from './store-contents.ts'

const MAKE_ONE = 'Make a key in the Google Cloud console: Service accounts → Keys → Add key → JSON.'

/**
 * The JSON key that Google's console gives for a service account. Its addresses (`token_uri`) are not used: a file must
 * not decide where secrets are sent.
 *
 * @throws CERT_UNREADABLE
 */
export function readGoogleJson(bytes: Buffer): ServiceKey {
  const fields = fieldsOf(bytes)
  const text = (name: string) => {
    const value = fields.get(name)
    return typeof value === 'string' && value !== '' ? value : null
  }
  refuseOtherJson(fields, text('type'))
  const key = text('private_key')
  if (key === null) throw unreadable('is JSON without private_key', MAKE_ONE)
  return {
    privateKey: new Secret(rsaPem(key)),
    clientEmail: text('client_email'),
    commonName: null,
    keyId: text('private_key_id'),
  }
}

function fieldsOf(bytes: Buffer): ReadonlyMap<string, unknown> {
  if (kindOf(bytes) !== 'JSON') throw unreadable('is not a JSON key', hintForKind(bytes))
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''))
    return new Map(Object.entries(value as object))
  } catch {
    throw unreadable('is damaged JSON', MAKE_ONE)
  }
}

/** Google gives JSON for other things too, and they lie in the same download directory. */
function refuseOtherJson(fields: ReadonlyMap<string, unknown>, type: string | null): void {
  if (fields.has('installed') || fields.has('web')) {
    const hint = 'Its client_id and client_secret are for OAuthClientId and OAuthClientSecret.'
    throw unreadable('is the file of an OAuth client, not of a service account', hint)
  }
  if (type === null || type === 'service_account') return
  const shown = /^[\w-]{1,40}$/.test(type) ? type : 'something else'
  throw unreadable(`is JSON of the type ${shown}, not service_account`, MAKE_ONE)
}

function rsaPem(pem: string): string {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs8', format: 'pem' }).toString()
  } catch {
    throw unreadable('is JSON whose private_key cannot be read', MAKE_ONE)
  }
  throw unreadable('is JSON whose private_key is no RSA key', MAKE_ONE)
}
