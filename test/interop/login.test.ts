import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Notice } from '../../src/index.ts'
import { AUTHORITY, GOOD } from '../imap/certificates.ts'
import { connectTo, type Dovecot, startDovecot } from '../support/dovecot.ts'

describe('the way to Dovecot', () => {
  let dovecot: Dovecot | undefined

  beforeAll(async () => {
    dovecot = await startDovecot(null)
  })

  afterAll(() => dovecot?.stop())

  /** How Dovecot says that the last login went. */
  const lastLogin = () =>
    readFileSync(dovecot!.log, 'utf8')
      .match(/.*Login: user=.*/g)!
      .at(-1)!
  const count = async (properties: Readonly<Record<string, unknown>>) => {
    await using own = await connectTo(dovecot!, properties)
    const { rows } = await own.query('SELECT COUNT(*) AS n FROM INBOX')
    const warnings = (await own.query<{ Code: Notice['code'] }>('SELECT Code FROM sys_warnings')).rows
    return { n: rows[0]!.n, warnings: warnings.map(({ Code }) => Code) }
  }
  const fingerprint = new X509Certificate(GOOD).fingerprint256
  const certificates = {
    authority: AUTHORITY,
    certificate: GOOD,
    fingerprint,
    digits: fingerprint.replaceAll(':', '').toLowerCase(),
  }

  it.each(['Implicit', 'StartTLS'])(
    'is encrypted with TLS=%s, for a certificate given as PEM or fingerprint',
    async TLS => {
      const Port = TLS === 'Implicit' ? dovecot!.tlsPort : dovecot!.port
      for (const SSLServerCert of Object.values(certificates)) {
        expect(await count({ TLS, Port, SSLServerCert })).toEqual({ n: 0, warnings: [] })
        expect(lastLogin()).toContain(', TLS,')
      }
    },
  )

  it.each(['Implicit', 'StartTLS'])(
    'is open to any certificate with TLS=%s and SSLServerCert=*, which is warned of',
    async TLS => {
      const Port = TLS === 'Implicit' ? dovecot!.tlsPort : dovecot!.port
      const { n, warnings } = await count({ TLS, Port, SSLServerCert: '*' })
      expect(n).toBe(0)
      expect(lastLogin()).toContain(', TLS,')
      expect(warnings.join()).toMatch(/TLS_UNVERIFIED|ANY_CERTIFICATE/)
    },
  )

  it.each(['Implicit', 'StartTLS'])(
    'is refused with TLS=%s for an unknown authority and for another fingerprint',
    async TLS => {
      const Port = TLS === 'Implicit' ? dovecot!.tlsPort : dovecot!.port
      for (const SSLServerCert of [undefined, '00'.repeat(32)]) {
        await expect(count({ TLS, Port, SSLServerCert })).rejects.toMatchObject({ code: 'TLS_REFUSED' })
      }
    },
  )

  it('takes an access token (XOAUTH2 or OAUTHBEARER)', async () => {
    const token = { AuthScheme: 'AccessToken', Password: undefined, OAuthAccessToken: 'tok-good' }
    expect(await count(token)).toEqual({ n: 0, warnings: [] })
    expect(lastLogin()).toMatch(/method=(?:XOAUTH2|OAUTHBEARER),/)
  })

  it('tells why another token was refused, and never the token', async () => {
    const token = { AuthScheme: 'AccessToken', Password: undefined, OAuthAccessToken: 'tok-other-9137' }
    const error: unknown = await count(token).catch(failure => failure)
    expect(error).toMatchObject({
      code: 'AUTH_REFUSED',
      message: expect.stringMatching(/OAuth status (?:invalid_token|401)/),
    })
    expect((error as { hint: string }).hint).toContain('access token')
    expect(JSON.stringify([error, `${error}`, (error as Error).stack])).not.toContain('9137')
    await expect(count({ Password: 'wrong' })).rejects.toMatchObject({ code: 'AUTH_REFUSED' })
  })
})
