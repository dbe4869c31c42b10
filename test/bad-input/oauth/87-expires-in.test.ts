import { expect, test } from 'vitest'
import { readsMail, startStage } from '../../oauth/flows/stage.ts'
import { expectKept, failureOf, kept, logIn } from './support.ts'

const noted = ['OAUTH_EXPIRES_IN']

test.each<[string, unknown, number, string[]]>([
  ['missing is 3600 with a notice', undefined, 3_600, noted],
  ['"3599" is taken', '3599', 3_599, []],
  ['1e12 is capped to 30 days with a notice', 1e12, 30 * 86_400, noted],
])('expires_in: %s', async (_, value, seconds, notices) => {
  await using stage = await startStage()
  await logIn(stage)
  stage.oauth.faults.add({ rewrite: answer => ({ ...answer, expires_in: value }) })
  const db = await stage.open(kept(stage))
  const [row] = await db.call<Record<string, unknown>>('RefreshOAuthAccessToken')
  expect(Number(row?.['ExpiresIn'])).toBe(seconds)
  const { rows } = await db.query<{ Code: string }>('SELECT Code FROM sys_warnings')
  expect(rows.map(({ Code }) => Code).filter(code => code === noted[0])).toEqual(notices)
  expect(await readsMail(db)).toBe(true)
  expect(stage.tokenPosts()).toHaveLength(1)
})

test.each<[string, unknown]>([
  ['-5', -5],
  ['0', 0],
  ['"NaN"', 'NaN'],
  ['NaN, which is no JSON', Number.NaN],
  ['1e400, which JSON reads as infinite', '1e400'],
])('expires_in: %s is refused, and the old tokens are kept', async (name, value) => {
  await using stage = await startStage()
  const secrets = await logIn(stage)
  stage.oauth.expireAll()
  const isBare = typeof value === 'number' ? Number.isNaN(value) : name.startsWith('1e400')
  const rewrite = (answer: Record<string, unknown>) =>
    isBare
      ? JSON.stringify({ ...answer, expires_in: 7_777 }).replace('7777', String(value))
      : { ...answer, expires_in: value }
  stage.oauth.faults.add({ rewrite, times: 9 })
  const error = await failureOf(readsMail(await stage.open(kept(stage))), secrets)
  expect(error.code).toBe('OAUTH_ENDPOINT')
  expect(stage.tokenPosts()).toHaveLength(1)
  await expectKept(stage)
})
