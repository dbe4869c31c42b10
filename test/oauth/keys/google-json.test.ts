import { writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { failureOf } from '../token/support.ts'
import { publicOf, readStore, StoreMaker } from './stores.ts'

const stores = new StoreMaker()
stores.pair('one')
stores.openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'ec.key')
afterAll(() => stores[Symbol.dispose]())

const fields = {
  type: 'service_account',
  project_id: 'project',
  private_key_id: 'key-7',
  private_key: stores.read('one.key').toString(),
  client_email: 'svc@project.iam.gserviceaccount.com',
  token_uri: 'https://evil.example/token',
}

test('the JSON key of the console gives key, address and key id', async () => {
  const path = stores.path('key.json')
  writeFileSync(path, JSON.stringify(fields, null, 2), { mode: 0o600 })
  const { key, notices } = await readStore('GOOGLEJSON', path)
  expect(publicOf(key)).toBe(stores.publicKey('one'))
  expect(key).toMatchObject({ clientEmail: fields.client_email, keyId: 'key-7', commonName: null })
  expect(notices).toEqual([])
})

test('its text, with a BOM or as base64, is taken as a blob', async () => {
  const text = JSON.stringify(fields)
  for (const blob of [
    text,
    Buffer.from(text).toString('base64'),
    Buffer.from(`\ufeff${text}`).toString('base64'),
  ]) {
    expect((await readStore('GOOGLEJSONBLOB', blob)).key.clientEmail).toBe(fields.client_email)
  }
})

test('a subject has no meaning for it: a notice', async () => {
  const { notices } = await readStore('GOOGLEJSONBLOB', JSON.stringify(fields), { subject: 'CN=x' })
  expect(notices.map(({ code }) => code)).toEqual(['JWT_SUBJECT_UNUSED'])
})

test.each([
  [
    'an OAuth client’s file',
    { installed: { client_id: 'x', client_secret: 'y' } },
    'the file of an OAuth client',
    'OAuthClientId',
  ],
  [
    'a user’s credentials',
    { type: 'authorized_user', refresh_token: 'x' },
    'the type authorized_user',
    'Service accounts',
  ],
  ['no private_key', { ...fields, private_key: undefined }, 'without private_key', 'Service accounts'],
  ['a private_key that is none', { ...fields, private_key: 'abc' }, 'cannot be read', 'Service accounts'],
  [
    'an EC key',
    { ...fields, private_key: stores.read('ec.key').toString() },
    'no RSA key',
    'Service accounts',
  ],
])('%s is refused by name', async (_, json, message, hint) => {
  const error = await failureOf(readStore('GOOGLEJSONBLOB', JSON.stringify(json)))
  expect(error.code).toBe('CERT_UNREADABLE')
  expect(error.message).toContain(message)
  expect(error.hint).toContain(hint)
})

test('JSON that is cut off is damaged', async () => {
  const error = await failureOf(readStore('GOOGLEJSONBLOB', JSON.stringify(fields).slice(0, 300)))
  expect(error.message).toBe('OAuthJWTCert is damaged JSON')
})
