import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { expect } from 'vitest'
import { GmailSqlError } from '../../../src/util/errors.ts'
import { ANNA, readsMail, type Stage } from '../../oauth/flows/stage.ts'

/** The properties of a connection that keeps its tokens and never asks. */
export function kept({ directory }: Stage): string {
  return `InitiateOAuth=REFRESH;OAuthSettingsLocation=${directory}/o.db;User=${ANNA}`
}

/** The properties of a connection that asks when it has no tokens. */
export function asking({ oauth, directory }: Stage, user = ANNA): string {
  const { id, secret } = oauth.clients.desktop
  return `InitiateOAuth=GETANDREFRESH;OAuthClientId=${id};OAuthClientSecret=${secret};OAuthSettingsLocation=${directory}/o.db;User=${user}`
}

/** Logs in, so that a grant is stored, and forgets what was posted. @returns every secret that went over the wire. */
export async function logIn(stage: Stage): Promise<string[]> {
  const secrets = [stage.oauth.clients.desktop.secret]
  stage.oauth.faults.add({
    rewrite: answer => {
      secrets.push(String(answer['access_token']), String(answer['refresh_token']))
      return answer
    },
  })
  const { db } = await stage.openWithBrowser(asking(stage))
  expect(await readsMail(db)).toBe(true)
  await db.close()
  expect(stage.tokenPosts()).toHaveLength(1)
  expect(secrets).toHaveLength(3)
  return secrets
}

/** Ends the stored access token and reads mail with what is kept. */
export async function readAfterExpiry(stage: Stage): Promise<boolean> {
  stage.oauth.expireAll()
  return await readsMail(await stage.open(kept(stage)))
}

/** A first consent that must fail: its error, and the secrets that it may not hold. */
export async function consentFailure(stage: Stage, user = ANNA): Promise<GmailSqlError> {
  const secrets = [stage.oauth.clients.desktop.secret]
  const openBrowser = async (url: string) => {
    void stage.oauth.agree(url).then(callback => {
      secrets.push(...['code', 'state'].flatMap(name => new URL(callback).searchParams.get(name) ?? []))
      return fetch(callback)
    })
  }
  return await failureOf(stage.open(asking(stage, user), { openBrowser }), secrets)
}

/** The error of what must fail: ours, and none of the secrets in anything that printing it shows. */
export async function failureOf(
  promise: Promise<unknown>,
  secrets: readonly string[],
): Promise<GmailSqlError> {
  const error = await promise.then(
    () => expect.fail('it succeeded'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(GmailSqlError)
  const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })
  for (const secret of secrets) {
    expect(shown).not.toContain(secret)
    expect(shown).not.toContain(encodeURIComponent(secret))
  }
  return error as GmailSqlError
}

/** A later connection finds its tokens as they were: one refresh, and mail. */
export async function expectKept(stage: Stage): Promise<void> {
  stage.oauth.faults.clear()
  stage.tokenPosts()
  expect(await readAfterExpiry(stage)).toBe(true)
  expect(stage.tokenPosts().map(({ form }) => form['grant_type'])).toEqual(['refresh_token'])
}

export async function expectNothingStored(stage: Stage): Promise<void> {
  await expect(stage.open(kept(stage))).rejects.toMatchObject({ code: 'MISSING_PROPERTY' })
}

/** Another host: it counts what it receives, connections too. */
export async function otherHost(): Promise<AsyncDisposable & { readonly url: string; received: number }> {
  const server = createServer((_request, response) => response.end('{}'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const host = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    received: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  server.on('connection', () => {
    host.received++
  })
  return host
}
