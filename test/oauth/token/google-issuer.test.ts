import { expect, test } from 'vitest'
import { readAnswer } from '../../../src/oauth/token/read-answer.ts'
import { failureOf, idToken, TOKENS } from './support.ts'

const endpoints = {
  authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
  token: 'https://oauth2.googleapis.com/token',
  revoke: 'https://oauth2.googleapis.com/revoke',
}

function read(iss: string | undefined, clientId: string | null = 'client-1') {
  const json = { ...TOKENS, id_token: idToken({ aud: 'client-1', iss, email: 'me@gmail.com' }) }
  const answer = { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }
  return readAnswer(answer, { clientId, endpoints, secrets: [] })
}

test.each(['https://accounts.google.com', 'accounts.google.com'])('Google’s id_token is of %s', iss => {
  expect(read(iss).email).toBe('me@gmail.com')
})

test.each(['https://accounts.google.com.evil.example', 'https://evil.example', undefined])(
  'one of %s is refused',
  async iss => {
    const error = await failureOf(Promise.resolve().then(() => read(iss)))
    expect(error).toMatchObject({ code: 'OAUTH_ENDPOINT' })
    expect(error.message).toContain('another issuer')
  },
)

test('without a client no id_token is read', () => {
  expect(read('https://evil.example', null).email).toBeNull()
})
