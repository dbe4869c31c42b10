import { afterAll, expect, test } from 'vitest'
import { StoreMaker } from '../../oauth/keys/stores.ts'
import { expectConnectRefused } from '../support.ts'

const stores = new StoreMaker()
stores.pair('one', '/O=Example/CN=one')
const full = stores.pfx('full', 'one', 'notasecret')
const bare = stores.path('bare.p12')
stores.openssl('pkcs12', '-export', '-nokeys', '-in', 'one.crt', '-out', bare, '-passout', 'pass:notasecret')
afterAll(() => stores[Symbol.dispose]())

const ROBOT = [
  'InitiateOAuth=GETANDREFRESH;OAuthSettingsLocation=memory://certificate;User=anna@example.com',
  'OAuthJWTIssuer=robot@project.iam.gserviceaccount.com;OAuthJWTSubject=anna@example.com',
  'OAuthJWTCertPassword=notasecret;OAuthJWTCertType=PFXFILE',
].join(';')

test('OAuthJWTCertType=PFXFILE without OAuthJWTCert is MISSING_PROPERTY', async () => {
  await expectConnectRefused(ROBOT, {
    code: 'MISSING_PROPERTY',
    names: ['OAuthJWTCertType=PFXFILE', 'needs OAuthJWTCert'],
    hint: 'path of the certificate store',
    hidden: ['notasecret'],
  })
})

test('a subject for a missing certificate is told with those that are there', async () => {
  await expectConnectRefused(`${ROBOT};OAuthJWTCert=${full};OAuthJWTCertSubject=CN=nobody`, {
    code: 'CERT_UNREADABLE',
    names: ['OAuthJWTCert ', 'no certificate of OAuthJWTCertSubject', 'CN=nobody'],
    hint: 'There is: O=Example, CN=one',
    hidden: ['notasecret', 'PRIVATE KEY'],
  })
})

test('OAuthJWTCertSubject=* on a store with no key is told as that', async () => {
  const error = await expectConnectRefused(`${ROBOT};OAuthJWTCert=${bare};OAuthJWTCertSubject=*`, {
    code: 'CERT_UNREADABLE',
    names: ['OAuthJWTCert holds certificates, but no private key'],
    hint: 'Export it with the private key.',
    hidden: ['notasecret'],
  })
  expect(error.message).not.toContain('OAuthJWTCertSubject')
})

test('OAuthJWTCertSubject=* on a store with nothing in it is told as that', async () => {
  const empty = '"-----BEGIN X-----\n-----END X-----"'
  const given = `${ROBOT.replace('PFXFILE', 'PEMKEY_BLOB')};OAuthJWTCert=${empty};OAuthJWTCertSubject=*`
  await expectConnectRefused(given, {
    code: 'CERT_UNREADABLE',
    names: ['OAuthJWTCert holds neither key nor certificate'],
    hint: 'Export it with the private key.',
    hidden: ['notasecret'],
  })
})
