import { inspect } from 'node:util'
import { expect } from 'vitest'
import {
  type Connection,
  type ConnectOptions,
  connect,
  type ErrorCode,
  GmailSqlError,
} from '../../src/index.ts'

/** What a refusal must be: its code, words of its message and of its hint, and what it must not show. */
export interface Refusal {
  readonly code: ErrorCode
  /** Stand in the message: the offending value or property. */
  readonly names: readonly string[]
  readonly hint: string | RegExp
  readonly hidden?: readonly string[]
}

type Given = Parameters<typeof connect>[0]

/** No browser is opened and nothing printed. */
const QUIET: ConnectOptions = { openBrowser: null, onAuthorizationUrl: () => {} }

/** Connects, and closes when `use` is done. */
export async function connected<T>(
  given: Given,
  use: (db: Connection) => Promise<T>,
  options: ConnectOptions = {},
): Promise<T> {
  const db = await connect(given, { ...QUIET, ...options })
  try {
    return await use(db)
  } finally {
    await db.close()
  }
}

export async function expectConnectRefused(given: Given, refusal: Refusal): Promise<GmailSqlError> {
  return await expectRefused(
    connected(given, async () => {}),
    refusal,
  )
}

/** The attempt ends in one of our errors, which says all that it should and nothing that it should not. */
export async function expectRefused(attempt: Promise<unknown>, refusal: Refusal): Promise<GmailSqlError> {
  const error = await attempt.then(
    () => expect.fail('it was accepted'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof GmailSqlError)) expect.fail(`not one of our errors: ${inspect(error)}`)
  expect(error.code).toBe(refusal.code)
  for (const name of refusal.names) expect(error.message).toContain(name)
  expect(error.hint ?? '').toMatch(refusal.hint)
  expect(error.hint).toMatch(/\w/)
  expectNoStackText(`${error.message}\n${error.hint}`)
  for (const word of refusal.hidden ?? []) expect(inspect(error, { depth: Infinity })).not.toContain(word)
  return error
}

function expectNoStackText(text: string): void {
  expect(text).not.toMatch(/^\s*at |node:internal|node_modules|\.[cm]?[jt]s:\d|\b\w*Error:|\[object /m)
}

/** The value that a connection shows for one of its properties. */
export async function shownValue(db: Connection, property: string): Promise<unknown> {
  const { rows } = await db.query('SELECT Value FROM sys_connection_props WHERE Name = ?', [property])
  expect(rows).toHaveLength(1)
  return rows[0]!['Value']
}

/** A sign-in that was done before, with secrets that nothing may show. */
export const SECRETS = ['GOCSPX-canary', '1//canary', 'ya29.canary'] as const
export const SIGNED_IN = [
  'InitiateOAuth=REFRESH;User=anna@example.com;OAuthClientId=client',
  `OAuthClientSecret=${SECRETS[0]};OAuthRefreshToken=${SECRETS[1]};OAuthAccessToken=${SECRETS[2]}`,
].join(';')
