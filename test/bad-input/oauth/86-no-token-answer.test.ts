import { expect, test } from 'vitest'
import { readsMail, startStage } from '../../oauth/flows/stage.ts'
import type { Fault } from '../../support/oauth/faults.ts'
import { consentFailure, expectKept, expectNothingStored, failureOf, kept, logIn } from './support.ts'

const json = { 'content-type': 'application/json' }
const html = { 'content-type': 'text/html' }
const portal = `<html><title>Free \u001b[31mWi-Fi</title>${'<p>Accept our terms</p>'.repeat(500)}</html>`
const token = { access_token: 'ya29.canary-of-the-body', token_type: 'Bearer', expires_in: 3599 }

const ANSWERS: [string, Fault][] = [
  ['{}', { body: {} }],
  ['the HTML of a captive portal', { status: 200, body: portal, headers: html }],
  ['truncated JSON', { status: 200, body: JSON.stringify(token).slice(0, 60), headers: json }],
  ['50 MB of JSON', { status: 200, body: `{"x":"${'long '.repeat(10_000_000)}"}`, headers: json }],
  ['a token of the wrong content type', { status: 200, body: JSON.stringify(token), headers: html }],
]

function expectShort(message: string): void {
  expect(message.length).toBeLessThan(350)
  expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
  expect(message).not.toContain('ya29.canary')
}

test.each(ANSWERS)(
  'the code exchange answers %s: OAUTH_ENDPOINT, and little of the body is told',
  async (_, fault) => {
    await using stage = await startStage()
    stage.oauth.faults.add({ ...fault, times: 9 })
    const error = await consentFailure(stage)
    expect(error.code).toBe('OAUTH_ENDPOINT')
    expectShort(error.message)
    expect(stage.tokenPosts()).toHaveLength(1)
    await expectNothingStored(stage)
  },
)

test.each(ANSWERS)('a refresh answers %s: OAUTH_ENDPOINT, and the old tokens are kept', async (_, fault) => {
  await using stage = await startStage()
  const secrets = await logIn(stage)
  stage.oauth.expireAll()
  stage.oauth.faults.add({ ...fault, times: 9 })
  const error = await failureOf(readsMail(await stage.open(kept(stage))), secrets)
  expect(error.code).toBe('OAUTH_ENDPOINT')
  expectShort(error.message)
  expect(stage.tokenPosts()).toHaveLength(1)
  await expectKept(stage)
})
