import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Gmaild, type GmaildOptions, startGmaild } from '../../../src/gmaild/index.ts'
import { type Connection, type ConnectOptions, connect, isGmailSqlError } from '../../../src/index.ts'
import { type Stage, startStage } from '../../oauth/flows/stage.ts'
import { StoreMaker } from '../../oauth/keys/stores.ts'
import { startSmtpServer, type TestSmtpServer } from '../../support/smtp-server.ts'

export type Options = Readonly<Record<string, unknown>>

/** What a property does, as a program sees it. */
export interface Effect {
  readonly value: unknown
  /** Does the same with and without the property, and answers what came of it. */
  readonly sees: (given: Options) => Promise<unknown>
  /** What comes of it with the value, and of nothing else. */
  readonly shows: unknown
  /** It has servers of its own, so that both may be done at once. */
  readonly isApart?: true
}

/** By the name of the property. */
export type Effects = Readonly<Record<string, (world: World) => Effect>>

const ROBOT = 'robot@project.iam.gserviceaccount.com'

/** The servers that the effects are seen at. */
export interface World extends AsyncDisposable {
  readonly gmaild: Gmaild
  readonly smtp: TestSmtpServer
  readonly otherSmtp: TestSmtpServer
  readonly stage: Stage
  /** Makes keys of the service account ROBOT. */
  readonly stores: StoreMaker
  readonly directory: string
  /** How gmaild is reached. */
  readonly mail: Options
  /** How the authorization server and its mail server are reached, with settings of its own. */
  oauth(): Options
  /** A path that nothing has. */
  path(extension: string): string
}

export async function startWorld(): Promise<World> {
  const stores = new StoreMaker()
  stores.pair('robot', `/CN=${ROBOT}`)
  const account = { email: ROBOT, publicKey: stores.publicKey('robot'), subjects: ['anna@example.com'] }
  const gmaild = await startGmaild({ messages: 40 })
  const [smtp, otherSmtp] = [await startSmtpServer(), await startSmtpServer()]
  const stage = await startStage({ serviceAccounts: [account], mail: { messages: 5 } })
  const directory = mkdtempSync(join(tmpdir(), 'gmailsql-effects-'))
  const { endpoints } = stage.oauth
  let count = 0
  return {
    ...{ gmaild, smtp, otherSmtp, stage, stores, directory },
    mail: mailAt(gmaild),
    oauth: () => ({
      ...{ Server: '127.0.0.1', Port: stage.gmaild.port, TLS: 'None' },
      ...{ OAuthAuthorizationURL: endpoints.authorize, OAuthAccessTokenURL: endpoints.token },
      ...{ OAuthRevokeURL: endpoints.revoke, OAuthSettingsLocation: `memory://effects-${count++}` },
    }),
    path: extension => join(directory, `${count++}.${extension}`),
    async [Symbol.asyncDispose]() {
      stores[Symbol.dispose]()
      await gmaild.close()
      for (const server of [smtp, otherSmtp, stage]) await server[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true })
    },
  }
}

export function mailAt({ port, user, password }: Gmaild): Options {
  return { Server: '127.0.0.1', Port: port, TLS: 'None', User: user, Password: password }
}

/** The answer, or the code of the error in place of it. */
export async function outcome<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work()
  } catch (error) {
    if (isGmailSqlError(error)) return error.code
    throw error
  }
}

/** What a connection of its own makes of it. */
export async function connected<T>(
  options: Options,
  work: (db: Connection) => Promise<T>,
  connectOptions: ConnectOptions = {},
): Promise<T | string> {
  return await outcome(async () => {
    await using db = await connect(
      { ...options },
      { onAuthorizationUrl: () => {}, openBrowser: null, ...connectOptions },
    )
    return await work(db)
  })
}

/** The rows of a statement. */
export async function rows(options: Options, sql: string): Promise<unknown> {
  return await connected(options, async db => (await db.queryArrays(sql)).rows)
}

/** A property that changes what one statement answers. */
export function seenIn(sql: string, value: unknown, shows: unknown, beside: Options = {}) {
  return ({ mail }: World): Effect => ({
    value,
    sees: given => rows({ ...mail, ...beside, ...given }, sql),
    shows,
  })
}

/** With a mail server of its own. */
export async function withGmaild<T>(
  options: GmaildOptions,
  work: (gmaild: Gmaild) => Promise<T>,
): Promise<T> {
  await using gmaild = await startGmaild(options)
  return await work(gmaild)
}
