import { describe, expect, test } from 'vitest'
import { foreignProperties } from '../../schema/foreign-properties.ts'
import { properties } from '../../schema/index.ts'
import { PROPERTY_GROUPS, type PropertyDefinition } from '../../src/catalog/property.ts'
import { allowedText, sizeText, valueText } from '../../src/catalog/property-text.ts'
import { parseConnection } from '../../src/driver/connection-string.ts'
import { readProperty } from '../../src/driver/property-read.ts'
import { CERT_TYPES } from '../../src/oauth/keys/key-errors.ts'
import { Secret } from '../../src/util/secret.ts'

const all: readonly PropertyDefinition[] = properties
const words = (text: string) => text.trim().split(/\s+/)
const names = (wanted: (property: PropertyDefinition) => boolean) =>
  all.filter(wanted).map(property => property.name)

/** The names that connection strings in the field use: one that is lost or respelled breaks them. */
const NAMES = words(`
  AuthScheme User Password Server Port SMTPServer SMTPPort TLS
  InitiateOAuth OAuthClientId OAuthClientSecret OAuthAccessToken OAuthRefreshToken OAuthSettingsLocation CallbackURL
  Scope OAuthVerifier OAuthExpiresIn OAuthTokenTimestamp OAuthAuthorizationURL OAuthAccessTokenURL OAuthRevokeURL
  OAuthJWTCert OAuthJWTCertType OAuthJWTCertPassword OAuthJWTCertSubject OAuthJWTIssuer OAuthJWTSubject
  SSLServerCert
  FirewallType FirewallServer FirewallPort FirewallUser FirewallPassword
  ProxyServer ProxyPort ProxyAuthScheme ProxyUser ProxyPassword ProxySSLType ProxyExceptions ProxyAutoDetect
  Logfile Verbosity LogModules MaxLogFileSize MaxLogFileCount
  Tables Views BrowsableSchemas ListMailboxes PseudoColumns
  AutoCache CacheLocation CacheTolerance Offline CacheMetadata
  Pushdown MaxItems MaxRows Readonly MaxAffected AllowUnfiltered AllowPermanentDelete IsHTML IncludeMessage TimeZone
  CreateLabels ThrowsKeyNotFound UserDefinedViews PeekMode UIDMode MessageCharset BatchSize Timeout StatementTimeout
  FetchEngine ConnectOnOpen KeepAlive ConnectionLifeTime PoolMaxSize PoolIdleTimeout MaxMessageBytes Other`)

const SECRETS = words(`
  Password OAuthClientSecret OAuthAccessToken OAuthRefreshToken OAuthVerifier OAuthJWTCert OAuthJWTCertPassword
  FirewallPassword ProxyPassword`)

test('the table has every property by its name, once', () => {
  expect(names(() => true).sort()).toEqual([...NAMES].sort())
  expect(new Set(NAMES.map(name => name.toLowerCase())).size).toBe(NAMES.length)
})

test('exactly the properties that hold a secret are secret', () => {
  expect(names(property => property.type === 'secret').sort()).toEqual([...SECRETS].sort())
})

test('OAuthJWTCertType takes the types of key that are read, and no other', () => {
  const property = all.find(({ name }) => name === 'OAuthJWTCertType')
  expect(property).toMatchObject({ values: CERT_TYPES })
})

test('every group has properties, and every property a group', () => {
  expect(new Set(all.map(property => property.group))).toEqual(new Set(PROPERTY_GROUPS))
})

test('no property of another connector is one of ours as well', () => {
  const own = new Set(names(() => true).map(name => name.toLowerCase()))
  expect(foreignProperties.filter(row => own.has(row.name.toLowerCase()))).toEqual([])
})

describe.each(all.map(property => [property.name, property] as const))('%s', (name, property) => {
  test('is documented in one sentence', () => {
    expect(property.doc).toMatch(/^[^\n]{10,180}\.$/)
  })

  test('has a default that it would take', () => {
    const value = 'default' in property ? property.default : undefined
    expect(parseConnection('', {}).values[name as 'Port']).toBe(value)
    if (value === undefined) return
    expect(readProperty(property, value)).toBe(value)
    expect(readProperty(property, valueText(property, value)!)).toBe(value)
  })

  test('shows what it takes, and takes that', () => {
    const allowed = allowedText(property)
    const samples = property.type === 'secret' ? ['x'] : (allowed?.split(/,|\.\./) ?? [])
    const taken = samples.filter(
      text => !(property.type === 'boolean' && String(property.refused?.value) === text),
    )
    for (const text of taken) {
      const value = readProperty(property, text)
      expect(value instanceof Secret ? value.reveal() : valueText(property, value)).toBe(text)
    }
  })
})

test('sizes are shown in the largest unit that divides them', () => {
  expect([0, 999, 1000, 1500, 100_000_000, 2e9].map(sizeText)).toEqual([
    '0B',
    '999B',
    '1kB',
    '1500B',
    '100MB',
    '2GB',
  ])
})
