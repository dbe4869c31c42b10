import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Gmaild, type GmaildOptions, startGmaild } from '../../../src/gmaild/index.ts'
import { type Connection, type ConnectOptions, connect } from '../../../src/index.ts'
import type { LoggedRequest } from '../../support/oauth/request-log.ts'
import type { OAuthServerOptions } from '../../support/oauth/settings.ts'
import { type OAuthServer, startOAuthServer } from '../../support/oauth-server.ts'

export const ANNA = 'anna@example.com'

/** An authorization server, a mail server that takes only its tokens, and a directory for settings. */
export interface Stage extends AsyncDisposable {
  readonly oauth: OAuthServer
  readonly gmaild: Gmaild
  readonly directory: string
  /** Where the mail and authorization servers are: what a real connection leaves to its defaults. */
  readonly surroundings: string
  open(properties: string, options?: ConnectOptions): Promise<Connection>
  /** Connects as {@link open} with a browser that agrees at once; `urls` are those that it was sent to. */
  openWithBrowser(properties: string): Promise<{ db: Connection; urls: string[] }>
  /** POSTs to the token endpoint since the last call. */
  tokenPosts(): LoggedRequest[]
}

export async function startStage(
  options: OAuthServerOptions & { mail?: GmaildOptions } = {},
): Promise<Stage> {
  const oauth = await startOAuthServer({ user: ANNA, ...options })
  const gmaild = await startGmaild({
    messages: 60,
    user: ANNA,
    tokenUser: token => oauth.userOf(token),
    ...options.mail,
  })
  const directory = mkdtempSync(join(tmpdir(), 'gmailsql-oauth-'))
  const { endpoints } = oauth
  const surroundings = [
    `Server=127.0.0.1;Port=${gmaild.port};TLS=None`,
    `OAuthAuthorizationURL=${endpoints.authorize};OAuthAccessTokenURL=${endpoints.token};OAuthRevokeURL=${endpoints.revoke}`,
  ].join(';')
  const opened: Connection[] = []
  const open = async (properties: string, connectOptions: ConnectOptions = {}) => {
    const quiet: ConnectOptions = { onAuthorizationUrl: () => {}, openBrowser: null, ...connectOptions }
    const db = await connect(`${surroundings};${properties}`, quiet)
    opened.push(db)
    return db
  }
  return {
    ...{ oauth, gmaild, directory, surroundings, open },
    async openWithBrowser(properties) {
      const urls: string[] = []
      const openBrowser = async (url: string) => {
        urls.push(url)
        void oauth.agree(url).then(callback => fetch(callback))
      }
      return { db: await open(properties, { openBrowser }), urls }
    },
    tokenPosts() {
      const posts = oauth.log.filter(({ endpoint }) => endpoint === 'token')
      oauth.log.length = 0
      return posts
    },
    async [Symbol.asyncDispose]() {
      for (const db of opened) await db.close()
      await gmaild.close()
      await oauth.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** The rows that prove that a connection reads mail. */
export async function readsMail(db: Connection): Promise<boolean> {
  const { rows } = await db.query('SELECT Subject FROM Inbox LIMIT 3')
  return rows.length === 3
}
