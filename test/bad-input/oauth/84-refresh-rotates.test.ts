import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSettings } from '../../../src/oauth/settings/open-settings.ts'
import { ANNA, readsMail, startStage } from '../../oauth/flows/stage.ts'
import { makeDirectory } from '../../oauth/settings/support.ts'
import { kept, logIn } from './support.ts'

test('a new refresh token is stored before the access token that came with it is used', async () => {
  const snapshot = makeDirectory()
  let onToken: ((token: string) => void) | null = null
  const tokenUser = (token: string) => {
    onToken?.(token)
    return stage.oauth.userOf(token)
  }
  await using stage = await startStage({ isRotating: true, mail: { messages: 60, user: ANNA, tokenUser } })
  await logIn(stage)
  stage.oauth.expireAll()
  const came = { access: '', refresh: '' }
  stage.oauth.faults.add({
    rewrite: answer => {
      came.access = String(answer['access_token'])
      came.refresh = String(answer['refresh_token'])
      return answer
    },
  })
  // The mail server sees the new token for the first time: this is what the files hold at that moment.
  onToken = token => {
    if (token !== came.access) return
    onToken = null
    cpSync(stage.directory, snapshot, { recursive: true })
  }
  expect(await readsMail(await stage.open(kept(stage)))).toBe(true)
  expect(onToken).toBeNull()
  expect(stage.tokenPosts()).toHaveLength(1)
  const location = join(snapshot, 'o.db')
  const store = await openSettings({ location, env: process.env, onNotice: () => {} })
  const grant = await store.find(ANNA, null)
  await store.close()
  expect(grant?.refreshToken?.reveal()).toBe(came.refresh)
  expect(grant?.accessToken?.reveal()).toBe(came.access)
})
