import { assertSendable } from '../net/credentials.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import type { Mail, Sent, SmtpOptions } from './options.ts'
import { SmtpSession } from './session.ts'

/**
 * Sends a message by SMTP, once. Only a refused token is tried again, with another, before the server is told of the message.
 * @throws CONNECT, TLS_REFUSED, AUTH_REFUSED, and what sending throws
 */
export async function sendMail(mail: Mail, options: SmtpOptions, signal: AbortSignal): Promise<Sent> {
  // U+0001 separates the fields of XOAUTH2: a user name with it could bring its own token.
  if (/[\u0000-\u001f\u007f]/.test(options.user))
    throw new GmailSqlError('BAD_VALUE', 'User contains a control character.')
  const session = await loggedIn(options, signal, true)
  try {
    return await session.send(mail)
  } finally {
    session.close()
  }
}

async function loggedIn(options: SmtpOptions, signal: AbortSignal, mayRenew: boolean): Promise<SmtpSession> {
  const credentials = await options.credentials()
  assertSendable(credentials)
  const session = new SmtpSession(options, credentials, signal)
  await session.open()
  try {
    await session.login()
  } catch (error) {
    session.close()
    const isRefused = isGmailSqlError(error) && error.code === 'AUTH_REFUSED'
    if (isRefused && mayRenew && (await options.renew(signal))) return await loggedIn(options, signal, false)
    throw error
  }
  await options.accepted()
  return session
}
