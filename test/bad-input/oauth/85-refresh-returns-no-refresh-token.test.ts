import { expect, test } from 'vitest'
import { startStage } from '../../oauth/flows/stage.ts'
import { expectKept, logIn, readAfterExpiry } from './support.ts'

test.each([undefined, null, ''])(
  'a refresh that returns %j as refresh token keeps the old one',
  async none => {
    await using stage = await startStage()
    const [, , refreshToken] = await logIn(stage)
    stage.oauth.faults.add({ rewrite: answer => ({ ...answer, refresh_token: none }) })
    expect(refreshToken).toMatch(/^\S{20,}$/)
    expect(await readAfterExpiry(stage)).toBe(true)
    expect(stage.tokenPosts()).toHaveLength(1)
    await expectKept(stage)
  },
)
