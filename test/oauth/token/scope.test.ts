import { describe, expect, test } from 'vitest'
import { requireGmailScope } from '../../../src/oauth/token/required-scope.ts'
import { failureOf } from './support.ts'

const MAIL = 'https://mail.google.com/'
const ADMIN = 'https://www.googleapis.com/auth/gmail.imap_admin'
const required = (granted: string | null, asked: string) =>
  failureOf(Promise.resolve().then(() => requireGmailScope(granted, asked)))

describe('a grant that IMAP takes passes', () => {
  test.each([
    [`openid ${MAIL} email`, `${MAIL} openid email`],
    ['https://mail.google.com', MAIL],
    [null, MAIL],
    [ADMIN, ADMIN],
    [MAIL, `${ADMIN} ${MAIL}`],
  ])('granted %s, asked %s', (granted, asked) => {
    expect(() => requireGmailScope(granted, asked)).not.toThrow()
  })
})

test('a user who unticked the box is told which', async () => {
  const error = await required(
    'openid https://www.googleapis.com/auth/userinfo.email',
    `${MAIL} openid email`,
  )
  expect(error.code).toBe('OAUTH_SCOPE')
  expect(error.message).toContain(`${MAIL} was not granted; granted is: openid`)
  expect(error.hint).toContain(
    'tick the box “Read, compose, send and permanently delete all your email from Gmail”',
  )
})

test('for the scope of a service account the administrator is told', async () => {
  const error = await required(MAIL, ADMIN)
  expect(error.message).toContain(`${ADMIN} was not granted`)
  expect(error.hint).toContain('Domain-wide delegation')
})

test('an empty answer grants nothing', async () => {
  expect((await required('', MAIL)).message).toContain('granted is: nothing')
})

test('a Scope that does not ask for mail is told before Gmail refuses the token', async () => {
  const error = await required(null, 'openid https://www.googleapis.com/auth/gmail.readonly')
  expect(error.code).toBe('OAUTH_SCOPE')
  expect(error.message).toContain('gmail.readonly')
  expect(error.hint).toContain(MAIL)
})

test('a longer scope that begins alike is not the mail scope', async () => {
  expect((await required('https://mail.google.com/other', MAIL)).code).toBe('OAUTH_SCOPE')
})

test('control characters of a granted scope are not told', async () => {
  expect((await required('a\u001b[2Jb', MAIL)).message).toContain('a?[2Jb')
})
